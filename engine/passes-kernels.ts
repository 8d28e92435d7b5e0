/**
 * The caller's own kernels, for work that is no scan.
 * @module
 */
import type { Kernels } from "./simd/kernels.js";
import { borrowBench, returnBench } from "./workers/bench.js";
import type { KernelChoice } from "./workers/task.js";

/** Lends this thread's kernels. */
export function withKernels<T>(wanted: KernelChoice | undefined, work: (kernels: Kernels) => T): T {
  const choice = wanted ?? "auto";
  const bench = borrowBench(choice);
  try {
    return work(bench.kernels);
  } finally {
    returnBench(choice, bench);
  }
}
