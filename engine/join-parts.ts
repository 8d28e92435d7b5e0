/**
 * Parts that threads have found, put behind each other on the caller's thread, in turns.
 * @module
 */
import { preferLargePages } from "./large-pages.js";
import { createBreath } from "./turns.js";

/** Bytes copied between turns: a millisecond or so, with the first touch of new memory. */
const PIECE = 4 << 20;

/** Copies parts into `target` one behind the other. @param target new memory, as long as all parts together */
export async function joinParts(parts: readonly Uint8Array[], target: Uint8Array): Promise<void> {
  await preferLargePages(target);
  const breath = createBreath();
  let at = 0;
  for (const part of parts)
    for (let from = 0; from < part.length; from += PIECE) {
      const piece = part.subarray(from, from + PIECE);
      target.set(piece, at);
      at += piece.length;
      const pause = breath();
      if (pause !== undefined) await pause;
    }
}
