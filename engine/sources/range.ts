/**
 * Evenly spaced numbers as a source.
 * @module
 */
import type { IndexedSource, SourceDescriptor, SourceReader } from "../../contract/index.js";
import { NATIVE_ORDER } from "../dtype.js";
import { fillingReader } from "./fill.js";

type RangeOptions = { readonly start: number; readonly step: number };

/** The source of the numbers `start + i · step`. */
export function rangeSource(start: number, step: number, length: number): IndexedSource {
  const options: RangeOptions = { start, step };
  return {
    access: "indexed",
    descriptor: { kind: "range", files: [], options },
    columns: [{ name: "value", type: "float64", byteOrder: NATIVE_ORDER, nullable: false, shape: [] }],
    length,
    chunkRows: 1,
    rowBytes: 0,
  };
}

/** Opens a `"range"` descriptor: values are worked out where they are wanted. */
export function openRange(descriptor: SourceDescriptor): SourceReader {
  const { start: origin, step } = descriptor.options as RangeOptions;
  return fillingReader({
    rowBytes: 0,
    fill({ start, stop }, arena) {
      const values = arena.alloc((stop - start) * 8);
      const into = new Float64Array(arena.buffer, values, stop - start);
      for (let i = 0; i < into.length; i++) into[i] = origin + (start + i) * step;
      return { type: "float64", values };
    },
  });
}
