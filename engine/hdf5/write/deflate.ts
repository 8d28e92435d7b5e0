/**
 * Zlib streams (RFC 1950) by node's deflate, which is spared what it could not shrink: the bytes of random mantissas,
 * which take most of its time, go into stored blocks.
 * @module
 */
import { constants, deflateRawSync, deflateSync } from "node:zlib";
import type { SharedMemory } from "../../simd/memory.js";
import { DENSE_BLOCK, DENSE_COUNTS, type WriteKernels } from "./kernels.js";
import type { Lane } from "./memory-plan.js";

/** Bytes that are stored or deflated together. */
interface Run {
  readonly start: number;
  readonly stop: number;
  readonly dense: boolean;
  /** Whether bytes that were stored come again in it. */
  readonly again: boolean;
}

/** Blocks in a row that are worth a stop of deflate: it begins anew after them. */
const LEAST_BLOCKS = 4;
/** Marks of blocks, as the kernel gives them. */
const [DENSE, AGAIN] = [1, 2];
/** Bytes that a stored block of deflate can hold. */
const MOST_STORED = 65_535;
/** Bits of deflate's window, at least and at most. */
const [LEAST_WINDOW, MOST_WINDOW] = [9, 15];

/**
 * A codec that writes zlib streams; with nothing to store they are zlib's own.
 * @param level 1 to 9, as zlib's
 */
export function deflateCodec(
  kernels: WriteKernels,
  memory: SharedMemory,
  { table, marks }: Lane,
  level: number,
): (source: number, size: number, target: number, room: number) => number {
  const bytes = new Uint8Array(memory.buffer);
  const [counts, blocks] = [marks, marks + DENSE_COUNTS];

  const kept = (packed: Uint8Array, target: number, end: number): number => {
    if (target + packed.length > end) return 0;
    bytes.set(packed, target);
    const next = target + packed.length;
    release(packed.buffer);
    return next;
  };

  const stored = (source: number, run: Run, target: number, end: number, isLast: boolean): number => {
    const stop = source + run.stop;
    let at = target;
    for (let from = source + run.start; from < stop; from += MOST_STORED) {
      const size = Math.min(stop - from, MOST_STORED);
      if (at + 5 + size > end) return 0;
      bytes.set([Number(isLast && from + size === stop), size & 255, size >> 8, ~size & 255, (~size >> 8) & 255], at);
      bytes.copyWithin(at + 5, from, from + size);
      at += 5 + size;
    }
    return at;
  };

  /** Blocks of deflate that end at a byte. */
  const deflated = (source: number, run: Run, target: number, end: number, isLast: boolean): number => {
    const [start, stop] = [source + run.start, source + run.stop];
    const from = run.again ? Math.max(source, start - (1 << MOST_WINDOW)) : start;
    const windowBits = Math.min(MOST_WINDOW, Math.max(LEAST_WINDOW, Math.ceil(Math.log2(stop - from))));
    const finishFlush = isLast ? constants.Z_FINISH : constants.Z_SYNC_FLUSH;
    const before = from < start ? { dictionary: bytes.subarray(from, start) } : {};
    const options = { level, windowBits, finishFlush, chunkSize: oneBuffer(stop - start), ...before };
    return kept(deflateRawSync(bytes.subarray(start, stop), options), target, end);
  };

  return (source, size, target, room) => {
    const end = target + room;
    const count = kernels.denseBlocks(source, size, table, counts, blocks);
    const runs =
      count < LEAST_BLOCKS ? [] : runsOf(bytes.subarray(blocks, blocks + Math.floor(size / DENSE_BLOCK)), size);
    if (!runs.some(({ dense }) => dense)) {
      const at = kept(
        deflateSync(bytes.subarray(source, source + size), { level, chunkSize: oneBuffer(size) }),
        target,
        end,
      );
      return Math.max(0, at - target);
    }
    let at = kept(streamHead(level), target, end - 4);
    for (const run of runs) {
      if (at === 0) return 0;
      const write = run.dense ? stored : deflated;
      at = write(source, run, at, end - 4, run.stop === size);
    }
    if (at === 0) return 0;
    new DataView(memory.buffer).setUint32(at, kernels.adler32(source, size));
    return at + 4 - target;
  };
}

/** Node gathers what deflate gives in buffers of a size: one for all, so that they need not be joined. */
function oneBuffer(size: number): number {
  return size + 1024;
}

/** Buffers that Node gives one result only are larger than its pool. */
const POOLED = Math.max(Buffer.poolSize, 1 << 16);

/** A buffer of an engine that can move its bytes, as Node 22 and newer can. */
interface Movable {
  readonly byteLength: number;
  transfer?(length: number): ArrayBuffer;
}

/** Gives memory back at once where the engine can: V8 collects what lies outside its heap late, 64 MB in each thread. */
function release(buffer: Movable): void {
  if (buffer.byteLength > POOLED) buffer.transfer?.(0);
}

/** A window of 32 KiB, the level as zlib names it, and what makes the two bytes a multiple of 31. */
function streamHead(level: number): Uint8Array {
  const head = 0x7800 | ((level < 2 ? 0 : level < 6 ? 1 : level === 6 ? 2 : 3) << 6);
  const whole = head + 31 - (head % 31);
  return Uint8Array.of(whole >> 8, whole & 255);
}

function runsOf(marks: Uint8Array, size: number): Run[] {
  const runs: Run[] = [];
  const others = (start: number, stop: number): void => {
    const again = marks.subarray(start / DENSE_BLOCK, stop / DENSE_BLOCK).includes(AGAIN);
    if (start < stop) runs.push({ start, stop, dense: false, again });
  };
  let from = 0;
  for (let block = 0; block < marks.length; ) {
    const first = block;
    while (marks[block] === DENSE) block++;
    if (block - first >= LEAST_BLOCKS) {
      const [start, stop] = [first * DENSE_BLOCK, block * DENSE_BLOCK];
      others(from, start);
      runs.push({ start, stop, dense: true, again: false });
      from = stop;
    }
    block = Math.max(block, first + 1);
  }
  others(from, size);
  return runs;
}
