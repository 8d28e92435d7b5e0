/**
 * From an answer's content and buffers to an update of Plotly.
 * @module
 */
import { type JsonObject, PLOTLY_ARRAYS, type PlotlyDType } from "../contract/index.js";

/** What `Plotly.update` takes: attributes with one value for each of `traces`, and attributes of the layout. */
export interface PlotUpdate {
  readonly traces: readonly number[];
  readonly data: { readonly [attribute: string]: readonly unknown[] };
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

/** Attributes of attributes are named with dots, as Plotly's restyle has them. */
function flatten(
  attributes: JsonObject,
  buffers: readonly DataView[],
  prefix: string,
  into: { [attribute: string]: unknown },
): void {
  for (const [key, value] of Object.entries(attributes)) {
    const name = prefix + key;
    if (isReference(value)) into[name] = arrayOf(value, buffers);
    else if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      flatten(value as JsonObject, buffers, `${name}.`, into);
    } else into[name] = value;
  }
}

/** The update that an answer of the kernel asks for. */
export function plotUpdate(content: JsonObject, buffers: readonly DataView[]): PlotUpdate {
  const traces = (content["traces"] ?? []) as readonly { readonly index: number; readonly attributes: JsonObject }[];
  const flat = traces.map(({ attributes }) => {
    const values: { [attribute: string]: unknown } = {};
    flatten(attributes, buffers, "", values);
    return values;
  });
  const names = [...new Set(flat.flatMap((values) => Object.keys(values)))];
  const annotation = content["annotation"];
  const isNoted = typeof annotation === "number" && annotation >= 0;
  return {
    traces: traces.map(({ index }) => index),
    data: Object.fromEntries(names.map((name) => [name, flat.map((values) => values[name])])),
    layout: isNoted ? { [`annotations[${annotation}].text`]: content["note"] } : {},
  };
}
