/**
 * What all scans share: files checked before and after, passes run and reported, states merged in order.
 * @module
 */
import type { Aggregate, AggregateRequest, ScanCounters, Source } from "../contract/index.js";
import { aggregateFor } from "./aggregates/registry.js";
import type { KeyPart } from "./group/table.js";
import { checkOptions, type ScanOptions, signalOf } from "./options.js";
import { runPass, usesCaller } from "./pass.js";
import { planScan } from "./plan.js";
import type { Kernels } from "./simd/kernels.js";
import { checkFingerprint } from "./sources/fingerprint.js";
import { type Where, whereColumns } from "./where.js";
import { borrowBench, returnBench } from "./workers/bench.js";
import type { KernelChoice, PartialState, ScanShare } from "./workers/task.js";

/** What is scanned: a source, the columns that aggregates without column names mean, and the rows that count. */
export interface ScanInput {
  readonly source: Source;
  readonly columns: readonly number[];
  readonly where?: Where | undefined;
}

/** How rows are put together in one pass. */
export interface Mode {
  /** Positions of key columns; none without grouping. */
  readonly by: readonly number[];
  /** Bytes that keys and states of groups may take in each thread. */
  readonly groupBytes: number;
  /** One state per unit of work, which then has exactly the rows asked for. */
  readonly perMorsel: boolean;
  /** Keys by group number, when an earlier pass has found them. */
  readonly known?: readonly (readonly KeyPart[])[];
}

/** All rows into one state. */
export const WHOLE: Mode = { by: [], groupBytes: 0, perMorsel: false };

/** Runs one pass. */
export type Pass = (requests: readonly AggregateRequest[], mode: Mode, label: string) => Promise<ScanShare[]>;

/** Checks files before and after, and reports what all passes did. */
export async function inPasses(
  input: ScanInput,
  options: ScanOptions,
  run: (pass: Pass) => Promise<void>,
): Promise<void> {
  checkOptions(options);
  const signal = signalOf(options);
  signal?.throwIfAborted();
  const { source, where } = input;
  for (const file of source.descriptor.files) checkFingerprint(file);
  const parts = source.access === "scannable" ? await source.parts() : [];
  const position = input.columns.length === 1 ? input.columns[0] : undefined;
  const conditions = where === undefined ? [] : whereColumns(where, source.columns, position);
  const total: ScanCounters = { passes: 0, rows: 0, morsels: 0, bytes: 0, reads: 0, decodes: 0 };
  let workers = 0;
  let kernels: "wasm" | "js" = "js";
  await run(async (requests, mode, label) => {
    const extra = [...conditions, ...mode.by];
    const plan = planScan(source, requests, input.columns, options.chunk, parts.length, extra, mode.perMorsel);
    const shares = await runPass(source, plan, { requests, parts, position, where, ...mode }, options, signal, label);
    for (const share of shares) {
      addCounters(total, share.counters);
      kernels = share.kernels;
    }
    total.passes++;
    workers = usesCaller(source, plan, options)
      ? 0
      : Math.max(workers, shares.filter((share) => !share.yielded).length);
    return shares;
  });
  for (const file of source.descriptor.files) checkFingerprint(file);
  options.onReport?.({ counters: total, workers, kernels });
}

/** What an aggregate's `finish` answers. */
export type Finished = ReturnType<Aggregate<unknown, unknown>["finish"]>;

/** Merges partial states in the order of their rows, and finishes. */
export function finishStates(request: AggregateRequest, states: readonly PartialState[], kernels: Kernels): Finished {
  const aggregate = aggregateFor(request.kind, kernels);
  const merged = aggregate.init(request, 1);
  for (const { bytes } of [...states].sort((a, b) => a.morsel - b.morsel))
    aggregate.merge(merged, aggregate.decode(request, bytes));
  return aggregate.finish(merged, 0);
}

/** Lends this thread's kernels. */
export function withKernels<T>(wanted: KernelChoice | undefined, work: (kernels: Kernels) => T): T {
  const choice = wanted ?? "auto";
  const bench = borrowBench(choice);
  try {
    return work(bench.kernels);
  } finally {
    returnBench(choice, bench);
  }
}

function addCounters(into: ScanCounters, from: ScanCounters): void {
  into.rows += from.rows;
  into.morsels += from.morsels;
  into.bytes += from.bytes;
  into.reads += from.reads;
  into.decodes += from.decodes;
}
