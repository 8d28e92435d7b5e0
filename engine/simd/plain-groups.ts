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
  const words = new Uint32Array(memory.buffer);
  let spilled = 0;
  const note = (group: number, which: number, rest: number): void => {
    if (rest === 0) return;
    const at = places.spill / 4 + spilled++ * 4;
    words[at] = group;
    words[at + 1] = which;
    all[at / 2 + 1] = rest;
  };
  for (let i = 0; i < n; i++) {
    const x = xs[i]!;
    const group = groups[i]!;
    const at = places.sums / 8 + group * SLOTS;
    all[at + 3]!++;
    note(group, 0, addParts(all, at, x));
    if (places.squares === 0) continue;
    const to = places.squares / 8 + group * SLOTS;
    const p = x * x;
    const c = SPLIT * x;
    const high = c - (c - x);
    const low = x - high;
    const e = high * high - p + 2 * high * low + low * low;
    note(group, 1, addParts(all, to, p));
    if (e !== 0 && e - e === 0) note(group, 1, addParts(all, to, e));
  }
  return spilled;
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
