/**
 * The memory and kernels of one thread.
 * @module
 */
import { createArena } from "../arena.js";
import { ARENA_BASE } from "../simd/kernels.js";
import { type CompiledModule, createMemory } from "../simd/memory.js";
import { plainKernels } from "../simd/plain.js";
import { compileKernels, wasmKernels } from "../simd/wasm.js";
import type { Workbench } from "./run.js";
import type { KernelChoice } from "./task.js";

/** Pages of 64 KiB that a thread's memory begins with, and may grow to: 2 GiB. */
const PAGES = 80;
const MAXIMUM_PAGES = 32_768;

/** A larger idle memory goes back to the system. */
const KEEP_BYTES = 64 << 20;

/** Benches that no scan of this thread uses now; memory is kept for the next. */
const idle: { readonly choice: KernelChoice; readonly bench: Workbench }[] = [];

/** Takes an idle bench of this thread, or makes one. */
export function borrowBench(choice: KernelChoice): Workbench {
  const at = idle.findIndex((entry) => entry.choice === choice);
  return at < 0 ? createBench(choice) : idle.splice(at, 1)[0]!.bench;
}

/** Gives a bench back; one whose memory has grown large is let go. */
export function returnBench(choice: KernelChoice, bench: Workbench): void {
  if (idle.length < 4 && bench.arena.buffer.byteLength <= KEEP_BYTES) idle.push({ choice, bench });
}

let compiled: CompiledModule | undefined;

/** Makes a memory with its kernels. The module is compiled once per thread. */
export function createBench(choice: KernelChoice): Workbench {
  const memory = createMemory(PAGES, MAXIMUM_PAGES);
  if (choice === "js") return { kernels: plainKernels(memory), arena: createArena(memory, ARENA_BASE) };
  compiled ??= compileKernels();
  return { kernels: wasmKernels(compiled, memory), arena: createArena(memory, ARENA_BASE) };
}
