/**
 * The memory and kernels of one thread.
 * @module
 */
import { createArena } from "../arena.js";
import { createMemory } from "../simd/memory.js";
import { plainKernels } from "../simd/plain.js";
import type { Workbench } from "./run.js";
import type { KernelChoice } from "./task.js";

/** Pages of 64 KiB that a thread's memory may grow to: 2 GiB. */
const MAXIMUM_PAGES = 32_768;

/** Makes a thread's memory with its kernels. */
export function createBench(_choice: KernelChoice): Workbench {
  const memory = createMemory(64, MAXIMUM_PAGES);
  const kernels = plainKernels(memory);
  return { kernels, arena: createArena(memory, kernels.base) };
}
