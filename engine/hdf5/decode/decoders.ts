/**
 * Decoding in linear memory: WebAssembly SIMD. Every pointer is a byte offset.
 * @module
 */
import { readFileSync } from "node:fs";
import { type CompiledModule, compile, instantiate, type LinearMemory } from "../../simd/memory.js";

/** Bytes that decoders may touch behind a source or destination; whoever reserves memory adds them. */
export const SLACK = 32;

/** Bytes of the memory that `inflate` and `zstd` keep their tables in; nothing in it outlives a call. */
export const CODEC_BYTES: number = 148 << 10;

/** Widths that a plane kernel exists for. */
export type PlaneWidth = 1 | 2 | 4 | 8;

/** The inner loops of reading chunks. */
export interface Decoders {
  /** The memory all pointers mean. */
  readonly memory: LinearMemory;
  /** Decodes an LZ4 block of `n` bytes into at most `room`; gives their number, or -1 for damage. */
  lz4(from: number, n: number, to: number, room: number): number;
  /** The same for BloscLZ. */
  blosclz(from: number, n: number, to: number, room: number): number;
  /**
   * The same for zlib's format, whose checksum is verified.
   * @param scratch {@link CODEC_BYTES} for tables
   */
  inflate(from: number, n: number, to: number, room: number, scratch: number): number;
  /** The same for Zstandard's frames without dictionaries; checksums are verified where frames have one. */
  zstd(from: number, n: number, to: number, room: number, scratch: number): number;
  /**
   * Puts elements together whose bytes lie `step` apart.
   * @param stride bytes from one written element to the next
   */
  planes(width: PlaneWidth, from: number, step: number, count: number, to: number, stride: number): void;
  /** Copies `width` bytes of each of `count` rows `step` bytes apart to places `stride` apart; a step of 0 repeats. */
  pick(from: number, step: number, width: number, count: number, to: number, stride: number): void;
  /** Undoes a shuffle of elements of `width` bytes over `n` bytes; a rest that is no whole element is copied. */
  unshuffle(from: number, n: number, width: number, to: number): void;
  /** Reverses the bytes of each element of `n` bytes in all, in place. */
  swap(width: 2 | 4 | 8, at: number, n: number): void;
  /** PyTables' 64-bit times (int32 microseconds, int32 seconds) to float64 seconds, in place. */
  seconds(at: number, count: number): void;
  /**
   * Removes a padding byte from the ends of texts of `width` bytes and puts them together elsewhere.
   * @param offsets gets `count + 1` int32
   * @returns bytes of all
   */
  trim(from: number, width: number, count: number, padding: number, to: number, offsets: number): number;
  /** HDF5's Fletcher checksum, as an unsigned number. */
  fletcher32(from: number, n: number): number;
}

let compiled: CompiledModule | undefined;

/** Instances by memory: memories are used again, and an instance costs as much as a short read. */
const instances = new WeakMap<LinearMemory, Decoders>();

/** Decoders over a memory; the module is compiled once per thread and instantiated once per memory. */
export function wasmDecoders(memory: LinearMemory): Decoders {
  const known = instances.get(memory);
  if (known !== undefined) return known;
  const made = makeDecoders(memory);
  instances.set(memory, made);
  return made;
}

function makeDecoders(memory: LinearMemory): Decoders {
  compiled ??= compile(readFileSync(new URL("../../simd/hdf5.wasm", import.meta.url)));
  const call = instantiate(compiled, memory);
  const planes = { 1: call["planes1"]!, 2: call["planes2"]!, 4: call["planes4"]!, 8: call["planes8"]! };
  const swaps = { 2: call["swap2"]!, 4: call["swap4"]!, 8: call["swap8"]! };
  const { lz4, blosclz, inflate, zstd, pick, unshuffle, seconds, trim, fletcher32 } = call;
  return {
    memory,
    lz4: (from, n, to, room) => lz4!(from, n, to, room),
    blosclz: (from, n, to, room) => blosclz!(from, n, to, room),
    inflate: (from, n, to, room, scratch) => inflate!(from, n, to, room, scratch),
    zstd: (from, n, to, room, scratch) => zstd!(from, n, to, room, scratch),
    planes: (width, from, step, count, to, stride) => void planes[width](from, step, count, to, stride),
    pick: (from, step, width, count, to, stride) => void pick!(from, step, width, count, to, stride),
    unshuffle: (from, n, width, to) => void unshuffle!(from, n, width, to),
    swap: (width, at, n) => void swaps[width](at, n),
    seconds: (at, count) => void seconds!(at, count),
    trim: (from, width, count, padding, to, offsets) => trim!(from, width, count, padding, to, offsets),
    fletcher32: (from, n) => fletcher32!(from, n) >>> 0,
  };
}
