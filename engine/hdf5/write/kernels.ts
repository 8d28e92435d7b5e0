/**
 * The WebAssembly kernels of `engine/simd/assembly/hdf5-write` over a memory that threads share, so that columns which
 * one thread puts there are made into chunks by another without a copy.
 * @module
 */
import { readFileSync } from "node:fs";
import { type CompiledModule, compile, createSharedMemory, instantiate, type SharedMemory } from "../../simd/memory.js";

/** Kernels; addresses are byte offsets into the memory. See the AssemblyScript sources. */
export interface WriteKernels {
  interleave(source: number, target: number, count: number, width: number, stride: number): void;
  planes(source: number, target: number, count: number, width: number): void;
  lz4(source: number, size: number, target: number, room: number, table: number, speed: number): number;
  lz4Deep(
    source: number,
    size: number,
    target: number,
    room: number,
    table: number,
    chain: number,
    depth: number,
  ): number;
  blosclz(source: number, size: number, target: number, room: number, table: number, speed: number): number;
  denseBlocks(source: number, size: number, table: number, counts: number, marks: number): number;
  adler32(source: number, size: number): number;
  fletcher32(source: number, size: number): number;
}

/** First address that kernels leave free. */
export const KERNEL_BASE = 1024;
/** Bytes of the compressors' table of positions. */
export const TABLE_BYTES: number = 4 << 13;
/** Bytes that are judged together whether they can be shrunk. */
export const DENSE_BLOCK: number = 1024;
/** Bytes of the counts that this needs. */
export const DENSE_COUNTS: number = 4 << 8;

const PAGE = 65_536;

/** Memories of writers that were closed. The collector does not see how large they are, and would let them pile up. */
const idle: SharedMemory[] = [];
/** Memories that are kept, and bytes of the largest. */
const KEPT = 2;
const KEPT_BYTES = 64 << 20;

/** A memory of `bytes` or more, zeros: one that a writer gave back, or a new one. @throws RangeError beyond 2 GiB */
export function borrowMemory(bytes: number): SharedMemory {
  const at = idle.findIndex(({ buffer }) => buffer.byteLength >= bytes);
  if (at < 0) return createSharedMemory(Math.max(16, Math.ceil(bytes / PAGE)), MOST_PAGES);
  const [memory] = idle.splice(at, 1);
  new Uint8Array(memory!.buffer).fill(0);
  return memory!;
}

/** Gives a memory back that no thread uses any more. */
export function returnMemory(memory: SharedMemory): void {
  if (memory.buffer.byteLength > KEPT_BYTES) return;
  idle.push(memory);
  idle.sort((a, b) => b.buffer.byteLength - a.buffer.byteLength).splice(KEPT);
}

const MOST_PAGES = 32_768;

/** Bytes a memory may have. */
export const MOST_BYTES: number = MOST_PAGES * PAGE;

let compiled: CompiledModule | undefined;

/** Kernels over a memory. The module is compiled once a thread. */
export function writeKernels(memory: SharedMemory): WriteKernels {
  compiled ??= compile(readFileSync(new URL("../../simd/hdf5-write.wasm", import.meta.url)));
  const call = instantiate(compiled, memory);
  return {
    interleave: (...args) => void call["interleave"]!(...args),
    planes: (...args) => void call["planes"]!(...args),
    lz4: (...args) => call["lz4"]!(...args),
    lz4Deep: (...args) => call["lz4Deep"]!(...args),
    blosclz: (...args) => call["blosclz"]!(...args),
    denseBlocks: (...args) => call["denseBlocks"]!(...args),
    adler32: (source, size) => call["adler32"]!(source, size) >>> 0,
    fletcher32: (source, size) => call["fletcher32"]!(source, size) >>> 0,
  };
}
