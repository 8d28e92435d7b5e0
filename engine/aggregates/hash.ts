/**
 * 64-bit mixing of values and row numbers in 32-bit arithmetic: the same on every machine, in every thread.
 * @module
 */
import type { Arena, Batch, ColumnBatch } from "../../contract/index.js";
import { isDTypeName } from "../dtype.js";
import type { Kernels } from "../simd/kernels.js";
import { float64Of } from "./values.js";

/** Two 32-bit halves, written by {@link mix} and the hashes. */
export type Halves = Uint32Array;

/**
 * A permutation of 64-bit words: four Feistel rounds with MurmurHash3's finaliser (A. Appleby) as the round function.
 * The result is in `out[0]` (high) and `out[1]` (low).
 */
export function mix(high: number, low: number, out: Halves): void {
  let left = high ^ round(low ^ 0x9e3779b9);
  let right = low ^ round(left ^ 0x85ebca6b);
  left ^= round(right ^ 0xc2b2ae35);
  right ^= round(left ^ 0x27d4eb2f);
  out[0] = left;
  out[1] = right;
}

/** The leading 53 bits of a hash as one number. */
export function leading53(out: Halves): number {
  return out[0]! * 2 ** 21 + (out[1]! >>> 11);
}

/** Writes the hash of row `row` of a batch into `out`. */
export type HashRow = (row: number, out: Halves) => void;

/**
 * Hashes values of a column. Numbers of up to 32 bits and floats hash by their value as float64 (0 equals -0, all NaN
 * are one), 64-bit integers and times by their bits, strings by their UTF-8 bytes.
 */
export function hashRows(batch: Batch, column: ColumnBatch, arena: Arena, kernels: Kernels): HashRow {
  if (column.type === "string" || column.type === "binary") return hashStrings(batch, column, arena);
  const wide = !isDTypeName(column.type) || column.type === "int64" || column.type === "uint64";
  const at = wide ? column.values : float64Of(column, batch.rows, arena, kernels, "distinct");
  const words = new Uint32Array(arena.buffer, at, batch.rows * 2);
  if (wide) return (row, out) => mix(words[2 * row + 1]!, words[2 * row]!, out);
  return (row, out) => {
    const high = words[2 * row + 1]!;
    const low = words[2 * row]!;
    const size = high & 0x7fffffff;
    if (size > 0x7ff00000 || (size === 0x7ff00000 && low !== 0)) mix(0x7ff80000, 0, out);
    else mix(size === 0 && low === 0 ? 0 : high, low, out);
  };
}

const tables = new WeakMap<readonly string[], Uint32Array>();

function hashStrings(batch: Batch, column: ColumnBatch, arena: Arena): HashRow {
  const { dictionary } = column;
  if (dictionary !== undefined) {
    const codes = new Int32Array(arena.buffer, column.values, batch.rows);
    const table = tables.get(dictionary) ?? hashEntries(dictionary);
    tables.set(dictionary, table);
    return (row, out) => {
      out[0] = table[2 * codes[row]!]!;
      out[1] = table[2 * codes[row]! + 1]!;
    };
  }
  const offsets = new Int32Array(arena.buffer, column.offsets!, batch.rows + 1);
  const bytes = new Uint8Array(arena.buffer, column.values);
  return (row, out) => hashBytes(bytes, offsets[row]!, offsets[row + 1]!, out);
}

function hashEntries(dictionary: readonly string[]): Uint32Array {
  const table = new Uint32Array(dictionary.length * 2);
  dictionary.forEach((entry, i) => {
    const bytes = Buffer.from(entry);
    hashBytes(bytes, 0, bytes.length, table.subarray(2 * i, 2 * i + 2));
  });
  return table;
}

/** Two lanes of FNV-1a (Fowler, Noll, Vo) with different starts, mixed with the length at the end. */
function hashBytes(bytes: Uint8Array, start: number, stop: number, out: Halves): void {
  let high = 0x811c9dc5;
  let low = 0x9747b28c;
  for (let i = start; i < stop; i++) {
    const byte = bytes[i]!;
    high = Math.imul(high ^ byte, 0x01000193);
    low = Math.imul(low ^ byte, 0x85ebca6b) ^ (low >>> 15);
  }
  mix(high ^ (stop - start), low, out);
}

function round(x: number): number {
  let h = x ^ (x >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}
