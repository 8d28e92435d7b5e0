/**
 * Traces that are shown as they are: every attribute is passed on, columns are read.
 * @module
 */
import type { KnownData } from "../../contract/index.js";
import { isColumn, isList } from "../columns.js";
import type { ResolvedTrace, ResolveTrace, TraceContext } from "../resolved.js";
import { type PlotValues, plotValues } from "../values.js";
import { counted, grouped } from "../words.js";

/** Most values of one attribute that are sent to a browser as they are. */
export const MOST_VALUES = 1_000_000;

/** Most points that a picture leaves to be seen, without a note that tells how many they are. */
const MOST_UNSAID = 1000;

/** Attributes of ours that Plotly must not see. */
const OWN = ["decimate", "maxPoints", "time", "timeZone"];

/** Reads columns and passes everything on. */
export const passOn: ResolveTrace = async (trace, { told }) => {
  const passed: { [key: string]: unknown } = {};
  const positions: { x?: PlotValues; y?: PlotValues } = {};
  for (const [key, value] of Object.entries(trace)) {
    if (value === undefined || OWN.includes(key)) continue;
    if ((key === "x" || key === "y") && isList(value)) {
      checkLength(value, key, trace.type);
      const read = await plotValues(value);
      positions[key] = read;
      passed[key] = read.values;
    } else {
      passed[key] = await attribute(value, key, trace.type);
    }
  }
  const length = Math.max(positions.x?.values.length ?? 0, positions.y?.values.length ?? 0);
  return {
    traces: [passed],
    refinable: false,
    note: length > MOST_UNSAID ? counted(length, "point") : "",
    points: length,
    summary: summary(trace.type ?? "scatter", trace.name, length, positions, told),
    ...(positions.x?.reach && { x: positions.x.reach }),
    ...(positions.y?.reach && { y: positions.y.reach }),
  };
};

function checkLength(data: KnownData, key: string, type = "scatter"): void {
  if (data.length <= MOST_VALUES) return;
  throw new RangeError(
    `${key} of a ${type} trace has ${grouped(data.length)} values, and at most ${grouped(MOST_VALUES)} are drawn one by one; use a line, hist or density, or draw a slice`,
  );
}

/** Columns may stand anywhere, also further down (`marker.color`). */
async function attribute(value: unknown, key: string, type?: string): Promise<unknown> {
  if (isColumn(value)) {
    checkLength(value, key, type);
    return (await plotValues(value)).values;
  }
  if (typeof value !== "object" || value === null || isList(value) || value instanceof Date) return value;
  const result: { [key: string]: unknown } = {};
  for (const [inner, entry] of Object.entries(value)) result[inner] = await attribute(entry, `${key}.${inner}`, type);
  return result;
}

function summary(
  type: string,
  name: string | undefined,
  length: number,
  at: { x?: PlotValues; y?: PlotValues },
  told: TraceContext["told"],
): string {
  const parts = [`${type}${name === undefined ? "" : ` '${name}'`}: ${counted(length, "point")}`];
  for (const axis of ["x", "y"] as const) {
    const reach: ResolvedTrace["x"] = at[axis]?.reach;
    if (reach && Number.isFinite(reach.low))
      parts.push(`${axis} from ${told[axis](reach.low)} to ${told[axis](reach.high)}`);
  }
  return parts.join("; ");
}
