/**
 * The first pass of the search for ranks by group: all values are kept while there is memory for them, and then a
 * random part, from which ranges are guessed that hold the wanted ranks.
 * @module
 */
import { type KeyType, keyHigh, keyLow } from "../aggregates/order-keys.js";
import { atOnce } from "../turns.js";
import { addToLog, joinLogs, type KeyLog, randomBits, thin } from "./key-log.js";
import { addRange, type RangeList } from "./rank-plan.js";

/** What a first pass has seen. */
export interface RankSample {
  /** Values by group, and 1 for groups with NaN among them. */
  readonly totals: Float64Array;
  readonly nans: Uint8Array;
  readonly log: KeyLog;
  /** Each value was kept with probability `2 ** -rate`. */
  rate: number;
}

/** Nothing was seen. */
export function createSample(groups: number, log: KeyLog): RankSample {
  return { totals: new Float64Array(groups), nans: new Uint8Array(groups), log, rate: 0 };
}

/** The same with room for more groups. */
export function extendSample(sample: RankSample, groups: number): RankSample {
  const bigger = { ...createSample(groups, sample.log), rate: sample.rate };
  bigger.totals.set(sample.totals);
  bigger.nans.set(sample.nans);
  return bigger;
}

/** Values by their words, low word first, and the groups they are of; all of group 0 without these. */
export interface RankBatch {
  readonly type: KeyType;
  readonly words: Uint32Array;
  /** The same memory, where the values are float64. */
  readonly values: Float64Array | undefined;
  readonly ids: Uint32Array | undefined;
}

/** Takes values in. @param room keys kept at most */
export function addToSample(sample: RankSample, { type, words, values, ids }: RankBatch, room: number): void {
  const { totals, nans, log } = sample;
  const mask = 2 ** sample.rate - 1;
  const n = words.length / 2;
  for (let i = 0; i < n; i++) {
    const id = ids === undefined ? 0 : ids[i]!;
    totals[id]!++;
    if (values !== undefined && Number.isNaN(values[i])) {
      nans[id] = 1;
      continue;
    }
    if (mask !== 0 && (randomBits(log) & mask) !== 0) continue;
    const high = words[2 * i + 1]!;
    addToLog(log, id, keyLow(type, high, words[2 * i]!), keyHigh(type, high));
  }
  while (log.length > room && sample.rate < MOST_RATE) halve(sample);
}

/** A power of two of that size is in no file. */
const MOST_RATE = 31;

function halve(sample: RankSample): void {
  atOnce(thin(sample.log));
  sample.rate++;
}

/** Adds all of `from`, in pieces. */
export function* joinSamples(into: RankSample, from: RankSample, map: Uint32Array | undefined): Generator<void, void> {
  const groups = Math.min(from.totals.length, map?.length ?? from.totals.length);
  for (let g = 0; g < groups; g++) {
    const group = map === undefined ? g : map[g]!;
    into.totals[group]! += from.totals[g]!;
    into.nans[group]! |= from.nans[g]!;
  }
  yield;
  for (const [one, other] of [
    [into, from],
    [from, into],
  ] as const)
    for (; one.rate < other.rate; one.rate++) yield* thin(one.log);
  yield* joinLogs(into.log, from.log, map);
}

/** Standard deviations of a rank in the sample that a range reaches to both sides, and ranks besides. */
const SPREAD = 3;
const MARGIN = 4;

/** The greatest key. */
export const LAST_KEY: bigint = 2n ** 64n - 1n;

/** Places in a group's part of the sample between which keys of wanted ranks most likely lie. */
export interface Bracket {
  low: number;
  high: number;
}

/** Disjoint brackets. @param wanted ranks in ascending order, among `total` @param n keys in the group's part */
export function bracketsOf(wanted: readonly number[], total: number, n: number): Bracket[] {
  const brackets: Bracket[] = [];
  for (const rank of wanted) {
    const part = (rank + 0.5) / total;
    const reach = SPREAD * Math.sqrt(n * part * (1 - part)) + MARGIN;
    const [low, high] = [Math.floor(part * n - reach), Math.ceil(part * n + reach)];
    const last = brackets.at(-1);
    if (last !== undefined && low <= last.high) last.high = Math.max(last.high, high);
    else brackets.push({ low, high });
  }
  return brackets;
}

/** Those ends of brackets that are places in the sample. */
export function placesOf(brackets: readonly Bracket[], n: number): number[] {
  return brackets.flatMap(({ low, high }) => [low, high]).filter((place) => place >= 0 && place < n);
}

/** Adds the ranges of a group's brackets. @param found keys of {@link placesOf} */
export function addBrackets(
  list: RangeList,
  brackets: readonly Bracket[],
  total: number,
  n: number,
  found: readonly bigint[],
): void {
  let next = 0;
  let lowest = 0n;
  for (const { low, high } of brackets) {
    const from = low >= 0 && low < n ? found[next++]! : 0n;
    const greatest = high >= 0 && high < n ? found[next++]! : LAST_KEY;
    // ranges of equal keys meet
    if (greatest < lowest) continue;
    const inside = Math.min(high, n - 1) - Math.max(low, 0) + 1;
    const size = n === 0 ? total : Math.min(total, Math.ceil((inside / n) * total));
    addRange(list, from < lowest ? lowest : from, greatest, size);
    lowest = greatest + 1n;
  }
}
