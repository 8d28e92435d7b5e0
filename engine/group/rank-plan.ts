/**
 * What a pass of the search for ranks by group looks for: ranges of keys that hold wanted ranks. Keys of a range are
 * collected, or counted in bins of the next range; groups for which there is no memory wait for a later pass.
 * @module
 */
import type { KeyType } from "../aggregates/order-keys.js";
import { sharedCopy } from "../shared-copy.js";

/** How much one pass holds, over all groups. */
export interface RankLimits {
  /** Keys kept in one thread's first look at the values. */
  readonly log: number;
  /** Keys collected by all threads. */
  readonly collect: number;
  /** Bins counted in each thread. */
  readonly bins: number;
}

/** Keys found, by group, in ascending order of their ranks. */
export interface KnownRanks {
  /** First place of each group; one more than there are groups. */
  readonly starts: Uint32Array;
  readonly ranks: Float64Array;
  readonly keys: BigUint64Array;
}

/** Ranges by group; a group without any is done. Threads share the arrays. */
export type RankPlan = {
  readonly type: KeyType;
  /** Values by group. */
  readonly totals: Float64Array;
  /** First range of each group; one more than there are groups. */
  readonly starts: Uint32Array;
  /** First and last key of each range; disjoint and ascending within a group. */
  readonly lowest: BigUint64Array;
  readonly greatest: BigUint64Array;
  /** 1 for groups that this pass looks at. */
  readonly active: Uint8Array;
  /** By range: bits of a bin's width, {@link COLLECT} where keys are collected. */
  readonly shifts: Uint8Array;
  /** By range: its first bin. */
  readonly places: Uint32Array;
  readonly bins: number;
  /** By range: values in it, as far as this is known. */
  readonly sizes: Float64Array;
  /** Of groups with ranges. */
  readonly known: KnownRanks;
};

/** Stands for a width of bins. */
export const COLLECT = 255;

/** Ranges in the order of their groups, as they are found. */
export interface RangeList {
  readonly starts: Uint32Array;
  lowest: BigUint64Array;
  greatest: BigUint64Array;
  sizes: Float64Array;
  length: number;
}

/** Ranks in the order of their groups, as they are found. */
export interface RankList {
  readonly starts: Uint32Array;
  ranks: Float64Array;
  keys: BigUint64Array;
  length: number;
}

/** No ranges. @param groups how many groups there are */
export function createRanges(groups: number): RangeList {
  const starts = new Uint32Array(groups + 1);
  return {
    starts,
    lowest: new BigUint64Array(16),
    greatest: new BigUint64Array(16),
    sizes: new Float64Array(16),
    length: 0,
  };
}

/** No ranks. @param groups how many groups there are */
export function createRanks(groups: number): RankList {
  const starts = new Uint32Array(groups + 1);
  return { starts, ranks: new Float64Array(16), keys: new BigUint64Array(16), length: 0 };
}

/** Adds a range of the group that is at work. */
export function addRange(list: RangeList, lowest: bigint, greatest: bigint, size: number): void {
  const at = list.length++;
  if (at === list.sizes.length) {
    list.lowest = doubled(list.lowest, BigUint64Array);
    list.greatest = doubled(list.greatest, BigUint64Array);
    list.sizes = doubled(list.sizes, Float64Array);
  }
  list.lowest[at] = lowest;
  list.greatest[at] = greatest;
  list.sizes[at] = size;
}

/** Adds a rank of the group that is at work. */
export function addRank(list: RankList, rank: number, key: bigint): void {
  const at = list.length++;
  if (at === list.ranks.length) {
    list.ranks = doubled(list.ranks, Float64Array);
    list.keys = doubled(list.keys, BigUint64Array);
  }
  list.ranks[at] = rank;
  list.keys[at] = key;
}

function doubled<T extends Float64Array | BigUint64Array>(array: T, make: new (length: number) => T): T {
  const bigger = new make(array.length * 2);
  (bigger as Float64Array).set(array as Float64Array);
  return bigger;
}

/** Bits of a range's bins, at the least and at most. */
const FEWEST_BITS = 4;
const MOST_BITS = 14;

/** A range of so few values is collected. */
const FEW = 64;

/** Groups looked at between turns of the caller's thread. */
const PIECE = 2048;

/** Decides what one pass does, in pieces. @param known ranks found so far, of all groups */
export function* planRanks(
  type: KeyType,
  totals: Float64Array,
  list: RangeList,
  known: RankList,
  limits: RankLimits,
): Generator<void, RankPlan> {
  const { starts, length } = list;
  const [groups, sizes] = [totals.length, list.sizes.slice(0, length)];
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const few = total <= limits.collect ? limits.collect : Math.max(FEW, limits.collect / length);
  const bits = Math.min(MOST_BITS, Math.max(FEWEST_BITS, Math.floor(Math.log2(limits.bins / length))));
  const [active, shifts, places] = [new Uint8Array(groups), new Uint8Array(length), new Uint32Array(length)];
  let [bins, collected] = [0, 0];
  for (let group = 0; group < groups; group++) {
    const [from, to] = [starts[group]!, starts[group + 1]!];
    if (group % PIECE === PIECE - 1) yield;
    if (from === to) continue;
    let [ownBins, own] = [0, 0];
    for (let t = from; t < to; t++) {
      const width = list.greatest[t]! - list.lowest[t]!;
      const collects = width > 0n && sizes[t]! <= few;
      const shift = Math.max(0, bitLength(width) - bits);
      shifts[t] = collects ? COLLECT : shift;
      places[t] = bins + ownBins;
      if (collects) own += sizes[t]!;
      else ownBins += Number(width >> BigInt(shift)) + 1;
    }
    const fits = bins + ownBins <= limits.bins && collected + own <= limits.collect;
    // the first group is looked at in any case, so that each pass finds something
    if (!fits && bins + collected > 0) continue;
    active[group] = 1;
    bins += ownBins;
    collected += own;
  }
  yield;
  return {
    type,
    totals: sharedCopy(totals),
    starts: sharedCopy(starts),
    lowest: sharedCopy(list.lowest.subarray(0, length)),
    greatest: sharedCopy(list.greatest.subarray(0, length)),
    active: sharedCopy(active),
    shifts: sharedCopy(shifts),
    places: sharedCopy(places),
    bins,
    sizes: sharedCopy(sizes),
    known: yield* ofOpen(known, starts),
  };
}

/** Ranks of groups that have ranges. */
function* ofOpen({ starts, ranks, keys }: RankList, ranges: Uint32Array): Generator<void, KnownRanks> {
  const kept = createRanks(starts.length - 1);
  for (let group = 0; group + 1 < starts.length; group++) {
    if (ranges[group] !== ranges[group + 1])
      for (let i = starts[group]!; i < starts[group + 1]!; i++) addRank(kept, ranks[i]!, keys[i]!);
    kept.starts[group + 1] = kept.length;
    if (group % PIECE === PIECE - 1) yield;
  }
  return {
    starts: sharedCopy(kept.starts),
    ranks: sharedCopy(kept.ranks.subarray(0, kept.length)),
    keys: sharedCopy(kept.keys.subarray(0, kept.length)),
  };
}

/** Bits of a number. */
function bitLength(value: bigint): number {
  return value === 0n ? 0 : value.toString(2).length;
}
