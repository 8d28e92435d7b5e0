/**
 * From an answer's content and buffers to the figure that Plotly draws.
 * @module
 */
import { type JsonObject, PLOTLY_ARRAYS, type PlotlyDType } from "../contract/index.js";

/** A figure as Plotly holds it. */
export interface HeldFigure {
  readonly data: readonly { readonly [attribute: string]: unknown }[];
  readonly layout: { readonly [attribute: string]: unknown };
}

interface Reference {
  readonly buffer: number;
  readonly dtype: PlotlyDType;
  readonly shape?: readonly [number, number];
}

function isReference(value: unknown): value is Reference {
  return typeof value === "object" && value !== null && "buffer" in value && "dtype" in value;
}

/** Bytes are copied, since a view into a message need not lie on a border of its elements. */
function arrayOf({ buffer, dtype, shape }: Reference, buffers: readonly DataView[]): unknown {
  const view = buffers[buffer];
  if (view === undefined) throw new Error(`the answer refers to buffer ${buffer} of ${buffers.length}`);
  const bytes = new Uint8Array(view.byteLength);
  bytes.set(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  const array = new PLOTLY_ARRAYS[dtype](bytes.buffer);
  if (shape === undefined) return array;
  const [rows, columns] = shape;
  const width = columns * PLOTLY_ARRAYS[dtype].BYTES_PER_ELEMENT;
  return Array.from(
    { length: rows },
    (_, row) => new PLOTLY_ARRAYS[dtype](bytes.buffer.slice(row * width, (row + 1) * width)),
  );
}

/** Attributes of an answer over those of a trace, as deep as the answer goes. */
function over(before: unknown, value: unknown, buffers: readonly DataView[]): unknown {
  if (isReference(value)) return arrayOf(value, buffers);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const known = typeof before === "object" && before !== null ? (before as { readonly [key: string]: unknown }) : {};
  const after: { [key: string]: unknown } = { ...known };
  for (const [key, entry] of Object.entries(value)) after[key] = over(known[key], entry, buffers);
  return after;
}

/**
 * The figure that an answer of the kernel asks for; what it does not name stays. It is drawn by `Plotly.react`:
 * `restyle` and `update` forget the kind of an axis whose data change.
 */
export function refinedFigure(held: HeldFigure, content: JsonObject, buffers: readonly DataView[]): HeldFigure {
  const traces = (content["traces"] ?? []) as readonly { readonly index: number; readonly attributes: JsonObject }[];
  const refined = new Map(traces.map(({ index, attributes }) => [index, attributes]));
  const data = held.data.map((trace, index) => {
    const attributes = refined.get(index);
    return attributes === undefined ? trace : (over(trace, attributes, buffers) as typeof trace);
  });
  const { annotation, note } = content;
  const { annotations } = held.layout;
  if (typeof annotation !== "number" || !Array.isArray(annotations)) return { data, layout: held.layout };
  const noted = annotations.map((each: object, index) => (index === annotation ? { ...each, text: note } : each));
  return { data, layout: { ...held.layout, annotations: noted } };
}
