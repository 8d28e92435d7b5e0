/**
 * Scans whose results come in parts: by group, and by chunk. Parts that need more passes get them, together.
 * @module
 */
import type { AggregateRequest } from "../contract/index.js";
import { nextPass, partOf } from "./aggregates/parts.js";
import { EngineError } from "./errors.js";
import { orderOf } from "./group/order.js";
import { keyAt, packKeys } from "./group/packed-keys.js";
import { groupedAggregate } from "./group/registry.js";
import { resultOf, shareWork } from "./group/shared.js";
import { type KeyPart, keyText } from "./group/table.js";
import type { ScanOptions } from "./options.js";
import { type Finished, finishStates, inPasses, mergeInTurns, type ScanInput, WHOLE } from "./passes.js";
import { columnPosition } from "./plan.js";
import type { Kernels } from "./simd/kernels.js";
import { type Breath, createBreath, inTurns } from "./turns.js";
import { withKernels } from "./with-kernels.js";
import type { PartialState, ScanShare } from "./workers/task.js";
import type { UnitResults } from "./workers/unit-results.js";

/** Bytes that the keys and states of groups may take in each thread, unless `groupBytes` says otherwise. */
const GROUP_BYTES = 256 << 20;

/** What one pass found, by request and part; undefined for parts that had no part in it. */
type FinishedParts = readonly (readonly (Finished | undefined)[])[];

/** Repeats passes until every part of every request has its result; results by request and part. */
async function inParts(
  requests: readonly AggregateRequest[],
  pass: (requests: readonly AggregateRequest[]) => Promise<FinishedParts>,
): Promise<unknown[][]> {
  const results: unknown[][] = requests.map(() => []);
  let waiting = requests.map((request, index) => ({ request, index }));
  do {
    const found = await pass(waiting.map(({ request }) => request));
    waiting = waiting.flatMap(({ request, index }, i) => {
      const finished = found[i]!;
      finished.forEach((each, part) => {
        if (each !== undefined && "done" in each) results[index]![part] = each.done;
      });
      const next = nextPass(request, finished);
      return next === undefined ? [] : [{ request: next, index }];
    });
  } while (waiting.length > 0);
  return results;
}

/**
 * Runs aggregates once per chunk of `rows` rows, counted from the first row of the source; one array of results per
 * request.
 * @throws UnsupportedType for sources without row numbers
 */
export async function scanChunks(
  input: ScanInput,
  requests: readonly AggregateRequest[],
  rows: number,
  options: ScanOptions,
  label: string,
): Promise<unknown[][]> {
  const { source } = input;
  if (source.access !== "indexed")
    throw new EngineError(
      "UnsupportedType",
      `a '${source.descriptor.kind}' source has no row numbers to cut chunks by; leave out 'perChunk'`,
    );
  if (!Number.isSafeInteger(rows) || rows < 1)
    throw new EngineError("InvalidArgument", `'perChunk' must be a positive number of rows, got ${String(rows)}`);
  const chunks = Math.ceil(source.length / rows);
  const results = requests.map(() => new Array<unknown>(chunks));
  await inPasses(input, { ...options, chunk: rows }, async (pass) => {
    const shares = await pass(requests, { ...WHOLE, perMorsel: true }, label);
    const breath = createBreath();
    for (const found of shares.flatMap((share) => share.results)) await inTurns(place(found, results), breath);
    await withKernels(options.kernels, async (kernels) => {
      for (const [i, request] of requests.entries())
        for (const state of shares.flatMap((share) => share.states[i]!)) {
          const finished = await finishStates(request, [state], kernels, breath);
          if ("done" in finished) results[i]![state.morsel] = finished.done;
        }
    });
  });
  return results;
}

/** Puts results of chunks at their places. */
function* place({ request, units, values }: UnitResults, results: readonly unknown[][]): Generator<void, void> {
  for (let i = 0; i < units.length; i++) {
    results[request]![units[i]!] = values[i];
    if (i % PIECE === PIECE - 1) yield;
  }
}

/** Aggregates by group: keys in order, and one array of results per request. */
export interface GroupedResults {
  /** One array for each key column, by group. */
  readonly keys: readonly (readonly KeyPart[])[];
  readonly groups: number;
  readonly results: readonly (readonly unknown[])[];
}

/** Runs aggregates by group. @throws TooManyGroups */
export async function scanGroups(
  input: ScanInput,
  requests: readonly AggregateRequest[],
  by: readonly string[],
  options: ScanOptions & { readonly groupBytes?: number },
  label: string,
): Promise<GroupedResults> {
  const { groupBytes = GROUP_BYTES } = options;
  const mode = { ...WHOLE, by: by.map((name) => columnPosition(input.source.columns, name)), groupBytes };
  let keys: readonly (readonly KeyPart[])[] | undefined;
  let results: unknown[][] = [];
  await inPasses(input, options, async (pass) => {
    results = await inParts(requests, async (asked) => {
      const { work, of } = shareWork(asked, input.source.columns);
      // later passes number groups as the first one did
      const shares = await pass(work, keys === undefined ? mode : { ...mode, known: packKeys(keys) }, label);
      const breath = createBreath();
      const joined =
        keys === undefined ? await inTurns(joinKeys(shares), breath) : { keys, maps: shares.map(() => undefined) };
      keys = joined.keys;
      const groups = joined.keys.length;
      return await withKernels(options.kernels, async (kernels) => {
        const merged: Merged[] = [];
        for (const [w, request] of work.entries()) {
          const found = shares.map((share) => share.states[w]!);
          merged.push(await mergeGroups(request, found, joined.maps, groups, kernels, breath));
        }
        const finished: (Finished | undefined)[][] = [];
        for (const [i, request] of asked.entries()) {
          const { aggregate, states } = merged[of[i]!]!;
          const finish = finishGroups(request, work[of[i]!]!, aggregate, states, groups);
          finished.push(await inTurns(finish, breath));
        }
        return finished;
      });
    });
  });
  const found = keys ?? [];
  const breath = createBreath();
  const order = await inTurns(orderOf(found), breath);
  const ordered: unknown[][] = [];
  for (const each of results)
    ordered.push(
      await inTurns(
        inOrder(order, (group) => each[group]),
        breath,
      ),
    );
  const columns: KeyPart[][] = [];
  for (let k = 0; k < by.length; k++)
    columns.push(
      await inTurns(
        inOrder(order, (group) => found[group]![k]!),
        breath,
      ),
    );
  return { keys: columns, groups: found.length, results: ordered };
}

/** Values of groups in the order of their keys. */
function* inOrder<T>(order: ArrayLike<number>, of: (group: number) => T): Generator<void, T[]> {
  const values: T[] = [];
  for (let i = 0; i < order.length; i++) {
    values.push(of(order[i]!));
    if (i % PIECE === PIECE - 1) yield;
  }
  return values;
}

/** Groups whose keys are joined, or whose results are made, between turns. */
const PIECE = 1024;

/** States of all groups. */
interface Merged {
  readonly aggregate: ReturnType<typeof groupedAggregate>;
  readonly states: unknown;
}

/** Merges what all threads found for one request, by thread. */
async function mergeGroups(
  request: AggregateRequest,
  found: readonly (readonly PartialState[])[],
  maps: readonly (Uint32Array | undefined)[],
  groups: number,
  kernels: Kernels,
  breath: Breath,
): Promise<Merged> {
  const aggregate = groupedAggregate(request, kernels);
  const states = aggregate.init(request, groups);
  for (const [s, parts] of found.entries())
    for (const { bytes } of parts)
      await mergeInTurns(aggregate, states, aggregate.decode(request, bytes), maps[s], breath);
  return { aggregate, states };
}

/** Results of one request by group. */
function* finishGroups(
  request: AggregateRequest,
  work: AggregateRequest,
  aggregate: Merged["aggregate"],
  states: unknown,
  groups: number,
): Generator<void, (Finished | undefined)[]> {
  const finished: (Finished | undefined)[] = [];
  for (let group = 0; group < groups; group++) {
    const isDone = partOf(request, group) === undefined;
    const pieces = isDone ? undefined : aggregate.prepare?.(states, group);
    if (pieces !== undefined) {
      for (let piece = pieces.next(); piece.done !== true; piece = pieces.next()) yield;
      yield;
    }
    finished.push(isDone ? undefined : resultOf(request, work, aggregate, states, group));
    if (group % PIECE === PIECE - 1) yield;
  }
  return finished;
}

/** Numbers of all threads' groups; groups a thread has room for but has not met go to the last one's number. */
function* joinKeys(
  shares: readonly ScanShare[],
): Generator<void, { keys: (readonly KeyPart[])[]; maps: Uint32Array[] }> {
  const numbers = new Map<string, number>();
  const keys: (readonly KeyPart[])[] = [];
  const maps: Uint32Array[] = [];
  for (const share of shares) {
    const { groups } = share.keys;
    const map = new Uint32Array(groups);
    for (let g = 0; g < groups; g++) {
      const key = keyAt(share.keys, g);
      const text = keyText(key);
      const known = numbers.get(text);
      if (known === undefined) numbers.set(text, keys.length);
      map[g] = known ?? keys.push(key) - 1;
      if (g % PIECE === PIECE - 1) yield;
    }
    maps.push(map);
  }
  return { keys, maps };
}
