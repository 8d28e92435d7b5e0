import assert from "node:assert/strict";
import type { JsonObject } from "../../contract/index.js";

const ARRAYS = {
  f8: Float64Array,
  f4: Float32Array,
  u4: Uint32Array,
  u2: Uint16Array,
  u1: Uint8Array,
} as const;

/** Numbers of a base64 array of a figure; null is NaN in plain lists. */
export function decoded(value: unknown): number[] {
  if (Array.isArray(value)) return value.map((entry) => (entry === null ? Number.NaN : Number(entry)));
  const { dtype, bdata } = value as { dtype: keyof typeof ARRAYS; bdata: string };
  assert.ok(dtype in ARRAYS, `unknown dtype ${dtype}`);
  return Array.from(new ARRAYS[dtype](new Uint8Array(Buffer.from(bdata, "base64")).buffer));
}

/** The texts of a layout's annotations. */
export function notes(layout: JsonObject): unknown[] {
  return ((layout["annotations"] ?? []) as JsonObject[]).map(({ text }) => text);
}
