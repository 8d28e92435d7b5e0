/**
 * One chunk through its compressor.
 * @module
 */
import type { ZstdCompress } from "../../native/zstd-compress.js";
import type { SharedMemory } from "../../simd/memory.js";
import { BLOSC1_HEAD, BLOSC2_HEAD, BLOSC2_TAIL, type BloscChunk, blosc1Head, blosc2Head } from "./blosc-frames.js";
import { deflateCodec } from "./deflate.js";
import { type ChunkCoding, usesDeflate } from "./filters.js";
import type { WriteKernels } from "./kernels.js";
import type { Lane } from "./memory-plan.js";

/** A codec: bytes at `source` to `target`, at most `room` of them; 0 when there would be more. */
export type Codec = (source: number, size: number, target: number, room: number) => number;

/** Whether a coding needs zstd's compressor. */
export function needsZstd({ library, codec }: ChunkCoding): boolean {
  return library !== undefined && library !== "zlib" && codec === "zstd";
}

/**
 * The codec of a coding. Levels: zlib's are its own; lz4 and blosclz look less far at lower ones, as blosc has it;
 * zstd's are taken as they are.
 */
export function codecOf(
  coding: ChunkCoding,
  kernels: WriteKernels,
  memory: SharedMemory,
  at: Lane,
  zstd: ZstdCompress | undefined,
): Codec {
  const { codec, level } = coding;
  const speed = 10 - level;
  const bytesOf = (address: number, size: number): Uint8Array => new Uint8Array(memory.buffer, address, size);
  const kept = (packed: Uint8Array, target: number, room: number): number => {
    if (packed.length > room) return 0;
    bytesOf(target, packed.length).set(packed);
    return packed.length;
  };
  if (usesDeflate(coding)) return deflateCodec(kernels, memory, at, level);
  if (codec === "zstd") return (source, size, target, room) => kept(zstd!(bytesOf(source, size), level), target, room);
  if (codec === "lz4hc")
    return (source, size, target, room) =>
      kernels.lz4Deep(source, size, target, room, at.table, at.chain, 1 << (level - 1));
  if (codec === "lz4") return (source, size, target, room) => kernels.lz4(source, size, target, room, at.table, speed);
  return (source, size, target, room) => kernels.blosclz(source, size, target, room, at.table, speed);
}

/** Puts a chunk into blosc's or blosc2's format at `target`; 0 when blosc cannot shrink it. */
export function bloscFrame(
  coding: ChunkCoding,
  chunk: BloscChunk,
  compress: Codec,
  memory: SharedMemory,
  source: number,
  target: number,
): number {
  const { size } = chunk;
  const bytes = new Uint8Array(memory.buffer);
  if (coding.library === "blosc") {
    const packed = compress(source, size, target + BLOSC1_HEAD, size - BLOSC1_HEAD - 1);
    if (packed <= 0) return 0;
    bytes.set(blosc1Head(chunk, packed), target);
    return BLOSC1_HEAD + packed;
  }
  const packed = compress(source, size, target + BLOSC2_HEAD, size - 1);
  // a frame holds what cannot be shrunk as it is, unshuffled: the caller sees 0 and hands over the rows
  if (packed <= 0) return 0;
  bytes.set(blosc2Head(chunk, packed, false), target);
  bytes.set(BLOSC2_TAIL, target + BLOSC2_HEAD + packed);
  return BLOSC2_HEAD + packed + BLOSC2_TAIL.length;
}

/** The head of a blosc2 frame whose chunk is stored as it is. */
export function storedFrameHead(chunk: BloscChunk): Uint8Array {
  return blosc2Head(chunk, chunk.size, true);
}
