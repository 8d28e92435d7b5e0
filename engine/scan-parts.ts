/**
 * Scans whose results come in parts: by group, and by chunk. Parts that need more passes get them, together.
 * @module
 */
import type { AggregateRequest } from "../contract/index.js";
import { isOpen, partsRequest } from "./aggregates/parts.js";
import { EngineError } from "./errors.js";
import { numberKeys } from "./group/numbers.js";
import { orderOf } from "./group/order.js";
import { keyAt, type PackedKeys, packColumns, sharedKeys } from "./group/packed-keys.js";
import { groupedAggregate } from "./group/registry.js";
import { resultOf, shareWork } from "./group/shared.js";
import type { KeyPart } from "./group/table.js";
import type { ScanOptions } from "./options.js";
import { decodeInTurns, finishStates, inPasses, mergeInTurns, type ScanInput, WHOLE } from "./passes.js";
import { columnPosition } from "./plan.js";
import type { Kernels } from "./simd/kernels.js";
import { type Breath, createBreath, inTurns, piecesOf } from "./turns.js";
import { withKernels } from "./with-kernels.js";
import type { PartialState, ScanShare } from "./workers/task.js";
import type { UnitResults } from "./workers/unit-results.js";

/** Bytes that the keys and states of groups may take in each thread, unless `groupBytes` says otherwise. */
const GROUP_BYTES = 256 << 20;

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
  let known: PackedKeys | undefined;
  const results: unknown[][] = requests.map(() => []);
  const breath = createBreath();
  await inPasses(input, options, async (pass) => {
    let waiting = requests.map((request, index) => ({ request, index }));
    do {
      const asked = waiting.map(({ request }) => request);
      const { work, of } = shareWork(asked, input.source.columns);
      // later passes number groups as the first one did
      if (keys !== undefined) known ??= await inTurns(packed(keys), breath);
      const shares = await pass(work, known === undefined ? mode : { ...mode, known }, label);
      const joined =
        keys === undefined
          ? await inTurns(joinKeys(shares, by.length), breath)
          : { keys, maps: shares.map(() => undefined) };
      keys = joined.keys;
      const groups = joined.keys[0]!.length;
      waiting = await withKernels(options.kernels, async (kernels) => {
        const merged: Merged[] = [];
        for (const [w, request] of work.entries()) {
          const found = shares.map((share) => share.states[w]!);
          merged.push(await mergeGroups(request, found, joined.maps, groups, kernels, breath));
        }
        const open: typeof waiting = [];
        for (const [i, { request, index }] of waiting.entries()) {
          const finish = finishGroups(request, work[of[i]!]!, merged[of[i]!]!, groups, results[index]!);
          const next = await inTurns(finish, breath);
          if (next !== undefined) open.push({ request: next, index });
        }
        return open;
      });
    } while (waiting.length > 0);
  });
  const order = await inTurns(orderOf(keys!), breath);
  const ordered: unknown[][] = [];
  for (const each of results) ordered.push(await inTurns(inOrder(order, each), breath));
  const columns: KeyPart[][] = [];
  for (const parts of keys!) columns.push(await inTurns(inOrder(order, parts), breath));
  return { keys: columns, groups: order.length, results: ordered };
}

/** Keys as all threads read them; the work of one turn. */
function* packed(keys: readonly (readonly KeyPart[])[]): Generator<void, PackedKeys> {
  yield;
  return sharedKeys(packColumns(keys));
}

/** Values of groups in the order of their keys. */
function* inOrder<T>(order: Uint32Array, values: readonly T[]): Generator<void, T[]> {
  const ordered: T[] = [];
  for (let i = 0; i < order.length; i++) {
    ordered.push(values[order[i]!]!);
    if (i % PIECE === PIECE - 1) yield;
  }
  return ordered;
}

/** Groups whose keys are joined, and groups whose results are made, between turns. */
const PIECE = 1024;
const RESULTS = 128;

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
  const states = aggregate.init(request, aggregate.grows ? 0 : groups);
  for (const [s, parts] of found.entries())
    for (const { bytes } of parts)
      await mergeInTurns(aggregate, states, await decodeInTurns(aggregate, request, bytes, breath), maps[s], breath);
  return { aggregate, states };
}

/** Puts the results of one request where they belong, by group; the request for those that take one more pass. */
function* finishGroups(
  request: AggregateRequest,
  work: AggregateRequest,
  { aggregate, states }: Merged,
  groups: number,
  results: unknown[],
): Generator<void, AggregateRequest | undefined> {
  let parts: (AggregateRequest["options"] | null)[] | undefined;
  for (let group = 0; group < groups; group++) {
    if (isOpen(request, group)) {
      if (aggregate.prepare !== undefined) yield* piecesOf(aggregate.prepare(states, group));
      const finished = resultOf(request, work, aggregate, states, group);
      if ("done" in finished) results[group] = finished.done;
      else {
        parts ??= new Array<null>(groups).fill(null);
        parts[group] = finished.again.options;
      }
    }
    if (group % RESULTS === RESULTS - 1) yield;
  }
  return parts === undefined ? undefined : partsRequest(request, parts);
}

/** Keys of all threads' groups by column, and each thread's groups as these are numbered. */
function* joinKeys(
  shares: readonly ScanShare[],
  width: number,
): Generator<void, { keys: KeyPart[][]; maps: Uint32Array[] }> {
  const keys: KeyPart[][] = Array.from({ length: width }, () => []);
  const numberOf = numberKeys((key) => {
    for (const [k, part] of key.entries()) keys[k]!.push(part);
  });
  const maps: Uint32Array[] = [];
  for (const share of shares) {
    const map = new Uint32Array(share.keys.groups);
    for (let g = 0; g < map.length; g++) {
      map[g] = numberOf(keyAt(share.keys, g));
      if (g % PIECE === PIECE - 1) yield;
    }
    maps.push(map);
  }
  return { keys, maps };
}
