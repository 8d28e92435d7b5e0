/**
 * A random sequence as a source: rows are made where they are read, in whatever thread.
 * @module
 */
import type { IndexedSource, SourceDescriptor, SourceReader } from "../../contract/index.js";
import { NATIVE_ORDER } from "../dtype.js";
import { fillingReader } from "../sources/fill.js";
import { createGenerator } from "./generator.js";
import type { RandomRecipe } from "./recipe.js";

/** A run of elements of a sequence. */
export interface SequencePart {
  readonly recipe: RandomRecipe;
  /** First element's number in the whole sequence. */
  readonly first: number;
  readonly length: number;
}

/** Elements made at once, before they are copied to where they are wanted: few enough to stay in the cache. */
const PIECE = 8192;

/** The source of a run of elements. */
export function generatedSource({ recipe, first, length }: SequencePart): IndexedSource {
  return {
    access: "indexed",
    descriptor: { kind: "generated", files: [], options: { ...recipe, first } },
    columns: [{ name: "value", type: "float64", byteOrder: NATIVE_ORDER, nullable: false, shape: [] }],
    length,
    chunkRows: 1,
    rowBytes: 0,
  };
}

/** Opens a `"generated"` descriptor. Nothing is read, so only batches are counted, as `reads`. */
export function openGenerated(descriptor: SourceDescriptor): SourceReader {
  const { first, ...recipe } = descriptor.options as RandomRecipe & { readonly first: number };
  const generator = createGenerator();
  return fillingReader({
    rowBytes: 0,
    fill({ start, stop }, arena) {
      const rows = stop - start;
      const values = arena.alloc(rows * 8);
      const into = new Float64Array(arena.buffer, values, rows);
      for (let done = 0; done < rows; done += PIECE) {
        const count = Math.min(PIECE, rows - done);
        into.set(generator.elements(recipe, first + start + done, count), done);
      }
      return { type: "float64", values };
    },
  });
}
