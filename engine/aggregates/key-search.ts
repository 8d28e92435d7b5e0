/**
 * Ranks among 64-bit keys, found in passes of constant memory: keys are counted by the digits below those that are
 * known, and each pass descends into the bins that hold wanted ranks, until what is left is collected and sorted.
 * @module
 */

/** Keys from `from` to `from + 2^bits - 1`, of which a pass counts the next digit or collects all. */
export interface KeyTarget {
  readonly from: bigint;
  readonly bits: number;
  /** Keys below `from`, and keys in the bin. */
  readonly below: number;
  readonly size: number;
  readonly collect: boolean;
}

/** Keys in order, the least of which has rank `below`. */
export interface KnownKeys {
  readonly below: number;
  readonly keys: BigUint64Array;
}

/** What a pass finds for its targets. */
export interface KeySearch {
  readonly targets: readonly KeyTarget[];
  readonly digitBits: number;
  /** By target: keys per digit, or undefined where keys are collected. */
  readonly counts: (Float64Array | undefined)[];
  /** By target: words of the collected keys, low word first, and how many words there are. */
  readonly collected: Uint32Array[];
  readonly filled: number[];
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
    collected: targets.map(() => new Uint32Array(0)),
    filled: targets.map(() => 0),
  };
}

/** Takes keys in, as pairs of words, low word first. */
export function searchKeys(search: KeySearch, words: Uint32Array): void {
  search.targets.forEach((target, t) => {
    const counts = search.counts[t];
    const low = Number(target.from & 0xffff_ffffn);
    const high = Number(target.from >> 32n);
    const shift = counts === undefined ? target.bits : Math.max(0, target.bits - search.digitBits);
    const scale = 2 ** (32 - shift);
    const slots = counts?.length ?? 1;
    for (let i = 0; i < words.length; i += 2) {
      const l = words[i]!;
      const h = words[i + 1]! - high - (l < low ? 1 : 0);
      if (h < 0) continue;
      const digit = shift < 32 ? h * scale + (((l - low) >>> 0) >>> shift) : Math.floor(h * scale);
      if (digit >= slots) continue;
      if (counts === undefined) append(search, t, l, words[i + 1]!);
      else counts[digit]!++;
    }
  });
}

function append(search: KeySearch, t: number, low: number, high: number): void {
  const n = search.filled[t]!;
  let store = search.collected[t]!;
  if (n === store.length) {
    store = grow(store, Math.max(256, n * 2));
    search.collected[t] = store;
  }
  store[n] = low;
  store[n + 1] = high;
  search.filled[t] = n + 2;
}

/** Adds all of `from`. */
export function joinSearch(into: KeySearch, from: KeySearch): void {
  from.counts.forEach((counts, t) => {
    const mine = into.counts[t];
    if (counts !== undefined && mine !== undefined) for (let i = 0; i < mine.length; i++) mine[i]! += counts[i]!;
    const [have, more] = [into.filled[t]!, from.filled[t]!];
    if (more === 0) return;
    const joined = grow(into.collected[t]!.subarray(0, have), have + more);
    joined.set(from.collected[t]!.subarray(0, more), have);
    into.collected[t] = joined;
    into.filled[t] = have + more;
  });
}

/** Keys that are known now, and what still has to be looked for. */
export function nextTargets(
  search: KeySearch,
  ranks: readonly number[],
  limits: KeyLimits,
): { readonly known: KnownKeys[]; readonly targets: KeyTarget[] } {
  const known: KnownKeys[] = [];
  const found = new Map<bigint, KeyTarget>();
  search.targets.forEach((target, t) => {
    const counts = search.counts[t];
    if (counts === undefined) known.push({ below: target.below, keys: sortedKeys(search, t) });
    else for (const rank of ranks) descend(found, target, counts, rank, search.digitBits);
  });
  for (const { from, below, bits } of found.values())
    if (bits === 0) known.push({ below, keys: BigUint64Array.of(from) });
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
  return best!.keys[Math.min(rank - best!.below, best!.keys.length - 1)]!;
}

/** Notes the bin of `target` that holds `rank`, if it is in there. */
function descend(
  found: Map<bigint, KeyTarget>,
  target: KeyTarget,
  counts: Float64Array,
  rank: number,
  digitBits: number,
): void {
  let { below } = target;
  if (rank < below || rank >= below + target.size) return;
  const bits = Math.max(0, target.bits - digitBits);
  for (let digit = 0; digit < counts.length; digit++) {
    const size = counts[digit]!;
    if (rank < below + size) {
      const from = target.from + (BigInt(digit) << BigInt(bits));
      found.set(from, { from, bits, below, size, collect: false });
      return;
    }
    below += size;
  }
}

function sortedKeys(search: KeySearch, t: number): BigUint64Array {
  const words = search.collected[t]!.slice(0, search.filled[t]!);
  return new BigUint64Array(words.buffer).sort();
}

function grow(store: Uint32Array, size: number): Uint32Array {
  const bigger = new Uint32Array(size);
  bigger.set(store);
  return bigger;
}
