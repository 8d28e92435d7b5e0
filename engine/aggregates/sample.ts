/**
 * sample: rows drawn without replacement, the same whatever the split: those whose row numbers hash lowest
 * (bottom-k sampling, Cohen and Kaplan 2007).
 * @module
 */
import type { Aggregate, AggregateRequest } from "../../contract/index.js";
import { EngineError } from "../errors.js";
import { partAt } from "../group/packed-keys.js";
import { atOnce } from "../turns.js";
import {
  addCandidate,
  type Candidates,
  candidateBytes,
  createCandidates,
  keepLowest,
  runOf,
  type SampleRun,
} from "./candidates.js";
import { type CellValue, cellReader } from "./cells.js";
import { leading53, mix } from "./hash.js";
import { perGroup } from "./per-group.js";
import { request } from "./request.js";
import { drawRuns } from "./sample-runs.js";
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

interface State {
  readonly n: number;
  readonly seed: number;
  candidates: Candidates;
  /** Keys above this cannot be in the sample. */
  limit: number;
  /** Candidates of other threads, and what was drawn from all. */
  readonly runs: SampleRun[];
  drawn: Sample | undefined;
}

/** The `"sample"` aggregate. */
export function sampleAggregate(): Aggregate<unknown, Sample> {
  let scratch = new Float64Array(0);
  const prune = (state: State): void => {
    const { candidates, n } = state;
    if (scratch.length < candidates.n) scratch = new Float64Array(candidates.keys.length);
    state.limit = Math.min(state.limit, keepLowest(candidates, n, scratch));
  };
  const take = (state: State, key: number, row: number, value: CellValue): void => {
    addCandidate(state.candidates, key, row, value);
    if (state.candidates.n === state.candidates.most) prune(state);
  };
  return perGroup<State, Sample>({
    kind: "sample",
    version: 2,
    fresh: ({ options }) => ({
      n: Number(options["n"]),
      seed: Number(options["seed"]),
      candidates: createCandidates(roomFor(Number(options["n"]))),
      limit: Number.POSITIVE_INFINITY,
      runs: [],
      drawn: undefined,
    }),
    byteSize: ({ candidates }) => candidateBytes(candidates),
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
        if (key <= state.limit) take(state, key, row, cell(position));
      }
    },
    settle(state) {
      prune(state);
      if (state.candidates.n === 0) return;
      state.runs.push(runOf(state.candidates));
      state.candidates = createCandidates(roomFor(state.n));
    },
    merge(into, from) {
      for (const run of from.candidates.n === 0 ? from.runs : [...from.runs, runOf(from.candidates)]) {
        if (run.keys.length > SMALL) into.runs.push(run);
        else
          for (let i = 0; i < run.keys.length; i++)
            take(into, run.keys[i]!, run.rows[i]!, partAt(run.values, i) as CellValue);
      }
    },
    prepare,
    finish(state) {
      atOnce(prepare(state));
      return { done: state.drawn! };
    },
  }) as Aggregate<unknown, Sample>;
}

/** Candidates held at most, for each row wanted, and besides. */
const ROOM = 1.5;
const FEW = 1024;

function roomFor(n: number): number {
  return Math.ceil(n * ROOM) + FEW;
}

/** So few candidates of a thread are taken one by one. */
const SMALL = 4096;

/** Draws from what all threads have kept. */
function* prepare(state: State): Generator<void, void> {
  const { candidates, runs, n } = state;
  state.drawn ??= yield* drawRuns(candidates.n === 0 ? runs : [...runs, runOf(candidates)], n);
}

/** A seed spread over both halves of a word, so that neighbouring seeds draw unrelated rows. */
function halves(seed: number): readonly [number, number] {
  const out = new Uint32Array(2);
  mix(Math.floor(seed / 2 ** 32), seed, out);
  return [out[0]!, out[1]!];
}
