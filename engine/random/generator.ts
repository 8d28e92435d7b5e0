import { readFileSync } from "node:fs";
import { type CompiledModule, compile, createMemory, type Exports, instantiate } from "../simd/memory.js";
import type { RandomRecipe } from "./recipe.js";

/** Elements made at once; a block stays in the first-level cache between the kernels' passes. */
const BLOCK = 2048;

/** The generator gives eight elements for each turn of four counters. */
const GROUP = 8;

const PAGE = 65_536;

/** Pages of 64 KiB a generator may take; each call takes what its elements need. */
const MAXIMUM_PAGES = 32_768;

/** Makes elements of random sequences in its own WebAssembly memory; one per thread. */
export interface RandomGenerator {
  /**
   * Elements `first` … `first + count - 1` of a sequence.
   * @returns a view of the generator's memory, overwritten by the next call
   */
  elements(recipe: RandomRecipe, first: number, count: number): Float64Array;
}

let compiled: CompiledModule | undefined;

/** Makes a generator; the kernels are compiled once per thread, in under a millisecond. */
export function createGenerator(): RandomGenerator {
  compiled ??= compile(readFileSync(new URL("../simd/random.wasm", import.meta.url)));
  const memory = createMemory(2, MAXIMUM_PAGES);
  const kernels = instantiate(compiled, memory);
  const data = PAGE;
  return {
    elements(recipe, first, count) {
      const skipped = first % GROUP;
      const padded = Math.ceil((skipped + count) / GROUP) * GROUP;
      const missing = data + padded * 8 - memory.buffer.byteLength;
      if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
      for (let done = 0; done < padded; done += BLOCK) {
        const size = Math.min(BLOCK, padded - done);
        makeBlock(kernels, recipe, data + done * 8, (first - skipped + done) / GROUP, size);
      }
      return new Float64Array(memory.buffer, data + skipped * 8, count);
    },
  };
}

/** `size` elements at `at`: uniforms of the counter, then variates of them in place. */
function makeBlock(kernels: Exports, recipe: RandomRecipe, at: number, group: number, size: number): void {
  const { distribution, shape, loc, scale, key } = recipe;
  kernels["uniforms"]!(at, group % 2 ** 32, Math.floor(group / 2 ** 32), size / GROUP, ...key);
  if (distribution === "burr") kernels["burrInPlace"]!(at, size, shape[0]!, shape[1]!, loc, scale);
  else if (distribution === "norm") kernels["normInPlace"]!(at, size, loc, scale);
  else if (loc !== 0 || scale !== 1) kernels["affineInPlace"]!(at, size, loc, scale);
}
