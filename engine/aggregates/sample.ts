/**
 * sample: rows drawn without replacement, the same whatever the split: those whose row numbers hash lowest
 * (bottom-k sampling, Cohen and Kaplan 2007).
 * @module
 */
import type { Aggregate, AggregateRequest } from "../../contract/index.js";
import { EngineError } from "../errors.js";
import { atOnce } from "../turns.js";
import { type CellValue, cellReader } from "./cells.js";
import { leading53, mix } from "./hash.js";
import { perGroup } from "./per-group.js";
import { request } from "./request.js";
import { drawRuns, runOf, type SampleRun } from "./sample-runs.js";
import { countedRows } from "./values.js";

/** Options of {@link sample}. */
export interface SampleOptions {
  /** Rows wanted. */
  readonly n: number;
  /** Any integer; another seed draws other rows. Default 0. */
  readonly seed?: number;
}

/** Rows drawn, in ascending order of their numbers. */
export interface Sample<T extends CellValue = CellValue> {
  readonly rows: Float64Array;
  readonly values: readonly T[];
}

/** Rows at most: a sample is held in memory by every worker. */
const MOST = 2 ** 24;

/**
 * A uniform random sample of `n` rows without replacement, or all rows when there are fewer; nulls are left out. The
 * same seed draws the same rows for every chunk size and number of workers.
 * @throws InvalidArgument for `n` that is no integer from 1 to 2^24, or a seed that is no integer; and, in the scan,
 *   for sources without row numbers
 */
export function sample<T extends CellValue = CellValue>(
  column: string | SampleOptions,
  options?: SampleOptions,
): AggregateRequest<Sample<T>> {
  const { n, seed = 0 } = (typeof column === "object" ? column : options) ?? { n: Number.NaN };
  if (!Number.isInteger(n) || n < 1 || n > MOST)
    throw new EngineError("InvalidArgument", `'n' must be a number of rows from 1 to ${MOST}, got ${String(n)}`);
  if (!Number.isSafeInteger(seed))
    throw new EngineError("InvalidArgument", `'seed' must be an integer, got ${String(seed)}`);
  return request("sample", typeof column === "string" ? column : undefined, { n, seed });
}

/** Candidates; the first `n` by key are the sample once pruned. */
interface State {
  readonly n: number;
  readonly seed: number;
  keys: number[];
  rows: number[];
  values: CellValue[];
  /** Keys above this cannot be in the sample. */
  limit: number;
  /** Candidates of other threads, where they are many, and what was drawn from them. */
  readonly runs: SampleRun[];
  drawn: Sample | undefined;
}

/** Candidates that go from thread to thread as they are. */
const FEW = 4096;

/** The `"sample"` aggregate. */
export function sampleAggregate(): Aggregate<unknown, Sample> {
  return perGroup<State, Sample>({
    kind: "sample",
    fresh: ({ options }) => ({
      n: Number(options["n"]),
      seed: Number(options["seed"]),
      keys: [],
      rows: [],
      values: [],
      limit: Number.POSITIVE_INFINITY,
      runs: [],
      drawn: undefined,
    }),
    byteSize: ({ keys }) => keys.length * 32,
    update(state, batch, columns, arena, selection) {
      if (batch.firstRow === undefined)
        throw new EngineError(
          "InvalidArgument",
          "sample() needs row numbers, which this source does not have; read it into a table or array first",
        );
      const column = batch.columns[columns[0]!]!;
      const counted = countedRows(batch, column, arena, selection);
      const cell = cellReader(batch, column, arena);
      const positions = counted && new Uint32Array(arena.buffer, counted.at, counted.n);
      const out = new Uint32Array(2);
      const [seedHigh, seedLow] = halves(state.seed);
      const n = counted?.n ?? batch.rows;
      for (let i = 0; i < n; i++) {
        const position = positions === undefined ? i : positions[i]!;
        const row = batch.firstRow + position;
        mix(Math.floor(row / 2 ** 32) ^ seedHigh, row ^ seedLow, out);
        const key = leading53(out);
        if (key > state.limit) continue;
        state.keys.push(key);
        state.rows.push(row);
        state.values.push(cell(position));
        if (state.keys.length >= 2 * state.n + 1024) prune(state);
      }
    },
    settle(state) {
      prune(state);
      if (state.keys.length <= FEW) return;
      state.runs.push(runOf(state.keys, state.rows, state.values));
      state.keys = [];
      state.rows = [];
      state.values = [];
    },
    merge(into, from) {
      into.runs.push(...from.runs);
      for (let i = 0; i < from.keys.length; i++) {
        into.keys.push(from.keys[i]!);
        into.rows.push(from.rows[i]!);
        into.values.push(from.values[i]!);
      }
      prune(into);
    },
    prepare,
    finish(state) {
      atOnce(prepare(state));
      if (state.drawn !== undefined) return { done: state.drawn };
      prune(state);
      const order = state.rows.map((_, i) => i).sort((a, b) => state.rows[a]! - state.rows[b]!);
      return {
        done: {
          rows: Float64Array.from(order, (i) => state.rows[i]!),
          values: order.map((i) => state.values[i]!),
        },
      };
    },
  }) as Aggregate<unknown, Sample>;
}

/** Draws from what many threads have kept. */
function* prepare(state: State): Generator<void, void> {
  const { keys, rows, values, runs, n } = state;
  if (runs.length === 0) return;
  state.drawn ??= yield* drawRuns([...runs, runOf(keys, rows, values)], n);
}

/** Keeps the `n` lowest keys; equal keys by row number. */
function prune(state: State): void {
  if (state.keys.length <= state.n) return;
  const { keys, rows, values } = state;
  const order = keys.map((_, i) => i).sort((a, b) => keys[a]! - keys[b]! || rows[a]! - rows[b]!);
  order.length = state.n;
  state.keys = order.map((i) => keys[i]!);
  state.rows = order.map((i) => rows[i]!);
  state.values = order.map((i) => values[i]!);
  state.limit = state.keys.at(-1)!;
}

/** A seed spread over both halves of a word, so that neighbouring seeds draw unrelated rows. */
function halves(seed: number): readonly [number, number] {
  const out = new Uint32Array(2);
  mix(Math.floor(seed / 2 ** 32), seed, out);
  return [out[0]!, out[1]!];
}
