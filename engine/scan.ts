/**
 * One plan, many aggregates, all cores.
 * @module
 */
import type { AggregateRequest, Part, ScanCounters, Source } from "../contract/index.js";
import { aggregateFor } from "./aggregates/registry.js";
import { checkOptions, progressOf, type ScanOptions, signalOf } from "./options.js";
import { planScan, type ScanPlan } from "./plan.js";
import { followProgress, type Progress } from "./progress.js";
import { checkFingerprint } from "./sources/fingerprint.js";
import { openReader } from "./sources/registry.js";
import { borrowBench, returnBench } from "./workers/bench.js";
import { type Priority, sharedPool } from "./workers/pool.js";
import { runTask } from "./workers/run.js";
import {
  type Control,
  createControl,
  type KernelChoice,
  type PartialState,
  type ScanShare,
  type ScanTask,
} from "./workers/task.js";

/** What is scanned: a source, and the columns that aggregates without column names mean. */
export interface ScanInput {
  readonly source: Source;
  readonly columns: readonly number[];
}

/** Bytes below which starting threads costs more than it saves. */
const INLINE_BYTES = 1 << 20;

/** Milliseconds the caller's thread works between turns. */
const TURN_MS = 8;

/** Milliseconds after an abort before a worker that has not answered is replaced. */
const GRACE_MS = 1000;

/** Runs aggregates over a source in as few passes as they need; results in the order of the requests. */
export async function scan(
  input: ScanInput,
  requests: readonly AggregateRequest[],
  options: ScanOptions = {},
  label = "scan",
): Promise<unknown[]> {
  checkOptions(options);
  const signal = signalOf(options);
  signal?.throwIfAborted();
  const { source } = input;
  for (const file of source.descriptor.files) checkFingerprint(file);
  const parts = source.access === "scannable" ? await source.parts() : [];
  const results: unknown[] = requests.map(() => undefined);
  const total: ScanCounters = { passes: 0, rows: 0, morsels: 0, bytes: 0, reads: 0, decodes: 0 };
  let workers = 0;
  let kernels: "wasm" | "js" = "js";
  let waiting = requests.map((request, index) => ({ request, index }));
  while (waiting.length > 0) {
    const pass = waiting.map(({ request }) => request);
    const plan = planScan(source, pass, input.columns, options.chunk, parts.length);
    const shares = await runPass(source, plan, pass, parts, options, signal, label);
    for (const share of shares) {
      addCounters(total, share.counters);
      kernels = share.kernels;
    }
    total.passes++;
    workers = Math.max(workers, shares.length);
    if (usesCaller(source, plan, options)) workers = 0;
    waiting = waiting.flatMap(({ request, index }, i) => {
      const finished = finish(
        request,
        shares.flatMap((share) => share.states[i]!),
        options.kernels ?? "auto",
      );
      if ("again" in finished) return [{ request: { ...finished.again, columns: request.columns }, index }];
      results[index] = finished.done;
      return [];
    });
  }
  for (const file of source.descriptor.files) checkFingerprint(file);
  options.onReport?.({ counters: total, workers, kernels });
  return results;
}

async function runPass(
  source: Source,
  plan: ScanPlan,
  requests: readonly AggregateRequest[],
  parts: readonly Part[],
  options: ScanOptions,
  signal: AbortSignal | undefined,
  label: string,
): Promise<ScanShare[]> {
  const inline = usesCaller(source, plan, options);
  const threads = inline ? 1 : Math.max(1, Math.min(options.workers ?? sharedPool().size, plan.morsels));
  const control = createControl(threads);
  const task = (slot: number): ScanTask => ({
    descriptor: source.descriptor,
    plan,
    requests,
    parts,
    kernels: options.kernels ?? "auto",
    control: control.buffer,
    slot,
  });
  const tasks = Array.from({ length: threads }, (_, slot) => task(slot));
  const progress = followProgress(progressOf(options), { label, unit: "rows", total: plan.rows }, control.rows);
  const work = inline
    ? runHere(tasks[0]!, control).then((share) => [share])
    : runThere(tasks, control, options.priority ?? "cell", signal);
  return await settle(work, control, signal, progress);
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
    timer = setTimeout(() => pool.replace(control.buffer), GRACE_MS);
  };
  signal?.addEventListener("abort", hurry, { once: true });
  try {
    const settled = await Promise.allSettled(jobs);
    const failed = settled.find((job) => job.status === "rejected");
    if (failed !== undefined) throw failed.reason;
    return settled.flatMap((job) => (job.status === "fulfilled" ? [job.value] : []));
  } finally {
    signal?.removeEventListener("abort", hurry);
    clearTimeout(timer);
  }
}

/** On the caller's own thread, in turns, so that it stays responsive. */
async function runHere(task: ScanTask, control: Control): Promise<ScanShare> {
  const reader = await openReader(task.descriptor);
  const bench = borrowBench(task.kernels);
  let turn = performance.now();
  try {
    return await runTask(task, reader, bench, control, () => {
      if (performance.now() - turn < TURN_MS) return undefined;
      return new Promise<void>((resolve) => {
        setImmediate(() => {
          turn = performance.now();
          resolve();
        });
      });
    });
  } finally {
    returnBench(task.kernels, bench);
    reader.close();
  }
}

/** Values in this thread's memory are not copied to others; small files are not worth a thread. */
function usesCaller(source: Source, plan: ScanPlan, options: ScanOptions): boolean {
  if (options.workers !== undefined) return options.workers === 0;
  if (source.access === "scannable") return false;
  return source.descriptor.files.length === 0 || plan.bytes <= INLINE_BYTES;
}

function finish(
  request: AggregateRequest,
  states: readonly PartialState[],
  kernels: KernelChoice,
): { readonly done: unknown } | { readonly again: AggregateRequest } {
  const bench = borrowBench(kernels);
  try {
    const aggregate = aggregateFor(request.kind, bench.kernels);
    const merged = aggregate.init(request, 1);
    for (const { bytes } of [...states].sort((a, b) => a.morsel - b.morsel))
      aggregate.merge(merged, aggregate.decode(request, bytes));
    return aggregate.finish(merged, 0);
  } finally {
    returnBench(kernels, bench);
  }
}

function addCounters(into: ScanCounters, from: ScanCounters): void {
  into.rows += from.rows;
  into.morsels += from.morsels;
  into.bytes += from.bytes;
  into.reads += from.reads;
  into.decodes += from.decodes;
}
