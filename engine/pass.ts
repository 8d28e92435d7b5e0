/**
 * One pass over a source: on the pool's threads, or on the caller's own in short turns.
 * @module
 */
import type { Source, SourceDescriptor } from "../contract/index.js";
import { progressOf, type ScanOptions } from "./options.js";
import type { ScanPlan } from "./plan.js";
import { followProgress, type Progress } from "./progress.js";
import { rollingWork } from "./rolling/source.js";
import { type Offer, offer } from "./sources/far.js";
import { openReader } from "./sources/registry.js";
import { createBreath } from "./turns.js";
import { GRACE_MS, untilAborted } from "./until-aborted.js";
import { borrowBench, returnBench } from "./workers/bench.js";
import { type Priority, sharedPool } from "./workers/pool.js";
import { runTask } from "./workers/run.js";
import { type Control, createControl, type ScanShare, type ScanTask } from "./workers/task.js";

/** Bytes below which starting threads costs more than it saves. */
const INLINE_BYTES = 1 << 20;

/** The same while no thread runs: starting the first ones takes about 100 ms. */
const COLD_INLINE_BYTES = 16 << 20;

/** The same, for values in memory. */
const INLINE_MEMORY_BYTES = 8 << 20;

/** Longer arrays in descriptors are data. */
const MANY_PARTS = 10_000;

/** What one pass does, besides its plan. */
export type PassWork = Pick<
  ScanTask,
  "requests" | "parts" | "position" | "where" | "by" | "groupBytes" | "known" | "perMorsel"
>;

/** Runs one pass; a share for each thread that took part. */
export async function runPass(
  source: Source,
  plan: ScanPlan,
  passWork: PassWork,
  options: ScanOptions,
  signal: AbortSignal | undefined,
  label: string,
): Promise<ScanShare[]> {
  const inline = usesCaller(source, plan, options);
  const threads = inline ? 1 : Math.max(1, Math.min(options.workers ?? sharedPool().size, plan.morsels));
  const control = createControl(threads);
  const offers = inline ? [] : Array.from({ length: threads }, () => offer(source.descriptor));
  const task = (slot: number): ScanTask => ({
    ...passWork,
    descriptor: offers[slot]?.descriptor ?? source.descriptor,
    columns: source.columns,
    plan,
    kernels: options.kernels ?? "auto",
    control: control.buffer,
    slot,
  });
  const tasks = Array.from({ length: threads }, (_, slot) => task(slot));
  const progress = followProgress(progressOf(options), { label, unit: "rows", total: plan.rows }, control.rows);
  const work = inline
    ? untilAborted(runHere(tasks[0]!, control), signal).then((share) => [share])
    : serving(offers, runThere(tasks, control, options.priority ?? "cell", signal));
  return await settle(work, control, signal, progress);
}

/** Answers what threads ask of this one's arrays until the work is done. */
async function serving<T>(offers: readonly Offer[], work: Promise<T>): Promise<T> {
  const served = Promise.all(offers.map((each) => each.serve()));
  try {
    return await work;
  } finally {
    for (const each of offers) each.end();
    await served;
  }
}

async function settle(
  work: Promise<ScanShare[]>,
  control: Control,
  signal: AbortSignal | undefined,
  progress: Progress,
): Promise<ScanShare[]> {
  const stop = (): void => control.stop();
  signal?.addEventListener("abort", stop, { once: true });
  try {
    const shares = await work;
    signal?.throwIfAborted();
    progress.end("done");
    return shares;
  } catch (error) {
    control.stop();
    progress.end(signal?.aborted ? "cancelled" : "failed");
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}

async function runThere(
  tasks: readonly ScanTask[],
  control: Control,
  priority: Priority,
  signal: AbortSignal | undefined,
): Promise<ScanShare[]> {
  const pool = sharedPool();
  const jobs = tasks.map((task) => pool.run(task, priority));
  let timer: NodeJS.Timeout | undefined;
  const hurry = (): void => {
    pool.drop(control.buffer);
    timer = setTimeout(() => pool.replace(control.buffer), GRACE_MS);
  };
  signal?.addEventListener("abort", hurry, { once: true });
  try {
    const settled = await Promise.allSettled(jobs);
    const failed = settled.find((job) => job.status === "rejected");
    if (failed !== undefined) throw failed.reason;
    return settled.flatMap((job) => (job.status === "fulfilled" ? job.value : []));
  } finally {
    signal?.removeEventListener("abort", hurry);
    clearTimeout(timer);
  }
}

/** On the caller's own thread, in turns, so that it stays responsive. */
async function runHere(task: ScanTask, control: Control): Promise<ScanShare> {
  const reader = await openReader(task.descriptor);
  const bench = borrowBench(task.kernels);
  try {
    return await runTask(task, reader, bench, control, { breath: createBreath() });
  } finally {
    returnBench(task.kernels, bench);
    reader.close();
  }
}

/**
 * Whether this thread does the work itself: what is small is not worth a thread. Values in memory, and values that are
 * made and not read, are small for longer than files, because nobody waits for a disk.
 */
export function usesCaller(source: Source, plan: ScanPlan, options: ScanOptions): boolean {
  if (options.workers !== undefined) return options.workers === 0;
  const work = workOf(source.descriptor);
  if (work === Number.POSITIVE_INFINITY) return false;
  const worth = sharedPool().alive === 0 ? COLD_INLINE_BYTES : INLINE_BYTES;
  if (plan.rows === undefined) return plan.bytes > 0 && plan.bytes <= INLINE_BYTES;
  if (source.descriptor.files.length > 0) return plan.bytes * work <= worth;
  return Math.max(plan.bytes, plan.rows * 8) * work <= INLINE_MEMORY_BYTES;
}

/**
 * How many times the work of reading a row is, at the least 1. Readers that users wrote may never answer, which only a
 * thread of their own survives.
 */
function workOf(descriptor: unknown): number {
  if (typeof descriptor !== "object" || descriptor === null || ArrayBuffer.isView(descriptor)) return 1;
  const parts = Object.values(descriptor);
  const most = parts.length > MANY_PARTS ? 1 : parts.reduce<number>((work, part) => Math.max(work, workOf(part)), 1);
  if (!("kind" in descriptor)) return most;
  if (descriptor.kind === "module") return Number.POSITIVE_INFINITY;
  return descriptor.kind === "rolling" ? most * rollingWork(descriptor as SourceDescriptor) : most;
}
