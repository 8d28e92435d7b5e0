/**
 * local(): jobs on worker threads of this machine, in bounded memory.
 * @module
 */
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { EngineError } from "../../engine/errors.js";
import { filesOf } from "../../engine/native/glob.js";
import { followProgress } from "../../engine/progress.js";
import type { RowParts } from "../../engine/rows/parts.js";
import { checkFingerprint } from "../../engine/sources/fingerprint.js";
import { linesIn } from "../groups.js";
import type { Engine, Job, JobControl, JobReport } from "../job.js";
import { createOutputFolder, type OutputFolder } from "../output.js";
import { type Split, splitFiles } from "../splits.js";
import type { Run } from "./runs.js";
import type { MapOutput, ReduceOutput } from "./task.js";
import { startThreads, type Threads } from "./threads.js";

/** Options of {@link local}. No result depends on them. */
export interface LocalOptions {
  /** Threads; default all cores. */
  readonly workers?: number;
  /** Bytes that one map task may hold before it spills to disk; default 64 MiB. */
  readonly memory?: number;
  /** Bytes of input of one map task; default 8 MiB, more for input beyond 4 GiB. */
  readonly splitBytes?: number;
  /** Folder for spill files; default the system's temporary one. */
  readonly folder?: string;
}

const MEMORY_BYTES = 64 << 20;

/**
 * Runs jobs on this machine's cores. Map output beyond the memory budget goes to sorted files, which are merged for
 * the reducers; values of one key reach the reducer in the order of the input. Input is files, patterns and `.gz`, or
 * a table or column.
 * @throws InvalidArgument for options that are no positive integers
 */
export function local(options: LocalOptions = {}): Engine {
  const { workers = availableParallelism(), memory = MEMORY_BYTES, splitBytes, folder = tmpdir() } = options;
  for (const [name, value] of Object.entries({ workers, memory, splitBytes }))
    if (value !== undefined && (!Number.isInteger(value) || value < 1))
      throw new EngineError("InvalidArgument", `'${name}' of local() must be a positive integer, got ${String(value)}`);
  return {
    name: "local",
    takesRows: true,
    async run(job, control) {
      const began = performance.now();
      const { rows } = job;
      const files = rows === undefined ? filesOf(job.input) : rows.descriptor.files.map(({ path }) => path);
      const output = job.output === undefined ? undefined : createOutputFolder(job.output);
      const scratch = mkdtempSync(join(folder, "tslab-bigdata-"));
      const setup = { ...job, partitions: job.reduces, memory, folder: scratch };
      const threads = startThreads(setup, workers);
      const stop = (): void => threads.stop(control.signal?.reason);
      control.signal?.addEventListener("abort", stop, { once: true });
      try {
        control.signal?.throwIfAborted();
        const mapped = await mapAll(rows === undefined ? splitFiles(files, splitBytes) : rows, threads, control);
        for (const file of rows?.descriptor.files ?? []) checkFingerprint(file);
        const reduced = await reduceAll(mapped, job, output, threads, control);
        output?.commit();
        const seconds = (performance.now() - began) / 1000;
        return { lines: linesOf(reduced), report: reportOf(files.length, mapped, reduced, seconds) };
      } finally {
        control.signal?.removeEventListener("abort", stop);
        await threads.close();
        rmSync(scratch, { recursive: true, force: true });
        output?.discard();
      }
    },
  };
}

/** @param input splits of files, or a table */
async function mapAll(
  input: readonly Split[] | RowParts,
  threads: Threads,
  { onProgress }: JobControl,
): Promise<MapOutput[]> {
  const isTable = "plan" in input;
  const tasks = isTable ? Array.from({ length: input.plan.morsels }, (_, part) => part) : input;
  const what = isTable
    ? { label: "map", unit: "rows", total: input.plan.rows }
    : { label: "map", unit: "bytes", total: input.reduce((sum, { start, stop }) => sum + stop - start, 0) };
  const progress = followProgress(onProgress, what, () => threads.amountRead());
  try {
    const mapped = await Promise.all(tasks.map((map, index) => threads.run({ map, index })));
    progress.end("done");
    return mapped.flatMap((reply) => ("mapped" in reply ? [reply.mapped] : []));
  } catch (error) {
    progress.end("failed");
    throw error;
  }
}

async function reduceAll(
  mapped: readonly MapOutput[],
  job: Job,
  output: OutputFolder | undefined,
  threads: Threads,
  { onProgress }: JobControl,
): Promise<ReduceOutput[]> {
  let done = 0;
  const what = { label: "reduce", unit: "partitions", total: job.reduces };
  const progress = followProgress(onProgress, what, () => done);
  const task = async (partition: number): Promise<ReduceOutput[]> => {
    const runs: Run[] = mapped.flatMap((each) => each.runs[partition]!);
    const reply = await threads.run({ reduce: runs, partition, into: output?.part(partition) });
    done++;
    return "reduced" in reply ? [reply.reduced] : [];
  };
  try {
    const reduced = await Promise.all(Array.from({ length: job.reduces }, (_, partition) => task(partition)));
    progress.end("done");
    return reduced.flat();
  } catch (error) {
    progress.end("failed");
    throw error;
  }
}

function linesOf(reduced: readonly ReduceOutput[]): string[] {
  return reduced.flatMap(({ text }) => text.flatMap(linesIn));
}

function reportOf(
  inputFiles: number,
  mapped: readonly MapOutput[],
  reduced: readonly ReduceOutput[],
  seconds: number,
): JobReport {
  const sum = <T>(items: readonly T[], of: (item: T) => number): number =>
    items.reduce((total, item) => total + of(item), 0);
  const spilled = new Map(
    mapped.flatMap(({ runs }) => runs.flat().flatMap((run) => ("file" in run ? [[run, run] as const] : []))),
  );
  return {
    engine: "local",
    id: "",
    inputFiles,
    lines: sum(mapped, ({ seen }) => seen.lines),
    skipped: sum(mapped, ({ seen }) => seen.skipped),
    firstSkipped: mapped.flatMap(({ seen }) => seen.first).slice(0, 5),
    mapped: sum(mapped, ({ pairs }) => pairs),
    combined: sum(reduced, ({ values }) => values),
    groups: sum(reduced, ({ groups }) => groups),
    reduced: sum(reduced, ({ pairs }) => pairs),
    spilledBytes: sum([...spilled.keys()], ({ start, stop }) => stop - start),
    seconds,
  };
}
