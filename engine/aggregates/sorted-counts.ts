/**
 * Counts of many values, sorted by value where they were counted, so that whoever joins them need not hold them.
 * @module
 */
import { type PackedColumn, packColumn, partAt } from "../group/packed-keys.js";
import type { CellValue } from "./cells.js";

/** Values in ascending order, NaN last, each with its count. */
export interface SortedCounts {
  readonly values: PackedColumn;
  readonly counts: Float64Array;
}

/** A value and how often it occurs. */
export interface ValueCount {
  readonly value: CellValue;
  readonly count: number;
}

/** Counts in the order of their values. */
export function sortCounts(counts: ReadonlyMap<CellValue, number>): SortedCounts {
  const values = [...counts.keys()].sort(compareValues);
  return { values: packColumn(values), counts: Float64Array.from(values, (value) => counts.get(value)!) };
}

/** Entries joined between turns of the caller's thread. */
const PIECE = 4096;

/** The `k` most frequent values, equal counts by value; one `yield` for every {@link PIECE} entries. */
export function* mostFrequent(runs: readonly SortedCounts[], k: number): Generator<void, ValueCount[]> {
  const places = runs.map(() => 0);
  let best: ValueCount[] = [];
  for (let done = 1; ; done++) {
    const heads = runs.map(({ values, counts }, r) =>
      places[r]! < counts.length ? (partAt(values, places[r]!) as CellValue) : undefined,
    );
    const value = least(heads);
    if (value === undefined) return atMost(best, k);
    let count = 0;
    for (const [r, head] of heads.entries())
      if (head !== undefined && compareValues(head, value) === 0) count += runs[r]!.counts[places[r]!++]!;
    best.push({ value: Object.is(value, -0) ? 0 : value, count });
    if (best.length >= 2 * k + PIECE) best = atMost(best, k);
    if (done % PIECE === 0) yield;
  }
}

/** Ascending, NaN last. */
export function compareValues(a: CellValue, b: CellValue): number {
  if (a < b) return -1;
  if (a > b) return 1;
  return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
}

function least(heads: readonly (CellValue | undefined)[]): CellValue | undefined {
  let found: CellValue | undefined;
  for (const head of heads)
    if (head !== undefined && (found === undefined || compareValues(head, found) < 0)) found = head;
  return found;
}

function atMost(entries: ValueCount[], k: number): ValueCount[] {
  return entries.sort((a, b) => b.count - a.count || compareValues(a.value, b.value)).slice(0, k);
}
