/**
 * Ranks among 64-bit keys, found in passes of constant memory: keys are counted by the digits below those that are
 * known, and each pass descends into the bins that hold wanted ranks, until what is left is collected and narrowed down.
 * @module
 */
import type { Kernels } from "../simd/kernels.js";
import { findKeys, indexKeys, type KeyIndex, type KeyRange } from "./key-index.js";
import { narrow } from "./narrow.js";
import { addToPile, createPile, joinPiles, type Pile } from "./pile.js";
import { plainDigit } from "./radix.js";

/** Keys of which a pass counts the next digit or collects all. */
export interface KeyTarget extends KeyRange {
  /** Keys below `from`, and keys in the bin. */
  readonly below: number;
  readonly size: number;
  readonly collect: boolean;
}

/** Keys in order, the least of which has rank `below`, as their distances from `from`. */
export interface KnownKeys {
  readonly below: number;
  readonly from: bigint;
  readonly keys: BigUint64Array;
}

/** What a pass finds for its targets. */
export interface KeySearch {
  readonly targets: readonly KeyTarget[];
  readonly digitBits: number;
  /** By target: keys per digit, or undefined where keys are collected. */
  readonly counts: (Float64Array | undefined)[];
  /** By target: the collected keys' distances from `from`, as 64-bit integers; undefined where keys are counted. */
  readonly collected: (Pile | undefined)[];
  /** What many targets are looked up with; made when the first keys come, undefined in bytes. */
  lookup: Lookup | undefined;
}

/** Targets in ascending order. */
interface Lookup {
  readonly index: KeyIndex;
  /** By target: bits of a key's distance below the digit that is counted, and what its high word is multiplied by. */
  readonly shifts: Uint8Array;
  readonly scales: Float64Array;
  readonly counts: readonly (Float64Array | undefined)[];
  /** By target: words of collected keys that are put aside together, and how many there are. */
  readonly found: readonly (Uint32Array | undefined)[];
  readonly filled: Uint32Array;
  /** By key of a batch: the target that holds it. */
  holders: Int32Array;
}

/** How much a search may hold. */
export interface KeyLimits {
  /** Bits of a digit: a target that is counted takes `8 · 2^digitBits` bytes. */
  readonly digitBits: number;
  /** Keys collected in one pass, of all targets. */
  readonly collect: number;
}

/** A pass that has seen nothing. */
export function createSearch(targets: readonly KeyTarget[], digitBits: number): KeySearch {
  return {
    targets,
    digitBits,
    counts: targets.map((target) =>
      target.collect ? undefined : new Float64Array(2 ** Math.min(digitBits, target.bits)),
    ),
    collected: targets.map((target) => (target.collect ? createPile() : undefined)),
    lookup: undefined,
  };
}

/** Words of collected keys that are put aside at once; the same for each of many targets. */
const SCRATCH = 4096;
const MANY_SCRATCH = 256;

/** Targets that are looked for one after the other. */
const FEW = 3;

/** Takes keys in, as pairs of words, low word first. */
export function searchKeys(search: KeySearch, words: Uint32Array, kernels: Pick<Kernels, "lend">): void {
  if (search.targets.length > FEW) {
    searchMany(search, words, kernels);
    return;
  }
  search.targets.forEach((target, t) => {
    const pile = search.collected[t];
    if (pile !== undefined) collectKeys(pile, target, words, kernels);
    else countKeys(search.counts[t]!, target, search.digitBits, words);
  });
}

function countKeys(counts: Float64Array, target: KeyTarget, digitBits: number, words: Uint32Array): void {
  const [low, high] = halves(target.from);
  const shift = Math.max(0, target.bits - digitBits);
  const scale = 2 ** (32 - shift);
  for (let i = 0; i < words.length; i += 2) {
    const l = words[i]!;
    const h = words[i + 1]! - high - (l < low ? 1 : 0);
    if (h < 0) continue;
    const digit = shift < 32 ? h * scale + (((l - low) >>> 0) >>> shift) : Math.floor(h * scale);
    if (digit < counts.length) counts[digit]!++;
  }
}

function collectKeys(pile: Pile, target: KeyTarget, words: Uint32Array, kernels: Pick<Kernels, "lend">): void {
  const [low, high] = halves(target.from);
  const highs = 2 ** Math.max(0, target.bits - 32);
  const lows = 2 ** Math.min(32, target.bits);
  const found = new Uint32Array(Math.min(SCRATCH, words.length));
  let n = 0;
  for (let i = 0; i < words.length; i += 2) {
    const l = words[i]!;
    const h = words[i + 1]! - high - (l < low ? 1 : 0);
    const distance = (l - low) >>> 0;
    if (h < 0 || h >= highs || distance >= lows) continue;
    found[n++] = distance;
    found[n++] = h;
    if (n < found.length) continue;
    addToPile(pile, found, kernels);
    n = 0;
  }
  addToPile(pile, found.subarray(0, n), kernels);
}

function lookupOf({ targets, digitBits, counts }: KeySearch): Lookup {
  const index = indexKeys(targets);
  const { order } = index;
  const shifts = Uint8Array.from(order, (t) => Math.max(0, targets[t]!.bits - digitBits));
  return {
    index,
    shifts,
    scales: Float64Array.from(shifts, (shift) => 2 ** (32 - shift)),
    counts: Array.from(order, (t) => counts[t]),
    found: Array.from(order, (t) => (counts[t] === undefined ? new Uint32Array(MANY_SCRATCH) : undefined)),
    filled: new Uint32Array(order.length),
    holders: new Int32Array(0),
  };
}

/** Looks each key up once, where there are many targets. */
function searchMany(search: KeySearch, words: Uint32Array, kernels: Pick<Kernels, "lend">): void {
  search.lookup ??= lookupOf(search);
  const { index, shifts, scales, counts, found, filled } = search.lookup;
  const { order, firstLow, firstHigh } = index;
  if (search.lookup.holders.length < words.length / 2) search.lookup.holders = new Int32Array(words.length / 2);
  const { holders } = search.lookup;
  findKeys(index, words, holders);
  const putAside = (t: number): void => {
    addToPile(search.collected[order[t]!]!, found[t]!.subarray(0, filled[t]!), kernels);
    filled[t] = 0;
  };
  for (let i = 0; i < words.length; i += 2) {
    const t = holders[i / 2]!;
    if (t < 0) continue;
    const low = words[i]!;
    const l = (low - firstLow[t]!) >>> 0;
    const h = words[i + 1]! - firstHigh[t]! - (low < firstLow[t]! ? 1 : 0);
    const into = counts[t];
    if (into !== undefined) {
      const shift = shifts[t]!;
      into[shift < 32 ? h * scales[t]! + (l >>> shift) : Math.floor(h * scales[t]!)]!++;
      continue;
    }
    const n = filled[t]!;
    found[t]![n] = l;
    found[t]![n + 1] = h;
    filled[t] = n + 2;
    if (n + 2 === MANY_SCRATCH) putAside(t);
  }
  for (let t = 0; t < order.length; t++) if (filled[t]! > 0) putAside(t);
}

function halves(key: bigint): readonly [low: number, high: number] {
  return [Number(key & 0xffff_ffffn), Number(key >> 32n)];
}

/** Adds all of `from`, with a `yield` for every target; collected keys are shared afterwards. */
export function* joinSearch(into: KeySearch, from: KeySearch): Generator<void, void> {
  for (const [t, counts] of from.counts.entries()) {
    const mine = into.counts[t];
    if (counts !== undefined && mine !== undefined) for (let i = 0; i < mine.length; i++) mine[i]! += counts[i]!;
    const pile = from.collected[t];
    if (pile !== undefined) joinPiles(into.collected[t]!, pile);
    yield;
  }
}

/** Looks for ranks among what was collected; by target, undefined where keys were counted. In pieces, as `narrow`. */
export function* narrowSearch(
  search: KeySearch,
  ranks: readonly number[],
): Generator<void, (readonly KnownKeys[] | undefined)[]> {
  const known: (readonly KnownKeys[] | undefined)[] = [];
  for (const [t, { below, bits, from }] of search.targets.entries()) {
    const pile = search.collected[t];
    if (pile === undefined) {
      known.push(undefined);
      continue;
    }
    const parts = yield* narrow(pile, below, ranks, 4 - Math.ceil(bits / 16), plainDigit);
    known.push(parts.map((part) => ({ below: part.below, from, keys: new BigUint64Array(part.values.buffer).sort() })));
  }
  return known;
}

/**
 * Keys that are known now, and what still has to be looked for.
 * @param narrowed what {@link narrowSearch} found
 */
export function nextTargets(
  search: KeySearch,
  narrowed: readonly (readonly KnownKeys[] | undefined)[],
  ranks: readonly number[],
  limits: KeyLimits,
): { readonly known: KnownKeys[]; readonly targets: KeyTarget[] } {
  const known: KnownKeys[] = [];
  const found = new Map<bigint, KeyTarget>();
  search.targets.forEach((target, t) => {
    const counts = search.counts[t];
    if (counts === undefined) known.push(...narrowed[t]!);
    else descend(found, target, counts, ranks, search.digitBits);
  });
  for (const { from, below, bits } of found.values())
    if (bits === 0) known.push({ below, from, keys: BigUint64Array.of(0n) });
  return {
    known,
    targets: plan(
      [...found.values()].filter(({ bits }) => bits > 0),
      limits,
    ),
  };
}

/** Decides which targets are small enough to be collected, all together. */
export function plan(targets: readonly KeyTarget[], limits: KeyLimits): KeyTarget[] {
  let room = limits.collect;
  return targets.map((target) => {
    const collect = target.size <= room;
    if (collect) room -= target.size;
    return { ...target, collect };
  });
}

/** The key of a rank, among keys that hold it. */
export function keyAt(known: readonly KnownKeys[], rank: number): bigint {
  let best: KnownKeys | undefined;
  for (const part of known) if (part.below <= rank && (best === undefined || part.below > best.below)) best = part;
  return best!.from + best!.keys[Math.min(rank - best!.below, best!.keys.length - 1)]!;
}

/** Notes the bins of `target` that hold ranks, of those that are in there. */
function descend(
  found: Map<bigint, KeyTarget>,
  target: KeyTarget,
  counts: Float64Array,
  ranks: readonly number[],
  digitBits: number,
): void {
  const inside = ranks.filter((rank) => rank >= target.below && rank < target.below + target.size);
  const wanted = Float64Array.from(inside).sort();
  const bits = Math.max(0, target.bits - digitBits);
  let { below } = target;
  for (let digit = 0, r = 0; r < wanted.length && digit < counts.length; digit++) {
    const size = counts[digit]!;
    if (wanted[r]! < below + size) {
      const from = target.from + (BigInt(digit) << BigInt(bits));
      found.set(from, { from, bits, below, size, collect: false });
    }
    below += size;
    while (r < wanted.length && wanted[r]! < below) r++;
  }
}
