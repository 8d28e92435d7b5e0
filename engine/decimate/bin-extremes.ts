/**
 * First, last, least and greatest value of runs of rows: all that MinMax and M4 keep of a column. One pass, in any
 * order of the rows, so it runs on all cores.
 * @module
 */
import type { Aggregate, AggregateRequest, Arena, Batch, ColumnBatch } from "../../contract/index.js";
import { aggregateOf } from "../aggregates/state.js";
import { float64Of } from "../aggregates/values.js";
import { EngineError } from "../errors.js";
import type { Kernels } from "../simd/kernels.js";

/** Kind of the aggregate in the registry. */
export const BIN_EXTREMES = "binExtremes";

/**
 * What is kept of each run. Row numbers are -1, and values NaN, where a run holds no value: it is empty, or all of it
 * is NaN or null. Rows of equal values are the first ones.
 */
export interface BinExtremes {
  readonly first: Float64Array;
  readonly last: Float64Array;
  readonly argmin: Float64Array;
  readonly argmax: Float64Array;
  readonly firstValue: Float64Array;
  readonly lastValue: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
}

/**
 * Asks for the extremes of runs of rows.
 * @param edges row numbers in ascending order; run `k` is `edges[k] <= row < edges[k + 1]`
 */
export function binExtremes(edges: Float64Array): AggregateRequest<BinExtremes> {
  return { kind: BIN_EXTREMES, columns: [], options: { edges } };
}

interface State extends BinExtremes {
  readonly edges: Float64Array;
}

const ROWS = ["first", "last", "argmin", "argmax"] as const;
const VALUES = ["firstValue", "lastValue", "min", "max"] as const;

/** Rows that are searched for their least value at once, and again for its place when it is a new least. */
const STRIDE = 2048;

/** The `"binExtremes"` aggregate. */
export function binExtremesAggregate(kernels: Kernels): Aggregate<State, BinExtremes> {
  return aggregateOf<State, BinExtremes>({
    kind: BIN_EXTREMES,
    init: ({ options }) => fresh(options["edges"] as Float64Array),
    update(state, batch, columns, arena) {
      if (batch.firstRow === undefined)
        throw new EngineError("UnsupportedType", "a source without row numbers cannot be thinned out; count its rows");
      const column = batch.columns[columns[0]!]!;
      const out = arena.alloc(24);
      const at = withoutNulls(column, float64Of(column, batch.rows, arena, kernels, "decimate"), batch, arena);
      const stop = batch.firstRow + batch.rows;
      for (let row = batch.firstRow, bin = lastAtMost(state.edges, row); row < stop; bin++) {
        if (bin >= state.first.length) break;
        const end = Math.min(stop, state.edges[bin + 1]!);
        if (bin >= 0) takeRun(state, bin, { kernels, arena, out, at: at + (row - batch.firstRow) * 8 }, row, end);
        row = Math.max(row, end);
      }
    },
    merge(into, from) {
      for (let bin = 0; bin < into.first.length; bin++) mergeBin(into, from, bin);
    },
    finish: ({ edges: _, ...bins }) => ({ done: bins }),
  });
}

function fresh(edges: Float64Array): State {
  const bins = Math.max(0, edges.length - 1);
  const rows = (): Float64Array => new Float64Array(bins).fill(-1);
  const values = (): Float64Array => new Float64Array(bins).fill(Number.NaN);
  return {
    edges,
    first: rows(),
    last: rows(),
    argmin: rows(),
    argmax: rows(),
    firstValue: values(),
    lastValue: values(),
    min: values(),
    max: values(),
  };
}

/** Values with NaN in the place of nulls; a column without nulls is not copied. */
function withoutNulls(column: ColumnBatch, at: number, { rows }: Batch, arena: Arena): number {
  if (column.validity === undefined) return at;
  const copy = arena.alloc(rows * 8);
  const bits = new Uint8Array(arena.buffer, column.validity, (rows + 7) >> 3);
  const from = new Float64Array(arena.buffer, at, rows);
  const to = new Float64Array(arena.buffer, copy, rows);
  for (let row = 0; row < rows; row++) to[row] = (bits[row >> 3]! >> (row & 7)) & 1 ? from[row]! : Number.NaN;
  return copy;
}

/** Index of the last edge at or below a row; of equal edges the last, so that empty runs are passed over. */
function lastAtMost(edges: Float64Array, row: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle]! <= row) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

interface Run {
  readonly kernels: Kernels;
  readonly arena: Arena;
  /** Byte offset of three float64 for the kernel's answer. */
  readonly out: number;
  /** Byte offset of the run's first value. */
  readonly at: number;
}

/** Takes rows `row` to `stop` of one batch into a bin; the bin has seen only rows before or after all of them. */
function takeRun(state: State, bin: number, { kernels, arena, out, at }: Run, row: number, stop: number): void {
  const length = stop - row;
  if (length <= 0) return;
  const values = new Float64Array(arena.buffer, at, length);
  const answer = new Float64Array(arena.buffer, out, 3);
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  let leastAt = -1;
  let mostAt = -1;
  let firstAt = -1;
  let lastAt = -1;
  for (let from = 0; from < length; from += STRIDE) {
    const n = Math.min(STRIDE, length - from);
    kernels.extremes(at + from * 8, n, out);
    const missing = answer[2]!;
    if (missing === n) continue;
    if (firstAt < 0) firstAt = missing === 0 ? from : from + values.subarray(from).findIndex((x) => !Number.isNaN(x));
    lastAt = missing === 0 ? from + n - 1 : lastValid(values, from + n - 1);
    if (leastAt < 0 || answer[0]! < least) {
      least = answer[0]!;
      leastAt = from;
    }
    if (mostAt < 0 || answer[1]! > most) {
      most = answer[1]!;
      mostAt = from;
    }
  }
  if (firstAt < 0) return;
  const found: { readonly [name in (typeof ROWS)[number]]: number } = {
    first: row + firstAt,
    last: row + lastAt,
    argmin: row + values.indexOf(least, leastAt),
    argmax: row + values.indexOf(most, mostAt),
  };
  const worth = { firstValue: values[firstAt]!, lastValue: values[lastAt]!, min: least, max: most };
  join(state, bin, found, worth);
}

function lastValid(values: Float64Array, from: number): number {
  let at = from;
  while (Number.isNaN(values[at]!)) at--;
  return at;
}

function mergeBin(into: State, from: State, bin: number): void {
  if (from.first[bin]! < 0) return;
  const rows = Object.fromEntries(ROWS.map((name) => [name, from[name][bin]!])) as Record<
    (typeof ROWS)[number],
    number
  >;
  const values = Object.fromEntries(VALUES.map((name) => [name, from[name][bin]!]));
  join(into, bin, rows, values as Record<(typeof VALUES)[number], number>);
}

function join(
  state: State,
  bin: number,
  rows: { readonly [name in (typeof ROWS)[number]]: number },
  values: { readonly [name in (typeof VALUES)[number]]: number },
): void {
  const empty = state.first[bin]! < 0;
  if (empty || rows.first < state.first[bin]!) {
    state.first[bin] = rows.first;
    state.firstValue[bin] = values.firstValue;
  }
  if (empty || rows.last > state.last[bin]!) {
    state.last[bin] = rows.last;
    state.lastValue[bin] = values.lastValue;
  }
  const isLess = values.min < state.min[bin]! || (values.min === state.min[bin]! && rows.argmin < state.argmin[bin]!);
  if (empty || isLess) {
    state.min[bin] = values.min;
    state.argmin[bin] = rows.argmin;
  }
  const isMore = values.max > state.max[bin]! || (values.max === state.max[bin]! && rows.argmax < state.argmax[bin]!);
  if (empty || isMore) {
    state.max[bin] = values.max;
    state.argmax[bin] = rows.argmax;
  }
}
