/**
 * Values collected by many threads: bytes in chunks that are never moved once they are full, and joined without a copy.
 * @module
 */

import { type Kernels, LENT_BYTES } from "../simd/kernels.js";

/** Values of 8 bytes as bytes, in no order. Bytes, because what comes from another thread need not be aligned. */
export interface Pile {
  readonly chunks: Uint8Array[];
  /** Free bytes at the end of the last chunk. */
  room: number;
}

/** Bytes of the first chunk; each is twice as large as the one before until it is worth a lent buffer. */
const FIRST_BYTES = 512;

/** An empty pile. */
export function createPile(): Pile {
  return { chunks: [], room: 0 };
}

/** Copies values in. Large chunks are lent by the kernels, until their task ends. */
export function addToPile(pile: Pile, values: Float64Array | Uint32Array, { lend }: Pick<Kernels, "lend">): void {
  let bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  while (bytes.length > 0) {
    if (pile.room === 0) {
      const size = 2 * (pile.chunks.at(-1)?.length ?? FIRST_BYTES / 2);
      const chunk = size < LENT_BYTES ? new Uint8Array(size) : lend();
      pile.chunks.push(chunk);
      pile.room = chunk.length;
    }
    const chunk = pile.chunks.at(-1)!;
    const part = bytes.subarray(0, pile.room);
    chunk.set(part, chunk.length - pile.room);
    pile.room -= part.length;
    bytes = bytes.subarray(part.length);
  }
}

/** Lets go of the free bytes; before a pile leaves its thread. */
export function trimPile(pile: Pile): void {
  const last = pile.chunks.pop();
  if (last !== undefined) pile.chunks.push(last.subarray(0, last.length - pile.room));
  pile.room = 0;
}

/** Adds all of `from`, whose chunks are shared afterwards. */
export function joinPiles(into: Pile, from: Pile): void {
  trimPile(into);
  trimPile(from);
  into.chunks.push(...from.chunks);
}

/** Values in a pile. */
export function pileLength({ chunks, room }: Pile): number {
  return (chunks.reduce((sum, { length }) => sum + length, 0) - room) / 8;
}
