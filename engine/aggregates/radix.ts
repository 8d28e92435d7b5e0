/**
 * float64 values as 64-bit keys of the same order, and prefixes of keys.
 * @module
 */

/** A bin to look into: values whose key starts with `prefix` on `depth` 16-bit digits. */
export interface Target {
  readonly prefix: bigint;
  readonly depth: number;
  /** Rank of the first value in the bin, and values in it. */
  readonly below: number;
  readonly size: number;
  readonly collect: boolean;
}

/** High word of the order-preserving key: all bits flipped for negatives, the sign bit for the others. */
export function highKey(high: number): number {
  // without a branch: signs of values in no order cannot be foretold
  return (high ^ ((high >> 31) | 0x8000_0000)) >>> 0;
}

/** Low word of the order-preserving key. */
export function lowKey(high: number, low: number): number {
  return (low ^ (high >> 31)) >>> 0;
}

/**
 * A 16-bit digit of the key of the value whose words begin at `i`, low word first.
 * @param depth  0 for the highest digit, 3 for the lowest
 */
export function digitOf(words: Uint32Array, i: number, depth: number): number {
  const high = words[i + 1]!;
  if (depth < 2) {
    const key = highKey(high);
    return depth === 0 ? key >>> 16 : key & 0xffff;
  }
  const key = lowKey(high, words[i]!);
  return depth === 2 ? key >>> 16 : key & 0xffff;
}

/** A 16-bit digit of the 64-bit integer whose words begin at `i`, low word first; `depth` as in {@link digitOf}. */
export function plainDigit(words: Uint32Array, i: number, depth: number): number {
  const word = words[depth < 2 ? i + 1 : i]!;
  return depth % 2 === 0 ? word >>> 16 : word & 0xffff;
}

/** What the two key words must be under their masks. */
export function pattern(target: Target): { high: number; mask: number; low: number; lowMask: number } {
  const key = target.prefix << BigInt(64 - 16 * target.depth);
  const masks = [0, 0xffff0000, 0xffffffff, 0xffffffff, 0xffffffff];
  const lowMasks = [0, 0, 0, 0xffff0000, 0xffffffff];
  return {
    high: Number(key >> 32n),
    mask: masks[target.depth]!,
    low: Number(key & 0xffffffffn),
    lowMask: lowMasks[target.depth]!,
  };
}

/** The one value whose key has all four digits known; every value of the bin is the same. */
export function valueOfKey(key: bigint): number {
  const bits = key >> 63n === 1n ? key ^ (1n << 63n) : ~key & 0xffff_ffff_ffff_ffffn;
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, bits);
  return view.getFloat64(0);
}

/** The highest 16 bits of the values whose key has the target's one digit. */
export function leadingWord({ prefix }: Target): number {
  const digit = Number(prefix);
  return digit & 0x8000 ? digit & 0x7fff : ~digit & 0xffff;
}
