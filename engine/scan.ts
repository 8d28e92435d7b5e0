/**
 * One plan, many aggregates, all cores.
 * @module
 */
import type { Aggregate, AggregateRequest, ScanCounters, Source } from "../contract/index.js";
import { aggregateFor } from "./aggregates/registry.js";
import { EngineError } from "./errors.js";
import { groupedAggregate } from "./group/registry.js";
import { compareKeys, type KeyPart, keyText } from "./group/table.js";
import { checkOptions, type ScanOptions, signalOf } from "./options.js";
import { runPass, usesCaller } from "./pass.js";
import { columnPosition, planScan } from "./plan.js";
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

/** Bytes that the keys and states of groups may take in each thread, unless `groupBytes` says otherwise. */
const GROUP_BYTES = 256 << 20;

/** How rows are put together in one pass. */
interface Mode {
  readonly by: readonly number[];
  readonly groupBytes: number;
  readonly perMorsel: boolean;
}

/** Runs aggregates over a source in as few passes as they need; results in the order of the requests. */
export async function scan(
  input: ScanInput,
  requests: readonly AggregateRequest[],
  options: ScanOptions = {},
  label = "scan",
): Promise<unknown[]> {
  const results: unknown[] = requests.map(() => undefined);
  await inPasses(input, options, async (pass) => {
    let waiting = requests.map((request, index) => ({ request, index }));
    while (waiting.length > 0) {
      const asked = waiting.map(({ request }) => request);
      const shares = await pass(asked, { by: [], groupBytes: 0, perMorsel: false }, label);
      waiting = waiting.flatMap(({ request, index }, i) => {
        const states = shares.flatMap((share) => share.states[i]!);
        const finished = withKernels(options.kernels, (kernels) => finish(request, states, kernels));
        if ("again" in finished) return [{ request: { ...finished.again, columns: request.columns }, index }];
        results[index] = finished.done;
        return [];
      });
    }
  });
  return results;
}

/** Runs aggregates once per unit of work of `rows` rows; one array of results per request. */
export async function scanChunks(
  input: ScanInput,
  requests: readonly AggregateRequest[],
  rows: number,
  options: ScanOptions,
  label: string,
): Promise<unknown[][]> {
  const results: unknown[][] = [];
  await inPasses(input, { ...options, chunk: rows }, async (pass) => {
    const shares = await pass(requests, { by: [], groupBytes: 0, perMorsel: true }, label);
    requests.forEach((request, i) => {
      const states = shares.flatMap((share) => share.states[i]!).sort((a, b) => a.morsel - b.morsel);
      results.push(
        withKernels(options.kernels, (kernels) =>
          states.map((state) => doneOf(request, finish(request, [state], kernels))),
        ),
      );
    });
  });
  return results;
}

/** Aggregates by group: keys in order, and one array of results per request. */
export interface GroupedResults {
  readonly keys: readonly (readonly KeyPart[])[];
  readonly results: readonly (readonly unknown[])[];
}

/** Runs aggregates by group in one pass. @throws TooManyGroups */
export async function scanGroups(
  input: ScanInput,
  requests: readonly AggregateRequest[],
  by: readonly string[],
  options: ScanOptions & { readonly groupBytes?: number },
  label: string,
): Promise<GroupedResults> {
  const { groupBytes = GROUP_BYTES } = options;
  const positions = by.map((name) => columnPosition(input.source.columns, name));
  let shares: ScanShare[] = [];
  await inPasses(input, options, async (pass) => {
    shares = await pass(requests, { by: positions, groupBytes, perMorsel: false }, label);
  });
  const { keys, maps } = joinKeys(shares);
  const order = keys.map((_, group) => group).sort((a, b) => compareKeys(keys[a]!, keys[b]!));
  const results = requests.map((request, i) =>
    withKernels(options.kernels, (kernels) => {
      const aggregate = groupedAggregate(request, kernels);
      const merged = aggregate.init(request, keys.length);
      for (const [s, share] of shares.entries())
        for (const { bytes } of share.states[i]!) {
          const states = aggregate.decode(request, bytes);
          aggregate.merge(merged, states, maps[s]!);
        }
      return order.map((group) => doneOf(request, aggregate.finish(merged, group)));
    }),
  );
  return { keys: order.map((group) => keys[group]!), results };
}

/** Numbers of all threads' groups; groups a thread has room for but has not met go to the last one's number. */
function joinKeys(shares: readonly ScanShare[]): { keys: (readonly KeyPart[])[]; maps: Uint32Array[] } {
  const numbers = new Map<string, number>();
  const keys: (readonly KeyPart[])[] = [];
  const maps = shares.map((share) =>
    Uint32Array.from(share.keys, (key) => {
      const text = keyText(key);
      const known = numbers.get(text);
      if (known !== undefined) return known;
      numbers.set(text, keys.length);
      return keys.push(key) - 1;
    }),
  );
  return { keys, maps };
}

type Pass = (requests: readonly AggregateRequest[], mode: Mode, label: string) => Promise<ScanShare[]>;

/** Checks files before and after, and reports what all passes did. */
async function inPasses(input: ScanInput, options: ScanOptions, run: (pass: Pass) => Promise<void>): Promise<void> {
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
    const plan = planScan(source, requests, input.columns, options.chunk, parts.length, extra);
    const shares = await runPass(source, plan, { requests, parts, position, where, ...mode }, options, signal, label);
    for (const share of shares) {
      addCounters(total, share.counters);
      kernels = share.kernels;
    }
    total.passes++;
    workers = usesCaller(source, plan, options) ? 0 : Math.max(workers, shares.length);
    return shares;
  });
  for (const file of source.descriptor.files) checkFingerprint(file);
  options.onReport?.({ counters: total, workers, kernels });
}

type Finished = ReturnType<Aggregate<unknown, unknown>["finish"]>;

function finish(request: AggregateRequest, states: readonly PartialState[], kernels: Kernels): Finished {
  const aggregate = aggregateFor(request.kind, kernels);
  const merged = aggregate.init(request, 1);
  for (const { bytes } of [...states].sort((a, b) => a.morsel - b.morsel))
    aggregate.merge(merged, aggregate.decode(request, bytes));
  return aggregate.finish(merged, 0);
}

function doneOf(request: AggregateRequest, finished: Finished): unknown {
  if ("done" in finished) return finished.done;
  throw new EngineError(
    "InvalidArgument",
    `'${request.kind}' needs more than one pass, which it cannot have by chunk or by group; give histograms a 'range' and a number of 'bins'`,
  );
}

function withKernels<T>(choice: KernelChoice = "auto", work: (kernels: Kernels) => T): T {
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
