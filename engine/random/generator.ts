import { readFileSync } from "node:fs";
import type { LinearMemory } from "../simd/memory.js";
import type { RandomRecipe } from "./recipe.js";

/** Elements made at once; a block stays in the first-level cache between the kernels' passes. */
const BLOCK = 2048;

/** The generator gives eight elements for each turn of four counters. */
const GROUP = 8;

const PAGE = 65_536;

/** The few members of WebAssembly used here; its types are part of the browser's library only. */
interface Platform {
  readonly WebAssembly: {
    readonly Module: new (bytes: Uint8Array) => object;
    readonly Instance: new (module: object) => { readonly exports: unknown };
  };
}

interface Kernels {
  readonly memory: LinearMemory;
  uniforms(out: number, group: bigint, groups: number, key0: number, key1: number): void;
  burrInPlace(data: number, count: number, c: number, d: number, loc: number, scale: number): void;
  normInPlace(data: number, count: number, loc: number, scale: number): void;
  affineInPlace(data: number, count: number, loc: number, scale: number): void;
}

/** Makes elements of random sequences in its own WebAssembly memory; one per thread. */
export interface RandomGenerator {
  /**
   * Elements `first` … `first + count - 1` of a sequence.
   * @returns a view of the generator's memory, overwritten by the next call
   */
  elements(recipe: RandomRecipe, first: number, count: number): Float64Array;
}

/** Loads the kernels; takes under a millisecond. */
export function createGenerator(): RandomGenerator {
  const bytes = readFileSync(new URL("../simd/random.wasm", import.meta.url));
  const { WebAssembly } = globalThis as typeof globalThis & Platform;
  const kernels = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as Kernels;
  const data = PAGE;
  return {
    elements(recipe, first, count) {
      const skipped = first % GROUP;
      const padded = Math.ceil((skipped + count) / GROUP) * GROUP;
      const missing = data + padded * 8 - kernels.memory.buffer.byteLength;
      if (missing > 0) kernels.memory.grow(Math.ceil(missing / PAGE));
      for (let done = 0; done < padded; done += BLOCK) {
        const size = Math.min(BLOCK, padded - done);
        const at = data + done * 8;
        kernels.uniforms(at, BigInt((first - skipped + done) / GROUP), size / GROUP, recipe.key[0], recipe.key[1]);
        transform(kernels, recipe, at, size);
      }
      return new Float64Array(kernels.memory.buffer, data + skipped * 8, count);
    },
  };
}

function transform(
  kernels: Kernels,
  { distribution, shape, loc, scale }: RandomRecipe,
  at: number,
  size: number,
): void {
  if (distribution === "burr") kernels.burrInPlace(at, size, shape[0]!, shape[1]!, loc, scale);
  else if (distribution === "norm") kernels.normInPlace(at, size, loc, scale);
  else if (loc !== 0 || scale !== 1) kernels.affineInPlace(at, size, loc, scale);
}
