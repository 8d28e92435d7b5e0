/**
 * The order of groups in results.
 * @module
 */
import { compareKeys, type KeyPart } from "./table.js";

/** Keys sorted, or merged, between turns of the caller's thread. */
const PIECE = 2048;

/** Positions of keys in the order of the keys, by merge sort; a `yield` for every so many keys. */
export function* orderOf(keys: readonly (readonly KeyPart[])[]): Generator<void, Uint32Array> {
  const compare = (a: number, b: number): number => compareKeys(keys[a]!, keys[b]!);
  let order = new Uint32Array(keys.length);
  let next = new Uint32Array(keys.length);
  for (let g = 0; g < keys.length; g++) order[g] = g;
  for (let from = 0; from < keys.length; from += PIECE) {
    order.subarray(from, from + PIECE).sort(compare);
    yield;
  }
  for (let width = PIECE; width < keys.length; width *= 2) {
    for (let from = 0; from < keys.length; from += 2 * width) {
      const [middle, end] = [Math.min(from + width, keys.length), Math.min(from + 2 * width, keys.length)];
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
