/**
 * Exact sums by group in plain JavaScript, the twin of the WebAssembly kernel.
 * @module
 */
import type { LinearMemory } from "./memory.js";

/** Where a group kernel finds its sums, and leaves what does not fit. */
interface Places {
  readonly sums: number;
  readonly squares: number;
  readonly spill: number;
}

/** Four float64 slots per group: three parts of the sum and the count. */
const SLOTS = 4;

/** Splits a double in two halves of 26 bits (Veltkamp). */
const SPLIT = 134_217_729;

/** See `groupSums` of the kernels. */
export function plainGroupSums(memory: LinearMemory, values: number, ids: number, n: number, places: Places): number {
  const xs = new Float64Array(memory.buffer, values, n);
  const groups = new Uint32Array(memory.buffer, ids, n);
  const all = new Float64Array(memory.buffer);
  const spill = createSpill(memory, places.spill);
  for (let i = 0; i < n; i++) {
    const x = xs[i]!;
    const group = groups[i]!;
    const at = places.sums / 8 + group * SLOTS;
    all[at + 3]!++;
    spill.note(group, 0, addParts(all, at, x));
    if (places.squares === 0) continue;
    const to = places.squares / 8 + group * SLOTS;
    const p = x * x;
    const e = squareError(x, p);
    spill.note(group, 1, addParts(all, to, p));
    if (e !== 0 && e - e === 0) spill.note(group, 1, addParts(all, to, e));
  }
  return spill.count();
}

/** See `groupIds` of the kernels; `keys` are their values. */
export function plainGroupIds(
  memory: LinearMemory,
  keys: ArrayLike<number | bigint>,
  table: number,
  ids: number,
): number {
  const out = new Uint32Array(memory.buffer, ids, keys.length);
  const numbers = new Uint32Array(memory.buffer, table, 65_536);
  for (let i = 0; i < keys.length; i++) {
    const number = numbers[Number(keys[i]!)] ?? 0;
    if (number === 0) return i;
    out[i] = number - 1;
  }
  return keys.length;
}

/** A list of what fits nowhere, 16 bytes each. */
export interface Spill {
  /** Notes a group, 0 or 1 for squares, and a value, unless that is 0. */
  note(group: number, which: number, rest: number): void;
  count(): number;
}

/** An empty list at a byte offset of the memory. */
export function createSpill(memory: LinearMemory, at: number): Spill {
  const values = new Float64Array(memory.buffer);
  const words = new Uint32Array(memory.buffer);
  let count = 0;
  return {
    note(group, which, rest) {
      if (rest === 0) return;
      const slot = at / 8 + count++ * 2;
      words[slot * 2] = group;
      words[slot * 2 + 1] = which;
      values[slot + 1] = rest;
    },
    count: () => count,
  };
}

/** x² − p for p the rounded square (Dekker). */
export function squareError(x: number, p: number): number {
  const c = SPLIT * x;
  const high = c - (c - x);
  const low = x - high;
  return high * high - p + 2 * high * low + low * low;
}

/** Takes a value into three parts without error (Knuth's TwoSum, three times); gives what did not fit. */
export function addParts(parts: Float64Array, at: number, x: number): number {
  let carry = x;
  for (let k = 0; k < 3 && carry !== 0; k++) {
    const a = parts[at + k]!;
    const s = a + carry;
    if (s - s !== 0) return carry;
    const b = s - a;
    parts[at + k] = s;
    carry = a - (s - b) + (carry - b);
  }
  return carry;
}
