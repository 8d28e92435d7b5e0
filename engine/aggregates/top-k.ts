/**
 * topK: the most frequent values, counted exactly.
 * @module
 */
import type { Aggregate, AggregateRequest } from "../../contract/index.js";
import { viewOf } from "../dtype.js";
import { EngineError } from "../errors.js";
import { atOnce } from "../turns.js";
import { type CellValue, cellReader } from "./cells.js";
import { createNumberCounts, NUMBER_BYTES, type NumberCounts } from "./number-counts.js";
import { perGroup } from "./per-group.js";
import { request } from "./request.js";
import { mostFrequent, type SortedCounts, sortCounts } from "./sorted-counts.js";
import { countedRows } from "./values.js";

/** Options of {@link topK}. */
export interface TopKOptions {
  /** Values wanted; default 10. */
  readonly k?: number;
  /** Bytes that the counts of one worker may take before `TooManyGroups` is thrown; default 256 MiB. */
  readonly budget?: number;
}

/** A value and how often it occurs. */
export interface Counted<T extends CellValue = CellValue> {
  readonly value: T;
  readonly count: number;
}

/**
 * The most frequent values with their exact counts, most frequent first, equal counts by value. NaN is one value,
 * nulls are left out.
 * @throws InvalidArgument for `k` or `budget` below 1, TooManyGroups when there are more distinct values than the
 *   budget holds
 */
export function topK<T extends CellValue = CellValue>(
  column?: string | TopKOptions,
  options: TopKOptions = {},
): AggregateRequest<Counted<T>[]> {
  const { k = 10, budget = 256 * 2 ** 20 } = typeof column === "object" ? column : options;
  for (const [name, value] of Object.entries({ k, budget }))
    if (!Number.isInteger(value) || value < 1)
      throw new EngineError("InvalidArgument", `'${name}' must be a positive integer, got ${String(value)}`);
  return request("topK", typeof column === "string" ? column : undefined, { k, budget });
}

interface State {
  readonly k: number;
  readonly budget: number;
  /** Counts of what is no number, and of numbers while they are few. */
  readonly counts: Map<CellValue, number>;
  /** Counts of many numbers; undefined in bytes. */
  numbers: NumberCounts | undefined;
  bytes: number;
  /** What was counted elsewhere, where it is much. */
  readonly runs: SortedCounts[];
  /** The answer, once it is worked out. */
  best: Counted[] | undefined;
}

/** Counts that go from thread to thread as they are. */
const FEW = 2048;

/** Bytes of one entry of a Map, measured in Node 20; strings come on top. */
const ENTRY_BYTES = 48;

/** The `"topK"` aggregate. */
export function topKAggregate(): Aggregate<unknown, Counted[]> {
  return perGroup<State, Counted[]>({
    kind: "topK",
    fresh: ({ options }) => ({
      k: Number(options["k"]),
      budget: Number(options["budget"]),
      counts: new Map(),
      numbers: undefined,
      bytes: 0,
      runs: [],
      best: undefined,
    }),
    byteSize: ({ bytes }) => bytes,
    update(state, batch, columns, arena, selection) {
      const column = batch.columns[columns[0]!]!;
      const rows = countedRows(batch, column, arena, selection);
      const positions = rows && new Uint32Array(arena.buffer, rows.at, rows.n);
      const n = rows?.n ?? batch.rows;
      if (SMALL.has(column.type)) {
        addSmall(state, viewOf(column.type as "int16", arena.buffer, column.values, batch.rows), positions, n);
        return;
      }
      const cell = cellReader(batch, column, arena);
      for (let i = 0; i < n; i++) add(state, cell(positions === undefined ? i : positions[i]!), 1);
    },
    settle(state) {
      if (state.numbers !== undefined) {
        const { values, counts } = state.numbers.sorted();
        state.numbers = undefined;
        state.runs.push({ values: { numbers: values }, counts });
        state.bytes = 0;
      }
      if (state.counts.size <= FEW) return;
      state.runs.push(sortCounts(state.counts));
      state.counts.clear();
      state.bytes = 0;
    },
    merge(into, from) {
      for (const [value, count] of from.counts) add(into, value, count);
      into.runs.push(...from.runs);
    },
    prepare,
    finish(state) {
      atOnce(prepare(state));
      return { done: state.best! };
    },
  }) as Aggregate<unknown, Counted[]>;
}

/** Types of so few values that a table counts a batch. */
const SMALL: ReadonlySet<string> = new Set(["int8", "uint8", "int16", "uint16"]);

function addSmall(state: State, view: ArrayLike<number>, positions: Uint32Array | undefined, n: number): void {
  const least = -(2 ** 15);
  const table = new Uint32Array(2 ** 15 + 2 ** 16);
  for (let i = 0; i < n; i++) table[view[positions === undefined ? i : positions[i]!]! - least]!++;
  for (let slot = 0; slot < table.length; slot++) if (table[slot]! > 0) add(state, slot + least, table[slot]!);
}

function add(state: State, value: CellValue, count: number): void {
  if (typeof value === "number" && state.numbers !== undefined) {
    if (state.numbers.add(value, count)) charge(state, NUMBER_BYTES);
    return;
  }
  const before = state.counts.get(value);
  state.counts.set(value, (before ?? 0) + count);
  if (before !== undefined) return;
  charge(state, ENTRY_BYTES + (typeof value === "string" ? 2 * value.length + 16 : 0));
  if (typeof value === "number" && state.counts.size > FEW) state.numbers = moveNumbers(state);
}

/** Numbers from the Map into a table. */
function moveNumbers(state: State): NumberCounts {
  const numbers = createNumberCounts();
  for (const [value, count] of state.counts) {
    if (typeof value !== "number") continue;
    numbers.add(value, count);
    state.counts.delete(value);
    state.bytes += NUMBER_BYTES - ENTRY_BYTES;
  }
  return numbers;
}

/** @throws TooManyGroups */
function charge(state: State, bytes: number): void {
  state.bytes += bytes;
  if (state.bytes <= state.budget) return;
  const distinct = state.counts.size + (state.numbers?.size ?? 0);
  throw new EngineError(
    "TooManyGroups",
    `topK found more than ${distinct - 1} distinct values, which exceed its budget of ${state.budget} bytes; ` +
      "raise 'budget', or count them with distinct()",
  );
}

function* prepare(state: State): Generator<void, void> {
  if (state.best !== undefined) return;
  const { counts, numbers, runs, k } = state;
  const own = numbers?.sorted();
  const many = own === undefined ? [] : [{ values: { numbers: own.values }, counts: own.counts }];
  state.best = yield* mostFrequent([sortCounts(counts), ...many, ...runs], k);
}
