/**
 * The order of groups in results.
 * @module
 */
import { compareParts, type KeyPart } from "./table.js";

/** Keys sorted, or merged, between turns of the caller's thread. */
const PIECE = 2048;

/**
 * Positions of keys in the order of the keys, by merge sort; a `yield` for every so many keys.
 * @param columns parts of the keys, by key column and group
 */
export function* orderOf(columns: readonly (readonly KeyPart[])[]): Generator<void, Uint32Array> {
  const compare = (a: number, b: number): number => {
    for (const parts of columns) {
      const found = compareParts(parts[a]!, parts[b]!);
      if (found !== 0) return found;
    }
    return 0;
  };
  const groups = columns[0]?.length ?? 0;
  let order = new Uint32Array(groups);
  let next = new Uint32Array(groups);
  for (let g = 0; g < groups; g++) order[g] = g;
  for (let from = 0; from < groups; from += PIECE) {
    order.subarray(from, from + PIECE).sort(compare);
    yield;
  }
  for (let width = PIECE; width < groups; width *= 2) {
    for (let from = 0; from < groups; from += 2 * width) {
      const [middle, end] = [Math.min(from + width, groups), Math.min(from + 2 * width, groups)];
      let [a, b] = [from, middle];
      for (let at = from; at < end; at++) {
        const isLeft = b >= end || (a < middle && compare(order[a]!, order[b]!) <= 0);
        next[at] = order[isLeft ? a++ : b++]!;
        if (at % PIECE === PIECE - 1) yield;
      }
    }
    [order, next] = [next, order];
  }
  return order;
}
