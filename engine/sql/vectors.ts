/**
 * DuckDB's vectors through the calls of its C interface.
 * @module
 */
import type { RawVector } from "./decode.js";
import type { VectorSink } from "./encode.js";

/** The calls, by the names that DuckDB's bindings give them; `V` is their handle of a vector. */
export interface VectorCalls<V> {
  vector_get_data(vector: V, bytes: number): Uint8Array;
  vector_get_validity(vector: V, bytes: number): Uint8Array | null | undefined;
  array_vector_get_child(vector: V): V;
  get_data_from_pointer(buffer: ArrayBuffer, offset: number, bytes: number): Uint8Array;
  vector_assign_string_element_len(vector: V, row: number, bytes: Uint8Array): void;
  vector_ensure_validity_writable(vector: V): void;
  copy_data_to_vector(vector: V, at: number, buffer: ArrayBuffer, offset: number, bytes: number): void;
  copy_data_to_vector_validity(vector: V, at: number, buffer: ArrayBuffer, offset: number, bytes: number): void;
}

/** A vector to read. @param text DuckDB's text of the value of a row */
export function rawVector<V>(raw: VectorCalls<V>, vector: V, text: (row: number) => string): RawVector {
  return {
    bytes: (n) => (n === 0 ? new Uint8Array(0) : raw.vector_get_data(vector, n)),
    validity: (rows) => raw.vector_get_validity(vector, Math.ceil(rows / 64) * 8) ?? undefined,
    behind: (bytes, at, n) => raw.get_data_from_pointer(bytes.buffer as ArrayBuffer, bytes.byteOffset + at, n),
    child: () => rawVector(raw, raw.array_vector_get_child(vector), text),
    text,
  };
}

/** A vector to fill. */
export function vectorSink<V>(raw: VectorCalls<V>, vector: V): VectorSink {
  return {
    values: ({ buffer, byteOffset, byteLength }) =>
      raw.copy_data_to_vector(vector, 0, buffer as ArrayBuffer, byteOffset, byteLength),
    text: (row, bytes) => raw.vector_assign_string_element_len(vector, row, bytes),
    validity({ buffer, byteOffset, byteLength }) {
      raw.vector_ensure_validity_writable(vector);
      raw.copy_data_to_vector_validity(vector, 0, buffer as ArrayBuffer, byteOffset, byteLength);
    },
    child: () => vectorSink(raw, raw.array_vector_get_child(vector)),
  };
}
