/**
 * Scans whose results come in parts: by group, and by chunk. Parts that need more passes get them, together.
 * @module
 */
import type { AggregateRequest } from "../contract/index.js";
import { nextPass, partOf } from "./aggregates/parts.js";
import { EngineError } from "./errors.js";
import { groupedAggregate } from "./group/registry.js";
import { resultOf, shareWork } from "./group/shared.js";
import { compareKeys, type KeyPart, keyText } from "./group/table.js";
import type { ScanOptions } from "./options.js";
import { type Finished, finishStates, inPasses, type ScanInput, WHOLE, withKernels } from "./passes.js";
import { columnPosition } from "./plan.js";
import type { Kernels } from "./simd/kernels.js";
import type { PartialState, ScanShare } from "./workers/task.js";

/** Bytes that the keys and states of groups may take in each thread, unless `groupBytes` says otherwise. */
const GROUP_BYTES = 256 << 20;

/** What one pass found for the parts of its `i`-th request; undefined for parts that had no part in it. */
type FinishParts = (i: number) => readonly (Finished | undefined)[];

/** Repeats passes until every part of every request has its result; results by request and part. */
async function inParts(
  requests: readonly AggregateRequest[],
  pass: (requests: readonly AggregateRequest[]) => Promise<FinishParts>,
): Promise<unknown[][]> {
  const results: unknown[][] = requests.map(() => []);
  let waiting = requests.map((request, index) => ({ request, index }));
  do {
    const finish = await pass(waiting.map(({ request }) => request));
    waiting = waiting.flatMap(({ request, index }, i) => {
      const finished = finish(i);
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
  let results: unknown[][] = [];
  await inPasses(input, { ...options, chunk: rows }, async (pass) => {
    results = await inParts(requests, async (asked) => {
      const shares = await pass(asked, { ...WHOLE, perMorsel: true }, label);
      return (i) => {
        const found: (PartialState | undefined)[] = new Array<undefined>(chunks).fill(undefined);
        for (const share of shares) for (const state of share.states[i]!) found[state.morsel] = state;
        return withKernels(options.kernels, (kernels) =>
          found.map((state, chunk) => state && finishStates(partOf(asked[i]!, chunk)!, [state], kernels)),
        );
      };
    });
  });
  return results;
}

/** Aggregates by group: keys in order, and one array of results per request. */
export interface GroupedResults {
  readonly keys: readonly (readonly KeyPart[])[];
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
      const shares = await pass(work, keys === undefined ? mode : { ...mode, known: keys }, label);
      const joined = keys === undefined ? joinKeys(shares) : { keys, maps: shares.map(() => undefined) };
      keys = joined.keys;
      const groups = joined.keys.length;
      const finished = withKernels(options.kernels, (kernels) => {
        const merged = work.map((request, w) =>
          mergeGroups(request, (share) => share.states[w]!, shares, joined.maps, groups, kernels),
        );
        return asked.map((request, i) => {
          const { aggregate, states } = merged[of[i]!]!;
          return Array.from({ length: groups }, (_, group) =>
            partOf(request, group) === undefined
              ? undefined
              : resultOf(request, work[of[i]!]!, aggregate, states, group),
          );
        });
      });
      return (i) => finished[i]!;
    });
  });
  const found = keys ?? [];
  const order = found.map((_, group) => group).sort((a, b) => compareKeys(found[a]!, found[b]!));
  return {
    keys: order.map((group) => found[group]!),
    results: results.map((each) => order.map((group) => each[group])),
  };
}

/** Merges what all threads found for one request. */
function mergeGroups(
  request: AggregateRequest,
  statesOf: (share: ScanShare) => readonly PartialState[],
  shares: readonly ScanShare[],
  maps: readonly (Uint32Array | undefined)[],
  groups: number,
  kernels: Kernels,
): { readonly aggregate: ReturnType<typeof groupedAggregate>; readonly states: unknown } {
  const aggregate = groupedAggregate(request, kernels);
  const states = aggregate.init(request, groups);
  shares.forEach((share, s) => {
    for (const { bytes } of statesOf(share)) aggregate.merge(states, aggregate.decode(request, bytes), maps[s]);
  });
  return { aggregate, states };
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
