/**
 * A job as plain data, and what every engine promises.
 * @module
 */
import type { LineEngine, ProgressUpdate } from "../contract/index.js";
import type { RowParts } from "../engine/rows/parts.js";
import type { SkippedLine } from "./map-lines.js";
import type { NamedFunction } from "./roles.js";

/** Texts of executable files that speak Hadoop Streaming. */
export interface JobScripts {
  readonly mapper: string;
  readonly combiner?: string;
  readonly reducer: string;
}

/** A job, ready for an engine. */
export interface Job {
  /** Paths, patterns or URLs as the user gave them; none with `rows`. */
  readonly input: readonly string[];
  /** The rows of a table, instead of lines of files. */
  readonly rows?: RowParts;
  readonly mapper: NamedFunction;
  readonly combiner: NamedFunction | undefined;
  readonly reducer: NamedFunction;
  /** Folder for `part-00000`, … and `_SUCCESS`; undefined returns the pairs. */
  readonly output: string | undefined;
  /** Number of reduce tasks. */
  readonly reduces: number;
  /** Whether the first line that the mapper throws at ends the job. */
  readonly strict: boolean;
  /** Scripts that run instead of those of the functions. */
  readonly scripts?: JobScripts;
}

/** What the caller of a job has in hand while it runs. */
export interface JobControl {
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((update: ProgressUpdate) => void) | undefined;
}

/** What a job did. */
export interface JobReport {
  /** The engine that ran it: `"local"`, `"hadoop"`, `"spark"`, `"emr"`. */
  readonly engine: string;
  /** The engine's own name of the job (`job_1700000000000_0001`); empty where it has none. */
  readonly id: string;
  readonly inputFiles: number;
  readonly lines: number;
  /** Lines the mapper threw at; they are left out of the result. */
  readonly skipped: number;
  /** The first of them. */
  readonly firstSkipped: readonly SkippedLine[];
  /** Pairs that mappers yielded. */
  readonly mapped: number;
  /** Values that reducers were given, after combining. */
  readonly combined: number;
  readonly groups: number;
  /** Pairs that reducers yielded. */
  readonly reduced: number;
  /** Bytes that went through files on the way. */
  readonly spilledBytes: number;
  /** Seconds from submission to result. */
  readonly seconds: number;
}

/** What an engine gives back. */
export interface JobResult {
  /** Lines `key\tvalue` of the result, part after part; empty when they went to `output`. */
  readonly lines: readonly string[];
  readonly report: JobReport;
}

/** Where jobs run: `local()`, `hadoop({…})`, `spark({…})`, `emr({…})`. */
export interface Engine extends LineEngine {
  /** Whether it takes jobs over the rows of tables. */
  readonly takesRows?: boolean;
  /** Runs a job to its end. @throws the signal's reason when aborted; nothing half-written is left under `output` */
  run(job: Job, control: JobControl): Promise<JobResult>;
}
