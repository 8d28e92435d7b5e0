/**
 * Exact sums of many groups: three doubles per group that hold the sum without error, and a superaccumulator only for
 * groups whose values do not fit in them.
 * @module
 */

import { addAccumulator, addValue, createAccumulator } from "../aggregates/exact.js";
import { addParts, squareError } from "../simd/plain-groups.js";

/** Sums of groups, growing with their number. */
export interface GroupSums {
  /** Three parts per group; their exact sum is part of the group's sum. */
  parts: Float64Array;
  /** What did not fit, by group. */
  readonly rest: Map<number, Float64Array>;
}

/** Groups joined between turns of the caller's thread. */
export const PIECE = 4096;

/** Sums that have seen nothing. */
export function createSums(groups: number): GroupSums {
  return { parts: new Float64Array(groups * 3), rest: new Map() };
}

/** Adds a value to a group, exactly. */
export function addToGroup(sums: GroupSums, group: number, x: number): void {
  const rest = addParts(sums.parts, group * 3, x);
  if (rest !== 0) spillToGroup(sums, group, rest);
}

/** Adds the square of a value to a group, exactly: Dekker's product, whose two halves are added. */
export function addSquareToGroup(sums: GroupSums, group: number, x: number): void {
  const p = x * x;
  const e = squareError(x, p);
  addToGroup(sums, group, p);
  if (e !== 0 && e - e === 0) addToGroup(sums, group, e);
}

/** Adds all of `from`, with a `yield` for every {@link PIECE} groups; group `g` of it is group `map[g]`. */
export function* joinSums(into: GroupSums, from: GroupSums, map: Uint32Array | undefined): Generator<void, void> {
  const groups = Math.min(from.parts.length / 3, map?.length ?? Number.POSITIVE_INFINITY);
  for (let g = 0; g < groups; g++) {
    const group = map === undefined ? g : map[g]!;
    for (let k = 0; k < 3; k++) {
      const x = from.parts[g * 3 + k]!;
      if (x !== 0) addToGroup(into, group, x);
    }
    if (g % PIECE === PIECE - 1) yield;
  }
  let done = 0;
  for (const [group, acc] of from.rest) {
    addAccumulator(restOf(into, map === undefined ? group : map[group]!), acc);
    if (++done % PIECE === 0) yield;
  }
}

/** A group's sum as an accumulator. @param acc what is overwritten with it */
export function groupAccumulator(sums: GroupSums, group: number, acc: Float64Array): Float64Array {
  const rest = sums.rest.get(group);
  if (rest === undefined) acc.fill(0);
  else acc.set(rest);
  for (let k = 0; k < 3; k++) addValue(acc, sums.parts[group * 3 + k]!);
  return acc;
}

/** Bytes held. */
export function sumsBytes(sums: GroupSums): number {
  return sums.parts.byteLength + sums.rest.size * 640;
}

/** Adds a value that does not fit in a group's three parts. */
export function spillToGroup(sums: GroupSums, group: number, x: number): void {
  addValue(restOf(sums, group), x);
}

function restOf(sums: GroupSums, group: number): Float64Array {
  let acc = sums.rest.get(group);
  if (acc === undefined) {
    acc = createAccumulator();
    sums.rest.set(group, acc);
  }
  return acc;
}
