/**
 * Typed arrays as a source.
 * @module
 */
import type { DTypeName, IndexedSource, SourceDescriptor, SourceReader, TypedArray } from "../../contract/index.js";
import { memoryWidth, NATIVE_ORDER, viewOf } from "../dtype.js";
import { type FarArray, stretchesOf } from "./far.js";
import { fillingReader } from "./fill.js";

/** Options of a `"memory"` descriptor. */
type MemoryOptions = {
  readonly type: DTypeName;
  /** In native order; bool as bytes, float16 widened. */
  readonly values: TypedArray | FarArray;
};

/** A source over a typed array, which is not copied: later writes to it are seen by later scans. */
export function memorySource(values: TypedArray, type: DTypeName): IndexedSource {
  const options: MemoryOptions = { type, values };
  return {
    access: "indexed",
    descriptor: { kind: "memory", files: [], options },
    columns: [{ name: "value", type, byteOrder: NATIVE_ORDER, nullable: false, shape: [] }],
    length: values.length,
    chunkRows: 1,
    rowBytes: memoryWidth(type),
  };
}

/** Opens a `"memory"` descriptor. */
export function openMemory(descriptor: SourceDescriptor): SourceReader {
  const { type, values } = descriptor.options as MemoryOptions;
  const stretch = stretchesOf(values);
  const width = memoryWidth(type);
  return fillingReader({
    rowBytes: width,
    fill({ start, stop }, arena) {
      const offset = arena.alloc((stop - start) * width);
      (viewOf(type, arena.buffer, offset, stop - start) as Uint8Array).set(stretch(start, stop) as Uint8Array);
      return { type, values: offset };
    },
  });
}
