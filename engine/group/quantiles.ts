/**
 * Exact quantiles by group in constant memory: one pass is enough where all values fit, and where they do not, a random
 * part of them says which keys hold the wanted ranks, and further passes look only there. What is guessed decides how
 * many passes there are, never a result: ranks are counted over all values (as Floyd and Rivest's selection does).
 * @module
 */
import type { Aggregate, AggregateRequest, Finished } from "../../contract/index.js";
import { decodeFlat, encodeFlat } from "../aggregates/flat-state.js";
import { type KeyType, keyType, orderValues } from "../aggregates/order-keys.js";
import { openOptions } from "../aggregates/parts.js";
import { answer, type QuantileAnswer, type QuantileQuestion, wantedRanks } from "../aggregates/quantile-answer.js";
import type { NaNPolicy } from "../aggregates/request.js";
import { numericType, packFloat64, packWide } from "../aggregates/values.js";
import type { Kernels } from "../simd/kernels.js";
import { atOnce } from "../turns.js";
import { arraysOfLog, createLog, ENTRY_BYTES, type LogReader, logOf, readLog } from "./key-log.js";
import { packedIds } from "./packed-ids.js";
import {
  addRank,
  createRanges,
  createRanks,
  planRanks,
  type RangeList,
  type RankLimits,
  type RankList,
  type RankPlan,
} from "./rank-plan.js";
import {
  addBrackets,
  addToSample,
  type Bracket,
  bracketsOf,
  createSample,
  extendSample,
  joinSamples,
  placesOf,
  type RankSample,
} from "./rank-sample.js";
import {
  addToRankSearch,
  createRankSearch,
  type GroupRanks,
  joinRankSearches,
  type RankSearch,
  readRanks,
} from "./rank-search.js";

/** 12 MB of keys in each thread, 50 MB collected by all, and 8 MB of bins. */
const LIMITS: RankLimits = { log: 2 ** 20, collect: 2 ** 22, bins: 2 ** 20 };

/** Options of a request, and what earlier passes have found. */
interface Options extends QuantileQuestion {
  readonly nan?: NaNPolicy;
  readonly plan?: RankPlan;
}

/** States of all groups; one of `sample`, in the first pass, and `search`. */
interface States {
  readonly options: Options;
  type: KeyType | undefined;
  readonly sample: RankSample | undefined;
  readonly search: RankSearch | undefined;
  /** What was found, once this is looked for. */
  found: Found | undefined;
}

/** Keys of wanted ranks, and options of the next pass for groups that need one: the same for all of them. */
interface Found {
  readonly known: RankList & { readonly values: Float64Array | BigInt64Array | BigUint64Array };
  readonly next: (Options & { readonly plan: RankPlan }) | undefined;
}

const VERSION = 2;

/**
 * The `"quantiles"` aggregate for groups.
 * @param limits what one pass holds; no result depends on it
 */
export function groupedQuantiles(kernels: Kernels, limits: RankLimits = LIMITS): Aggregate<States, QuantileAnswer> {
  return {
    kind: "quantiles",
    order: "commutative",
    version: VERSION,
    init: (request, groups) => fresh(request, groups, kernels),
    extend(_request, states, groups) {
      const { sample } = states;
      return sample === undefined ? states : { ...states, sample: extendSample(sample, groups) };
    },
    update(states, batch, columns, arena, groupIds, selection) {
      const { options, sample, search } = states;
      const column = batch.columns[columns[0]!]!;
      states.type ??= keyType(numericType(column, "quantiles"));
      const packed =
        states.type === "float64"
          ? packFloat64(batch, column, arena, kernels, "quantiles", selection, options.nan)
          : packWide(batch, column, arena, selection);
      const at = groupIds === undefined ? undefined : packedIds(packed, groupIds, batch.rows, arena);
      // views come last: a growing memory leaves them behind
      const ids = at === undefined ? undefined : new Uint32Array(arena.buffer, at, packed.n);
      const words = new Uint32Array(arena.buffer, packed.at, packed.n * 2);
      const values = states.type === "float64" ? new Float64Array(arena.buffer, packed.at, packed.n) : undefined;
      const taken = { type: states.type, words, values, ids };
      if (search !== undefined) addToRankSearch(search, taken);
      else addToSample(sample!, taken, limits.log);
    },
    merge: (into, from, map) => atOnce(mergePieces(into, from, map)),
    mergePieces,
    encode: ({ type, sample, search }) =>
      sample === undefined
        ? encodeFlat(VERSION, {
            head: { type: type ?? null },
            arrays: [search!.gaps, search!.inside, search!.bins, ...arraysOfLog(search!.log)],
          })
        : encodeFlat(VERSION, {
            head: { type: type ?? null, rate: sample.rate },
            arrays: [sample.totals, sample.nans, ...arraysOfLog(sample.log)],
          }),
    decode: (request: AggregateRequest<QuantileAnswer>, bytes) => decoded(request, bytes),
    byteSize: ({ sample, search }) =>
      sample === undefined
        ? search!.log.length * ENTRY_BYTES + (search!.gaps.length + search!.inside.length + search!.bins.length) * 8
        : sample.log.length * ENTRY_BYTES + sample.totals.length * 9,
    prepare: (states) => prepare(states, limits),
    finish(states, group) {
      atOnce(prepare(states, limits));
      return finished(states, group);
    },
  };
}

function optionsOf(request: AggregateRequest): Options {
  return openOptions(request) as unknown as Options;
}

function fresh(request: AggregateRequest, groups: number, kernels: Kernels): States {
  const options = optionsOf(request);
  const { plan } = options;
  const log = createLog(() => kernels.lend());
  return {
    options,
    type: plan?.type,
    sample: plan === undefined ? createSample(groups, log) : undefined,
    search: plan === undefined ? undefined : createRankSearch(plan, log),
    found: undefined,
  };
}

function decoded(request: AggregateRequest, bytes: Uint8Array): States {
  const { head, arrays } = decodeFlat(request.kind, VERSION, bytes);
  const { type, rate } = head as { readonly type: KeyType | null; readonly rate?: number };
  const options = optionsOf(request);
  const common = { options, type: type ?? undefined, found: undefined };
  if (options.plan === undefined) {
    const [totals, nans, ...log] = arrays as [Float64Array, Uint8Array, ...Uint32Array[]];
    return { ...common, sample: { totals, nans, log: logOf(log), rate: rate! }, search: undefined };
  }
  const [gaps, inside, bins, ...log] = arrays as [Float64Array, Float64Array, Float64Array, ...Uint32Array[]];
  return {
    ...common,
    sample: undefined,
    search: { plan: options.plan, gaps, inside, bins, log: logOf(log), ends: undefined },
  };
}

function* mergePieces(into: States, from: States, map?: Uint32Array): Generator<void, void> {
  into.type ??= from.type;
  if (into.sample !== undefined) yield* joinSamples(into.sample, from.sample!, map);
  else yield* joinRankSearches(into.search!, from.search!);
}

/** Looks for the wanted ranks of all groups, and plans the next pass for those that need it. */
function* prepare(states: States, limits: RankLimits): Generator<void, void> {
  if (states.found !== undefined) return;
  const { options, sample, search, type } = states;
  const totals = sample?.totals ?? search!.plan.totals;
  const groups = totals.length;
  const lists = { ranges: createRanges(groups), known: createRanks(groups) };
  const reader =
    sample === undefined ? readerOfSearch(search!, options, lists) : readerOfSample(sample, options, lists);
  const done = (group: number): void => {
    lists.ranges.starts[group + 1] = lists.ranges.length;
    lists.known.starts[group + 1] = lists.known.length;
  };
  yield* readLog((sample ?? search!).log, groups, {
    ask(group, keys) {
      const places = reader.ask(group, keys);
      if (places === undefined) done(group);
      return places;
    },
    take(group, found) {
      reader.take(group, found);
      done(group);
    },
  });
  const { ranges, known } = lists;
  const plan = ranges.length === 0 ? undefined : yield* planRanks(type!, totals, ranges, known, limits);
  const values = orderValues(type ?? "float64", known.keys.subarray(0, known.length));
  states.found = { known: { ...known, values }, next: plan && { ...options, plan } };
}

/** Where ranks and ranges go that are found. */
interface Lists {
  readonly ranges: RangeList;
  readonly known: RankList;
}

function readerOfSample(sample: RankSample, options: Options, { ranges, known }: Lists): LogReader {
  const { totals, nans, rate } = sample;
  let [wanted, brackets, n] = [[] as number[], [] as Bracket[], 0];
  return {
    ask(group, keys) {
      if (totals[group] === 0 || nans[group] === 1) return undefined;
      wanted = ranksOf(options, totals[group]!);
      if (rate === 0) return wanted;
      n = keys;
      brackets = bracketsOf(wanted, totals[group]!, n);
      return placesOf(brackets, n);
    },
    take(group, found) {
      if (rate > 0) addBrackets(ranges, brackets, totals[group]!, n, found);
      else for (let i = 0; i < wanted.length; i++) addRank(known, wanted[i]!, found[i]!);
    },
  };
}

function readerOfSearch(search: RankSearch, options: Options, { ranges, known }: Lists): LogReader {
  let [wanted, ranks] = [[] as number[], undefined as GroupRanks | undefined];
  return {
    ask(group) {
      if (!isSearched(search.plan, group)) return undefined;
      wanted = ranksOf(options, search.plan.totals[group]!);
      ranks = readRanks(search, group, wanted, ranges);
      return ranks.places;
    },
    take(_group, found) {
      const { keys, collected } = ranks!;
      for (let i = 0; i < collected.length; i++) keys.set(collected[i]!, found[i]!);
      for (const rank of wanted) {
        const key = keys.get(rank);
        if (key !== undefined) addRank(known, rank, key);
      }
    },
  };
}

/** The ranks that an answer is made of, in ascending order, each once. */
function ranksOf(options: Options, total: number): number[] {
  const ranks = wantedRanks(options, total).sort((a, b) => a - b);
  return ranks.filter((rank, i) => i === 0 || rank !== ranks[i - 1]);
}

function isSearched({ starts }: RankPlan, group: number): boolean {
  return starts[group] !== starts[group + 1];
}

function finished({ options, sample, search, found }: States, group: number): Finished<QuantileAnswer> {
  const { known, next } = found!;
  const total = (sample?.totals ?? search!.plan.totals)[group] ?? 0;
  if (total === 0 || sample?.nans[group] === 1) return { done: answer(options, () => Number.NaN, 0) };
  if (next !== undefined && isSearched(next.plan, group))
    return { again: { kind: "quantiles", columns: [], options: next as never } };
  const [from, to] = [known.starts[group]!, known.starts[group + 1]!];
  return { done: answer(options, (rank) => known.values[placeOf(known.ranks, rank, from, to)]!, total) };
}

/** Place of a rank among ascending ones that hold it. */
function placeOf(ranks: Float64Array, rank: number, from: number, to: number): number {
  let [low, high] = [from, to - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ranks[middle]! < rank) low = middle + 1;
    else high = middle;
  }
  return low;
}
