/**
 * What all scans share: files checked before and after, passes run and reported, states merged in order.
 * @module
 */
import type { Aggregate, AggregateRequest, Part, RowProblems, ScanCounters, Source } from "../contract/index.js";
import { needsRowNumbers } from "./aggregates/numbered.js";
import { aggregateFor } from "./aggregates/registry.js";
import { passElsewhere } from "./elsewhere.js";
import type { PackedKeys } from "./group/packed-keys.js";
import { checkOptions, progressOf, type ScanOptions, signalOf } from "./options.js";
import { runPass, usesCaller } from "./pass.js";
import { planScan } from "./plan.js";
import { joinProblems, showProblems } from "./problems.js";
import type { Kernels } from "./simd/kernels.js";
import { checkFingerprint } from "./sources/fingerprint.js";
import { type Breath, inTurns } from "./turns.js";
import { type Where, whereColumns } from "./where.js";
import type { PartialState, ScanShare } from "./workers/task.js";

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
  /** Each unit of work has its own result, and exactly the rows asked for. */
  readonly perMorsel: boolean;
  /** Keys by group number, when an earlier pass has found them. */
  readonly known?: PackedKeys;
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
  let parts = source.access === "scannable" ? await source.parts() : [];
  const position = input.columns.length === 1 ? input.columns[0] : undefined;
  const conditions = where === undefined ? [] : whereColumns(where, source.columns, position);
  const total: ScanCounters = { passes: 0, rows: 0, morsels: 0, bytes: 0, reads: 0, decodes: 0 };
  let workers = 0;
  let kernels: "wasm" | "js" = "js";
  let problems: RowProblems | undefined;
  const once = async (
    { columns, where: condition, extra }: Reads,
    requests: readonly AggregateRequest[],
    mode: Mode,
    label: string,
  ): Promise<ScanShare[]> => {
    const plan = planScan(source, requests, columns, options.chunk, parts, [...extra, ...mode.by], mode.perMorsel);
    const work = { requests, parts, position, where: condition, ...mode };
    const { engine } = options;
    const shares =
      engine?.scanLines === undefined
        ? await runPass(source, plan, work, options, signal, label)
        : await passElsewhere({ ...engine, scanLines: engine.scanLines }, source, plan, work, {
            signal,
            onProgress: progressOf(options),
          });
    for (const share of shares) {
      addCounters(total, share.counters);
      kernels = share.kernels;
    }
    const met = shares.flatMap((share) => share.problems ?? []);
    if (met.length > 0) problems = joinProblems(met);
    total.passes += shares.reduce((most, { counters }) => Math.max(most, counters.passes), 1);
    workers = usesCaller(source, plan, options)
      ? 0
      : Math.max(workers, shares.filter((share) => !share.yielded).length);
    return shares;
  };
  await run(async (requests, mode, label) => {
    const numbers = requests.some(needsRowNumbers) || (where !== undefined && "test" in where);
    if (numbers && options.engine?.scanLines === undefined && parts.some(({ firstRow }) => firstRow === undefined)) {
      const rows = { columns: [], where: undefined, extra: [] };
      parts = numbered(parts, await once(rows, [COUNT], { ...WHOLE, perMorsel: true }, "rows"));
    }
    return await once({ columns: input.columns, where, extra: conditions }, requests, mode, label);
  });
  for (const file of source.descriptor.files) checkFingerprint(file);
  options.onReport?.({ counters: total, workers, kernels, ...(problems === undefined ? {} : { problems }) });
  if (options.onReport === undefined && problems !== undefined && problems.count > 0) showProblems(problems);
}

/** What a pass reads: columns that aggregates without names mean, the rows that count, columns their condition reads. */
interface Reads {
  readonly columns: readonly number[];
  readonly where: Where | undefined;
  readonly extra: readonly number[];
}

/** Rows are counted without a look at any value. */
const COUNT: AggregateRequest<number> = { kind: "count", columns: [], options: {} };

/** Parts that know their first row, from the number of rows in each. */
function numbered(parts: readonly Part[], shares: readonly ScanShare[]): Part[] {
  const rows = new Map<number, number>();
  for (const { units, values } of shares.flatMap(({ results }) => results))
    for (const [i, unit] of units.entries()) rows.set(unit, values[i] as number);
  let firstRow = 0;
  return parts.map((part, morsel) => {
    const at = { ...part, firstRow };
    firstRow += rows.get(morsel) ?? 0;
    return at;
  });
}

/** What an aggregate's `finish` answers. */
export type Finished = ReturnType<Aggregate<unknown, unknown>["finish"]>;

/** Merges partial states in the order of their rows, and finishes; in turns. */
export async function finishStates(
  request: AggregateRequest,
  states: readonly PartialState[],
  kernels: Kernels,
  breath: Breath,
): Promise<Finished> {
  const aggregate = aggregateFor(request.kind, kernels);
  const merged = aggregate.init(request, 1);
  for (const { bytes } of [...states].sort((a, b) => a.morsel - b.morsel))
    await mergeInTurns(aggregate, merged, await decodeInTurns(aggregate, request, bytes, breath), undefined, breath);
  return finishInTurns(aggregate, merged, 0, breath);
}

/** `decode` in turns. */
export async function decodeInTurns(
  aggregate: Aggregate<unknown, unknown>,
  request: AggregateRequest,
  bytes: Uint8Array,
  breath: Breath,
): Promise<unknown> {
  const pieces = aggregate.decodePieces?.(request, bytes);
  return pieces === undefined ? aggregate.decode(request, bytes) : await inTurns(pieces, breath);
}

/** `merge` in turns. */
export async function mergeInTurns(
  aggregate: Aggregate<unknown, unknown>,
  into: unknown,
  from: unknown,
  map: Uint32Array | undefined,
  breath: Breath,
): Promise<void> {
  const pieces = aggregate.mergePieces?.(into, from, map);
  if (pieces === undefined) aggregate.merge(into, from, map);
  else await inTurns(pieces, breath);
  const pause = breath();
  if (pause !== undefined) await pause;
}

/** `finish` in turns. */
async function finishInTurns(
  aggregate: Aggregate<unknown, unknown>,
  states: unknown,
  group: number,
  breath: Breath,
): Promise<Finished> {
  const pieces = aggregate.prepare?.(states, group);
  if (pieces !== undefined) await inTurns(pieces, breath);
  const pause = breath();
  if (pause !== undefined) await pause;
  return aggregate.finish(states, group);
}

function addCounters(into: ScanCounters, from: ScanCounters): void {
  into.rows += from.rows;
  into.morsels += from.morsels;
  into.bytes += from.bytes;
  into.reads += from.reads;
  into.decodes += from.decodes;
}
