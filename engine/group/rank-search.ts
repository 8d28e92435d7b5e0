/**
 * A later pass of the search for ranks by group: values are counted by the ranges they lie in, or between, and what is
 * found are ranks, or narrower ranges.
 * @module
 */
import { type KeyType, keyHigh, keyLow, orderValues } from "../aggregates/order-keys.js";
import { addToLog, joinLogs, type KeyLog } from "./key-log.js";
import { addRange, COLLECT, type RangeList, type RankPlan } from "./rank-plan.js";
import { LAST_KEY, type RankBatch } from "./rank-sample.js";

/** What a pass has seen. */
export interface RankSearch {
  readonly plan: RankPlan;
  /** Values before each range, and behind the last of a group: place `range + group`. */
  readonly gaps: Float64Array;
  /** Values in each range. */
  readonly inside: Float64Array;
  readonly bins: Float64Array;
  /** Keys of groups, from ranges that are collected. */
  readonly log: KeyLog;
  /** Made when the first values come. */
  ends: RangeEnds | undefined;
}

/** Words of the ranges' ends, and numbers that are not above the first and not below the last value. */
interface RangeEnds {
  readonly first: Uint32Array;
  readonly last: Uint32Array;
  readonly least: Float64Array;
  readonly most: Float64Array;
}

/** Nothing was seen. */
export function createRankSearch(plan: RankPlan, log: KeyLog): RankSearch {
  const [groups, ranges] = [plan.totals.length, plan.sizes.length];
  return {
    plan,
    gaps: new Float64Array(groups + ranges),
    inside: new Float64Array(ranges),
    bins: new Float64Array(plan.bins),
    log,
    ends: undefined,
  };
}

function endsOf({ type, lowest, greatest }: RankPlan): RangeEnds {
  return {
    first: wordsOf(lowest),
    last: wordsOf(greatest),
    // keys beyond those of numbers stand for NaN
    least: numbersOf(type, lowest, Number.NEGATIVE_INFINITY),
    most: numbersOf(type, greatest, Number.POSITIVE_INFINITY),
  };
}

function numbersOf(type: KeyType, keys: BigUint64Array, otherwise: number): Float64Array {
  const numbers = Float64Array.from(orderValues(type, keys) as ArrayLike<number | bigint>, Number);
  for (let i = 0; i < numbers.length; i++) if (Number.isNaN(numbers[i])) numbers[i] = otherwise;
  return numbers;
}

/** Ranges of a group that are looked at one after the other. */
const FEW = 6;

/** Takes values in. Most lie between ranges, and are counted there without a look at their keys. */
export function addToRankSearch(search: RankSearch, { type, words, values, ids }: RankBatch): void {
  const { plan, gaps } = search;
  search.ends ??= endsOf(plan);
  const { least, most } = search.ends;
  const { starts, active } = plan;
  const highs = type === "int64" ? new Int32Array(words.buffer, words.byteOffset, words.length) : words;
  const n = words.length / 2;
  for (let i = 0; i < n; i++) {
    const id = ids === undefined ? 0 : ids[i]!;
    if (active[id] === 0) continue;
    const value = values === undefined ? highs[2 * i + 1]! * 2 ** 32 + words[2 * i]! : values[i]!;
    const end = starts[id + 1]!;
    let t = starts[id]!;
    for (let far = end; far - t > FEW; ) {
      const middle = (t + far) >>> 1;
      if (most[middle]! < value) t = middle + 1;
      else far = middle + 1;
    }
    while (t < end && most[t]! < value) t++;
    if (t === end || value < least[t]!) {
      gaps[t + id]!++;
      continue;
    }
    const high = words[2 * i + 1]!;
    addKey(search, search.ends, id, t, end, keyLow(type, high, words[2 * i]!), keyHigh(type, high));
  }
}

/** Takes a key in that no range before the `t`-th of all ranges reaches. @param end behind the last range of the group */
function addKey(
  search: RankSearch,
  { first, last }: RangeEnds,
  id: number,
  t: number,
  end: number,
  low: number,
  high: number,
): void {
  const { plan, gaps, inside, bins } = search;
  let at = t;
  while (at < end && isLess(last[2 * at + 1]!, last[2 * at]!, high, low)) at++;
  if (at === end || isLess(high, low, first[2 * at + 1]!, first[2 * at]!)) {
    gaps[at + id]!++;
    return;
  }
  inside[at]!++;
  const shift = plan.shifts[at]!;
  if (shift === COLLECT) {
    addToLog(search.log, id, low, high);
    return;
  }
  const firstLow = first[2 * at]!;
  const distance = (low - firstLow) >>> 0;
  const far = high - first[2 * at + 1]! - (low < firstLow ? 1 : 0);
  const bin = shift < 32 ? far * 2 ** (32 - shift) + (distance >>> shift) : far >>> (shift - 32);
  bins[plan.places[at]! + bin]!++;
}

/** Order of two keys by their words. */
function isLess(high: number, low: number, otherHigh: number, otherLow: number): boolean {
  return high < otherHigh || (high === otherHigh && low < otherLow);
}

function wordsOf(keys: BigUint64Array): Uint32Array {
  return new Uint32Array(keys.buffer, keys.byteOffset, keys.length * 2);
}

/** Counts added between turns. */
const PIECE = 262_144;

/** Adds all of `from`, in pieces; groups have the same numbers in both. */
export function* joinRankSearches(into: RankSearch, from: RankSearch): Generator<void, void> {
  for (const [mine, other] of [
    [into.gaps, from.gaps],
    [into.inside, from.inside],
    [into.bins, from.bins],
  ] as const)
    for (let at = 0; at < mine.length; at += PIECE) {
      for (let i = at; i < Math.min(at + PIECE, mine.length); i++) mine[i]! += other[i]!;
      yield;
    }
  yield* joinLogs(into.log, from.log, undefined);
}

/** What a pass has found for a group, but for the keys it has collected. */
export interface GroupRanks {
  /** Keys by rank. */
  readonly keys: Map<number, bigint>;
  /** Ranks whose keys were collected, and their places among the group's collected keys. */
  readonly collected: number[];
  readonly places: number[];
}

/**
 * What a pass has found for the wanted ranks of one group; ranges that are left go into `ranges`.
 * @param wanted ranks in ascending order, each once
 */
export function readRanks(search: RankSearch, group: number, wanted: readonly number[], ranges: RangeList): GroupRanks {
  const { plan, gaps, inside } = search;
  const [from, to] = [plan.starts[group]!, plan.starts[group + 1]!];
  const found: GroupRanks = { keys: knownBefore(plan, group), collected: [], places: [] };
  if (plan.active[group] === 0) {
    for (let t = from; t < to; t++) addRange(ranges, plan.lowest[t]!, plan.greatest[t]!, plan.sizes[t]!);
    return found;
  }
  const open = wanted.filter((rank) => !found.keys.has(rank));
  let [r, below, collected, edge] = [0, 0, 0, 0n];
  const isWithin = (size: number): boolean => r < open.length && open[r]! < below + size;
  const pass = (size: number): void => {
    below += size;
    while (isWithin(0)) r++;
  };
  for (let t = from; t < to && r < open.length; t++) {
    const [lowest, greatest, gap, size] = [plan.lowest[t]!, plan.greatest[t]!, gaps[t + group]!, inside[t]!];
    if (isWithin(gap)) addRange(ranges, edge, lowest - 1n, gap);
    pass(gap);
    edge = greatest + 1n;
    if (lowest === greatest)
      for (let k = r; k < open.length && open[k]! < below + size; k++) found.keys.set(open[k]!, lowest);
    else if (plan.shifts[t] === COLLECT) {
      for (let k = r; k < open.length && open[k]! < below + size; k++) {
        found.collected.push(open[k]!);
        found.places.push(open[k]! - below + collected);
      }
      collected += size;
    } else if (isWithin(size)) {
      readBins(search, t, open.slice(r), below, ranges, found.keys);
    }
    pass(size);
  }
  if (r < open.length) addRange(ranges, edge, LAST_KEY, gaps[to + group]!);
  return found;
}

/** Finds the bins of a range that hold ranks. @param below values before the range */
function readBins(
  { plan, bins, inside }: RankSearch,
  range: number,
  ranks: readonly number[],
  below: number,
  ranges: RangeList,
  keys: Map<number, bigint>,
): void {
  const [place, shift, greatest] = [plan.places[range]!, BigInt(plan.shifts[range]!), plan.greatest[range]!];
  let [at, r] = [below, 0];
  for (let bin = 0; at < below + inside[range]! && r < ranks.length; bin++) {
    const count = bins[place + bin]!;
    at += count;
    if (ranks[r]! >= at) continue;
    const start = plan.lowest[range]! + (BigInt(bin) << shift);
    const end = start + (1n << shift) - 1n;
    if (shift > 0n) addRange(ranges, start, end < greatest ? end : greatest, count);
    for (; r < ranks.length && ranks[r]! < at; r++) if (shift === 0n) keys.set(ranks[r]!, start);
  }
}

function knownBefore({ known }: RankPlan, group: number): Map<number, bigint> {
  const found = new Map<number, bigint>();
  for (let i = known.starts[group]!; i < known.starts[group + 1]!; i++) found.set(known.ranks[i]!, known.keys[i]!);
  return found;
}
