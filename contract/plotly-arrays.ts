/**
 * Typed arrays in Plotly's JSON: `{ dtype, bdata, shape? }` (plotly.js ≥ 2.28, `src/lib/array.js`), and in the binary
 * buffers of a live figure. 64-bit integers have no code.
 * @module
 */

/** Plotly's code of an element type. */
export type PlotlyDType = "f8" | "f4" | "i4" | "u4" | "i2" | "u2" | "i1" | "u1c" | "u1";

/** Makes a typed array over bytes, and knows the width of its elements. */
export interface PlotlyArrayType {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike): ArrayLike<number> & ArrayBufferView;
}

/** Code → typed array. */
export const PLOTLY_ARRAYS: { readonly [code in PlotlyDType]: PlotlyArrayType } = {
  f8: Float64Array,
  f4: Float32Array,
  i4: Int32Array,
  u4: Uint32Array,
  i2: Int16Array,
  u2: Uint16Array,
  i1: Int8Array,
  u1c: Uint8ClampedArray,
  u1: Uint8Array,
};
