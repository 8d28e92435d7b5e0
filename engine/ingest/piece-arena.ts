/**
 * Memory for the rows of one piece, which threads hand to each other with them: what a reader puts there need not be
 * copied again. It is shared: buffers that change hands would make the collector run for what is no garbage.
 * @module
 */
import type { Arena } from "../../contract/index.js";

/** An arena whose buffer others may go on reading. */
export interface PieceArena extends Arena {
  readonly buffer: SharedArrayBuffer;
  /** Goes on in another buffer: the one it had belongs to whoever has views of it. */
  renew(): void;
}

/** Bytes of a first buffer: rows of a piece of text are about as long as the text. */
const FIRST_BYTES = 5 << 18;

const BORDER = 16;

/**
 * Makes an arena.
 * @param spare buffers that are used before new ones are made
 */
export function createPieceArena(spare: SharedArrayBuffer[]): PieceArena {
  let size = FIRST_BYTES;
  let buffer = new SharedArrayBuffer(0);
  let top = 0;
  return {
    get buffer() {
      return buffer;
    },
    alloc(bytes) {
      const at = top;
      const end = at + Math.ceil(bytes / BORDER) * BORDER;
      if (end > buffer.byteLength) {
        size = Math.max(size, end + (end >> 2));
        const larger = new SharedArrayBuffer(size);
        new Uint8Array(larger).set(new Uint8Array(buffer, 0, at));
        buffer = larger;
      }
      top = end;
      return at;
    },
    mark: () => top,
    reset(mark = 0) {
      top = mark;
    },
    renew() {
      buffer = spare.pop() ?? new SharedArrayBuffer(size);
      top = 0;
    },
  };
}
