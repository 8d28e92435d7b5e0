/**
 * Columns of a batch into chunks as they go to the file: rows or byte planes, compressed, with checksums.
 * @module
 */
import type { ZstdCompress } from "../../native/zstd-compress.js";
import type { SharedMemory } from "../../simd/memory.js";
import { BLOSC2_TAIL, type BloscChunk } from "./blosc-frames.js";
import { type ChunkLayout, columnStarts } from "./chunk-layout.js";
import { bloscFrame, codecOf, storedFrameHead } from "./compress.js";
import { writeKernels } from "./kernels.js";
import type { Lane } from "./memory-plan.js";

/** Chunks of a batch, ready to be written one after the other. */
export interface MadeChunks {
  /** All chunks; valid until the next batch. */
  readonly bytes: Uint8Array;
  /** Bytes of each. */
  readonly sizes: Uint32Array;
  /** Filters left out of each: bit q for filter q of the pipeline. */
  readonly masks: Uint32Array;
}

/** Makes chunks in one thread. */
export interface ChunkMaker {
  /**
   * @param input address of the batch's columns, placed as {@link columnStarts} says; they are changed
   * @param rows rows of the batch; what is missing to a whole chunk is filled with `fill`
   */
  make(input: number, rows: number): MadeChunks;
}

/**
 * Makes a maker.
 * @param lane the thread's own part of the memory
 * @param fill one row's bytes for rows beyond the last; zeros when undefined
 */
export function createChunkMaker(
  layout: ChunkLayout,
  shared: SharedMemory,
  lane: Lane,
  fill: Uint8Array | undefined,
  zstd: ZstdCompress | undefined,
): ChunkMaker {
  const { columns, rowBytes, chunkRows, coding } = layout;
  const chunkBytes = rowBytes * chunkRows;
  const { starts } = columnStarts(layout);
  const { work, output } = lane;
  const kernels = writeKernels(shared);
  const memory = new Uint8Array(shared.buffer);
  const compress = codecOf(coding, kernels, shared, lane, zstd);
  let input = 0;
  const hasGaps = columns.reduce((sum, { width }) => sum + width, 0) < rowBytes;
  const typesize = rowBytes > 255 ? 1 : rowBytes;
  const blosc = coding.library === "blosc" || coding.library === "blosc2";
  // blosc shuffles nothing longer than its byte for the row's size can say
  const shuffles = coding.shuffle && rowBytes > 1 && !(blosc && typesize === 1);
  const chunk: BloscChunk = { codec: coding.codec, level: coding.level, shuffle: shuffles, typesize, size: chunkBytes };

  /** Rows, byte by byte as a C program sees them. */
  const rows = (number: number, target: number): void => {
    if (hasGaps) memory.fill(0, target, target + chunkBytes);
    columns.forEach(({ offset, width }, i) => {
      const source = input + starts[i]! + number * chunkRows * width;
      kernels.interleave(source, target + offset, chunkRows, width, rowBytes);
    });
  };

  const planes = (number: number, target: number): void => {
    if (hasGaps) memory.fill(0, target, target + chunkBytes);
    columns.forEach(({ offset, width }, i) => {
      const source = input + starts[i]! + number * chunkRows * width;
      kernels.planes(source, target + offset * chunkRows, chunkRows, width);
    });
  };

  /** One chunk to `target`; bytes and filters left out. */
  const one = (number: number, target: number): { size: number; mask: number } => {
    const { library } = coding;
    if (library === undefined) {
      (shuffles ? planes : rows)(number, target);
      return { size: chunkBytes, mask: 0 };
    }
    (shuffles ? planes : rows)(number, work);
    if (blosc) {
      const size = bloscFrame(coding, chunk, compress, shared, work, target);
      if (size > 0) return { size, mask: 0 };
      if (library === "blosc") {
        rows(number, target);
        return { size: chunkBytes, mask: 1 };
      }
      const head = storedFrameHead(chunk);
      rows(number, target + head.length);
      memory.set(head, target);
      memory.set(BLOSC2_TAIL, target + head.length + chunkBytes);
      return { size: head.length + chunkBytes + BLOSC2_TAIL.length, mask: 0 };
    }
    const size = compress(work, chunkBytes, target, chunkBytes - 1);
    if (size > 0) return { size, mask: 0 };
    memory.copyWithin(target, work, work + chunkBytes);
    return { size: chunkBytes, mask: coding.shuffle ? 2 : 1 };
  };

  const complete = (count: number): number => {
    const chunks = Math.ceil(count / chunkRows);
    columns.forEach(({ offset, width, swap }, i) => {
      const start = input + starts[i]!;
      const from = start + count * width;
      const to = start + chunks * chunkRows * width;
      if (swap > 1) swapBytes(Buffer.from(shared.buffer, start, count * width), swap);
      const value = fill?.subarray(offset, offset + width);
      if (value === undefined || value.every((byte) => byte === 0)) memory.fill(0, from, to);
      else for (let at = from; at < to; at += width) memory.set(value, at);
    });
    return chunks;
  };

  return {
    make(columnsAt, count) {
      input = columnsAt;
      const chunks = complete(count);
      const sizes = new Uint32Array(chunks);
      const masks = new Uint32Array(chunks);
      let at = output;
      for (let number = 0; number < chunks; number++) {
        const { size, mask } = one(number, at);
        masks[number] = mask;
        sizes[number] = size + (coding.fletcher32 ? checksum(at, size) : 0);
        at += sizes[number]!;
      }
      return { bytes: memory.subarray(output, at), sizes, masks };
    },
  };

  function checksum(at: number, size: number): number {
    new DataView(shared.buffer).setUint32(at + size, kernels.fletcher32(at, size), true);
    return 4;
  }
}

function swapBytes(bytes: Buffer, width: 1 | 2 | 4 | 8): void {
  if (width === 2) bytes.swap16();
  else if (width === 4) bytes.swap32();
  else if (width === 8) bytes.swap64();
}
