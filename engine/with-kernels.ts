/**
 * The caller's own kernels, for work that is no scan.
 * @module
 */
import type { Kernels } from "./simd/kernels.js";
import { borrowBench, returnBench } from "./workers/bench.js";
import type { KernelChoice } from "./workers/task.js";

/** Lends this thread's kernels until the work is done. */
export async function withKernels<T>(
  wanted: KernelChoice | undefined,
  work: (kernels: Kernels) => T | Promise<T>,
): Promise<T> {
  const choice = wanted ?? "auto";
  const bench = borrowBench(choice);
  try {
    return await work(bench.kernels);
  } finally {
    returnBench(choice, bench);
  }
}
