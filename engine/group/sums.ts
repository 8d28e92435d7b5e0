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

/** Adds all of `from`; group `g` of it is group `map[g]`. */
export function joinSums(into: GroupSums, from: GroupSums, map: Uint32Array | undefined): void {
  for (let i = 0; i < from.parts.length; i++) {
    const x = from.parts[i]!;
    const group = (i - (i % 3)) / 3;
    if (x !== 0 && (map === undefined || group < map.length))
      addToGroup(into, map === undefined ? group : map[group]!, x);
  }
  for (const [group, acc] of from.rest) addAccumulator(restOf(into, map === undefined ? group : map[group]!), acc);
}

/** A group's sum as an accumulator. */
export function groupAccumulator(sums: GroupSums, group: number): Float64Array {
  const acc = sums.rest.get(group)?.slice() ?? createAccumulator();
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
