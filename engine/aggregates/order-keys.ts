/**
 * Numbers as unsigned 64-bit keys of the same order.
 * @module
 */
import type { Arena, DTypeName } from "../../contract/index.js";
import { highKey, lowKey, valueOfKey } from "./radix.js";

/** Types with keys: all others are widened to float64 first, which keeps their order. */
export type KeyType = "int64" | "uint64" | "float64";

/** The type whose keys stand for a column's values. */
export function keyType(type: DTypeName): KeyType {
  return type === "int64" || type === "uint64" ? type : "float64";
}

/** Keys of `n` values at a byte offset, as pairs of words, low word first. NaN have keys beyond all others. */
export function keyWords(type: KeyType, at: number, n: number, arena: Arena): Uint32Array {
  if (type === "uint64") return new Uint32Array(arena.buffer, at, n * 2);
  const offset = arena.alloc(n * 8);
  const from = new Uint32Array(arena.buffer, at, n * 2);
  const to = new Uint32Array(arena.buffer, offset, n * 2);
  fillKeys(type, from, to);
  return to;
}

/** The high word of the key of a value, of whose words `high` is the high one. */
export function keyHigh(type: KeyType, high: number): number {
  if (type === "float64") return highKey(high);
  return type === "int64" ? (high ^ 0x8000_0000) >>> 0 : high;
}

/** The low word of the key of a value, given by its words. */
export function keyLow(type: KeyType, high: number, low: number): number {
  return type === "float64" ? lowKey(high, low) : low;
}

/** The values of keys. */
export function orderValues(type: KeyType, keys: BigUint64Array): Float64Array | BigInt64Array | BigUint64Array {
  if (type === "uint64") return keys;
  const words = new Uint32Array(keys.slice().buffer);
  for (let i = 0; i < words.length; i += 2) {
    const high = words[i + 1]!;
    // the sign bit is set in the keys of numbers that are not negative
    const isNegative = type === "float64" && high >>> 31 === 0;
    words[i + 1] = isNegative ? ~high : high ^ 0x8000_0000;
    if (isNegative) words[i] = ~words[i]!;
  }
  return type === "float64" ? new Float64Array(words.buffer) : new BigInt64Array(words.buffer);
}

/** Writes the keys of values, given by their words. */
export function fillKeys(type: KeyType, from: Uint32Array, to: Uint32Array): void {
  if (type === "float64") {
    for (let i = 0; i < from.length; i += 2) {
      const high = from[i + 1]!;
      to[i] = lowKey(high, from[i]!);
      to[i + 1] = highKey(high);
    }
    return;
  }
  to.set(from);
  if (type === "int64") for (let i = 1; i < to.length; i += 2) to[i]! ^= 0x8000_0000;
}

/** The key of a value. */
export function orderKey(type: KeyType, value: number | bigint): bigint {
  if (type === "uint64") return value as bigint;
  if (type === "int64") return (value as bigint) + (1n << 63n);
  const words = new Uint32Array(Float64Array.of(value as number).buffer);
  fillKeys(type, words, words);
  return (BigInt(words[1]!) << 32n) | BigInt(words[0]!);
}

/** The value of a key. */
export function orderValue(type: KeyType, key: bigint): number | bigint {
  if (type === "float64") return valueOfKey(key);
  return type === "int64" ? key - (1n << 63n) : key;
}
