/**
 * Typed arrays as a source.
 * @module
 */
import type { DTypeName, IndexedSource, SourceDescriptor, SourceReader, TypedArray } from "../../contract/index.js";
import { memoryWidth, NATIVE_ORDER, viewOf } from "../dtype.js";
import { type FarArray, stretchesOf } from "./far.js";
import { rowsOf } from "./request.js";

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
  const counters = { bytes: 0, reads: 0, decodes: 0 };
  return {
    counters,
    readBatch(request, columns, arena) {
      const { start, stop } = rowsOf(request);
      const rows = stop - start;
      const batch = columns.map(() => {
        const offset = arena.alloc(rows * memoryWidth(type));
        (viewOf(type, arena.buffer, offset, rows) as Uint8Array).set(stretch(start, stop) as Uint8Array);
        return { type, values: offset };
      });
      counters.bytes += rows * memoryWidth(type) * columns.length;
      counters.reads += columns.length;
      return { firstRow: start, rows, columns: batch };
    },
    close() {},
  };
}
