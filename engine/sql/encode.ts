/**
 * Columns in memory → DuckDB's vectors.
 * @module
 */
import type { RowsColumn } from "../../contract/index.js";
import { cutBits } from "../rows/cut.js";
import { elementsOf } from "../rows/layout.js";

/** A vector of DuckDB that is being filled. */
export interface VectorSink {
  /** Sets the first bytes of the values. */
  values(bytes: Uint8Array): void;
  /** Sets the text or bytes of a row. */
  text(row: number, bytes: Uint8Array): void;
  /** Sets validity bits from the first row on; whole 64-bit words. */
  validity(bits: Uint8Array): void;
  /** Elements of an ARRAY. */
  child(): VectorSink;
}

/** Puts rows `start` to `stop` of a column into a vector. */
export function encodeVector(column: RowsColumn, start: number, stop: number, sink: VectorSink): void {
  const { values, offsets, dictionary, validity } = column;
  if (validity !== undefined) {
    const bits = new Uint8Array(Math.ceil((stop - start) / 64) * 8);
    bits.set(cutBits(validity, start, stop));
    sink.validity(bits);
  }
  if (dictionary !== undefined) {
    const parts = dictionary.map((text) => Buffer.from(text));
    for (let row = start; row < stop; row++) sink.text(row - start, parts[values[row] as number] ?? new Uint8Array(0));
    return;
  }
  if (offsets !== undefined) {
    const bytes = values as Uint8Array;
    for (let row = start; row < stop; row++) sink.text(row - start, bytes.subarray(offsets[row]!, offsets[row + 1]!));
    return;
  }
  const size = elementsOf(column);
  const part = values.subarray(start * size, stop * size);
  const bytes = new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
  (column.shape.length > 0 ? sink.child() : sink).values(bytes);
}
