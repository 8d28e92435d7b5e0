import assert from "node:assert/strict";
import { type JsonObject, PLOTLY_ARRAYS, type PlotlyDType } from "../../contract/index.js";

/** Numbers of a base64 array of a figure; null is NaN in plain lists. */
export function decoded(value: unknown): number[] {
  if (Array.isArray(value)) return value.map((entry) => (entry === null ? Number.NaN : Number(entry)));
  const { dtype, bdata } = value as { dtype: PlotlyDType; bdata: string };
  assert.ok(dtype in PLOTLY_ARRAYS, `unknown dtype ${dtype}`);
  return Array.from(new PLOTLY_ARRAYS[dtype](new Uint8Array(Buffer.from(bdata, "base64")).buffer));
}

/** The texts of a layout's annotations. */
export function notes(layout: JsonObject): unknown[] {
  return ((layout["annotations"] ?? []) as JsonObject[]).map(({ text }) => text);
}
