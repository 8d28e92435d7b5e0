/**
 * mapReduce({ input, mapper, combiner?, reducer, output?, engine }): one job, on whatever engine.
 * @module
 */
import type { ProgressUpdate } from "../contract/index.js";
import { EngineError } from "../engine/errors.js";
import { checkNames } from "../engine/names.js";
import { progressOf, signalOf } from "../engine/options.js";
import { Rows } from "../engine/rows/rows.js";
import type { Uses } from "../engine/ship.js";
import { tell } from "../engine/tell.js";
import {
  JobFunction,
  type Mapper,
  type MapperFunction,
  combiner as makeCombiner,
  mapper as makeMapper,
  reducer as makeReducer,
  type Reducer,
} from "./functions.js";
import { type ItemOf, inputOf, type JobInput } from "./input.js";
import type { Engine, JobReport } from "./job.js";
import { local } from "./local/engine.js";
import { resultColumns } from "./result-rows.js";
import type { NamedFunction, Role } from "./roles.js";
import { skippedText } from "./skipped-text.js";

/**
 * A job. `K` and `V` are what the mapper yields, `K2` and `V2` what the reducer yields, `I` is its input.
 */
export interface MapReduceOptions<K, V, K2, V2, I extends JobInput = string | readonly string[]> {
  /**
   * Text files: paths and patterns; on a cluster its own paths and URLs. `.gz` files are unpacked. Or, on threads of
   * this machine, a table or column: HDF5, Parquet, CSV, a map of a file, rows in memory, some rows of these.
   */
  readonly input: I;
  /** Called for each line, without its line end; of a table for each row, as an object, of a column for each element. */
  readonly mapper: Mapper<K, V, ItemOf<I>> | MapperFunction<K, V, ItemOf<I>>;
  /** Makes fewer values of a key's values where they were made; called any number of times. */
  readonly combiner?: Reducer<K, V, K, V> | JobFunction<K, V, K, V>;
  /** Called once for each key, with all its values. */
  readonly reducer: Reducer<K, V, K2, V2> | JobFunction<K, V, K2, V2>;
  /** Values from outside that the functions name; copied along. Not for functions made by `mapper()` and its like. */
  readonly uses?: Uses;
  /** A folder that must not exist, for `part-00000`, … and `_SUCCESS`; without it the result is returned. */
  readonly output?: string;
  /** Where the job runs; default {@link local}. */
  readonly engine?: Engine;
  /** Number of reduce tasks, and so of parts; default 1, which gives one sorted part. */
  readonly reduces?: number;
  /** Whether the first line that the mapper throws at ends the job. Default: such lines are skipped, counted and shown. */
  readonly strict?: boolean;
  /** Stops the job; default the running cell's signal. */
  readonly signal?: AbortSignal;
  /** Takes progress; default the running cell's progress bar. */
  readonly onProgress?: (update: ProgressUpdate) => void;
  /** Takes a report of the job when it has ended well. */
  readonly onReport?: (report: JobReport) => void;
}

const NAMES = [
  "input",
  "mapper",
  "combiner",
  "reducer",
  "uses",
  "output",
  "engine",
  "reduces",
  "strict",
  "signal",
  "onProgress",
  "onReport",
];

/**
 * Runs a job and returns its result, sorted by key within each part: columns `key` and `value`, or a column for each
 * member where values are objects. With `output` the result is in the folder, and no rows are returned.
 *
 * Keys and values are text, numbers, bigints, booleans, null, bytes, and arrays and plain objects of these.
 * @throws InvalidArgument for unknown options, and for tables on engines that take lines only; UserFunction for functions that cannot travel, and when they throw (with
 *   file and line, or the key); FileMissing, FileAccess; the signal's reason when aborted
 * @example
 * const means = await mapReduce({
 *   input: "data/*.csv",
 *   mapper: function* (line) { const [country, , , , , temp] = line.split(","); yield [country!, Number(temp)]; },
 *   reducer: function* (country, temps) { let n = 0, s = 0; for (const t of temps) { n++; s += t; } yield [country, s / n]; },
 * });
 */
export async function mapReduce<K, V, K2, V2, I extends JobInput = string | readonly string[]>(
  options: MapReduceOptions<K, V, K2, V2, I>,
): Promise<Rows> {
  checkNames(options, NAMES, "mapReduce");
  const { input, output, engine = local(), reduces = 1, strict = false, uses } = options;
  if (!Number.isInteger(reduces) || reduces < 1)
    throw new EngineError("InvalidArgument", `'reduces' must be a positive integer, got ${String(reduces)}`);
  const job = {
    ...(await inputOf(input, engine)),
    mapper: named("mapper", options.mapper, (f) => makeMapper<K, V, ItemOf<I>>(f, uses === undefined ? {} : { uses })),
    combiner:
      options.combiner &&
      named("combiner", options.combiner, (f) => makeCombiner<K, V>(f, uses === undefined ? {} : { uses })),
    reducer: named("reducer", options.reducer, (f) => makeReducer<K, V, K2, V2>(f, uses === undefined ? {} : { uses })),
    output,
    reduces,
    strict,
  };
  const signal = signalOf(options);
  const onProgress = progressOf(options);
  signal?.throwIfAborted();
  const { lines, report } = await engine.run(job, { signal, onProgress });
  if (report.skipped > 0) tell(skippedText(report), "SkippedLines");
  options.onReport?.(report);
  return new Rows(resultColumns(lines));
}

/** The function as it travels; a plain one is shipped first. @throws InvalidArgument for one of another role */
function named<F>(
  role: Role,
  given: F | JobFunction<never, never, unknown, unknown>,
  make: (f: F) => NamedFunction,
): NamedFunction {
  if (typeof given === "function") return make(given);
  if (given instanceof JobFunction && given.role === role) return { name: given.name, shipped: given.shipped };
  const what = given instanceof JobFunction ? `the ${given.role} ${given.name}` : String(given);
  throw new EngineError(
    "InvalidArgument",
    `'${role}' must be a function or what ${role}() or %%${role} made, got ${what}`,
  );
}
