/**
 * Memory for the rows of one piece, which threads hand to each other with them: what a reader puts there need not be
 * copied again. It is shared: buffers that change hands would make the collector run for what is no garbage.
 * @module
 */
import type { Arena } from "../../contract/index.js";

/** An arena that goes from buffer to buffer. */
export interface PieceArena extends Arena {
  readonly buffer: SharedArrayBuffer;
  /** Number of the buffer: what {@link PieceArena.free} takes. */
  readonly number: number;
  /** Goes on in another buffer: the one it had belongs to whoever reads it. */
  renew(): void;
  /** Nobody reads a buffer any more. */
  free(numbers: readonly number[]): void;
  /** Keeps the buffers for the next arena of this thread, which nobody makes while somebody reads them. */
  close(): void;
}

/** Bytes of a first buffer: rows of a piece of text are about as long as the text. */
const FIRST_BYTES = 5 << 18;

const BORDER = 16;

/** Buffers of this thread that no arena uses. The collector does not see how large they are. */
const idle: SharedArrayBuffer[] = [];
/** Buffers that are kept, and bytes of the largest. */
const KEPT = 16;
const KEPT_BYTES = 4 << 20;

/** Makes an arena; it has no buffer before it is renewed. */
export function createPieceArena(): PieceArena {
  let size = FIRST_BYTES;
  const buffers: SharedArrayBuffer[] = [];
  const unused: number[] = [];
  let number = -1;
  let buffer = new SharedArrayBuffer(0);
  let top = 0;
  return {
    get buffer() {
      return buffer;
    },
    get number() {
      return number;
    },
    alloc(bytes) {
      const at = top;
      const end = at + Math.ceil(bytes / BORDER) * BORDER;
      if (end > buffer.byteLength) {
        size = Math.max(size, end + (end >> 2));
        const larger = new SharedArrayBuffer(size);
        new Uint8Array(larger).set(new Uint8Array(buffer, 0, at));
        buffer = larger;
        buffers[number] = larger;
      }
      top = end;
      return at;
    },
    mark: () => top,
    reset(mark = 0) {
      top = mark;
    },
    renew() {
      number = unused.pop() ?? buffers.push(idle.pop() ?? new SharedArrayBuffer(size)) - 1;
      buffer = buffers[number]!;
      top = 0;
    },
    free: (numbers) => void unused.push(...numbers),
    close() {
      const kept = buffers.splice(0).filter(({ byteLength }) => byteLength <= KEPT_BYTES);
      idle.push(...kept.slice(0, KEPT - idle.length));
    },
  };
}
