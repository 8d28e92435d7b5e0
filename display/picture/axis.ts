/**
 * Axes: their kind, the numbers that values become on them, and their range. Units are Plotly's: log axes count in
 * exponents of ten, dates in milliseconds since 1970 UTC, categories by position.
 * @module
 */
import { elements } from "./arrays.js";
import { type Plain, string } from "./plain.js";

/** The kinds of axis that are drawn. */
export type AxisKind = "linear" | "log" | "date" | "category";

/** An axis with everything but its place on the picture. */
export interface AxisScale {
  /** `"x"`, `"x2"`, `"y"`, … */
  readonly id: string;
  readonly kind: AxisKind;
  readonly attributes: Plain;
  readonly range: readonly [number, number];
  /** Categories in order of appearance. */
  readonly categories: readonly string[];
  /** A value's number on this axis; NaN where it has no place on it. */
  calc(value: unknown): number;
}

/** Values that one trace puts on an axis, and whether space is left beyond the lowest and highest. */
export interface Extent {
  readonly low: number;
  readonly high: number;
  readonly padLow: boolean;
  readonly padHigh: boolean;
}

/** The extent of nothing. */
export const NO_EXTENT: Extent = {
  low: Number.POSITIVE_INFINITY,
  high: Number.NEGATIVE_INFINITY,
  padLow: false,
  padHigh: false,
};

/** The smallest extent around numbers; NaN and infinities do not count. */
export function extentOf(values: ArrayLike<number>, pad: boolean): Extent {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? Number.NaN;
    if (value < low && value !== Number.NEGATIVE_INFINITY) low = value;
    if (value > high && value !== Number.POSITIVE_INFINITY) high = value;
  }
  return { low, high, padLow: pad, padHigh: pad };
}

const DATE = /^-?\d{4}(-\d{1,2}(-\d{1,2}([T ]\d{1,2}(:\d{1,2}(:\d{1,2}(\.\d+)?)?)?(Z|[+-]\d{2}:?\d{2})?)?)?)?$/;

/** Milliseconds since 1970 of a Plotly date: a string without zone means UTC; numbers are milliseconds already. */
export function toMilliseconds(value: unknown): number {
  if (value instanceof Date) return value.getTime();
  if (typeof value === "number") return value;
  if (typeof value !== "string" || !DATE.test(value.trim())) return Number.NaN;
  const [day = "", time] = value.trim().split(/[T ]/);
  const [year = "", month = "1", date = "1"] = day.split("-");
  const iso = `${year}-${month.padStart(2, "0")}-${date.padStart(2, "0")}`;
  if (time === undefined) return Date.parse(`${iso}T00:00:00Z`);
  const clock = /^\d{1,2}$/.test(time) ? `${time}:00` : time;
  return Date.parse(`${iso}T${clock}${/(Z|[+-]\d{2}:?\d{2})$/.test(clock) ? "" : "Z"}`);
}

function toNumber(value: unknown): number {
  if (typeof value === "number") return value;
  if (typeof value === "bigint" || typeof value === "boolean") return Number(value);
  return typeof value === "string" && value.trim() !== "" ? Number(value) : Number.NaN;
}

/** How many values are looked at to tell the kind of an axis. */
const LOOKED_AT = 1000;

/** The kind Plotly would give an axis that holds these arrays (`src/plots/cartesian/axis_autotype.js`, simplified). */
export function inferKind(arrays: readonly ArrayLike<unknown>[]): AxisKind {
  const seen = { date: 0, number: 0, other: 0 };
  for (const array of arrays) {
    for (let index = 0; index < Math.min(array.length, LOOKED_AT); index++) {
      const value = array[index];
      if (value === null || value === undefined || value === "") continue;
      if (!Number.isNaN(toNumber(value)) || typeof value === "number") seen.number++;
      else if (!Number.isNaN(toMilliseconds(value))) seen.date++;
      else seen.other++;
    }
  }
  if (seen.date > seen.number && seen.date > seen.other) return "date";
  return seen.other > seen.number ? "category" : "linear";
}

/** An axis of the kind its attributes name, or else the kind its values suggest; its range is set later. */
export function makeAxis(id: string, attributes: Plain, arrays: readonly ArrayLike<unknown>[]): AxisScale {
  const named = string(attributes, "type", "-");
  const kind =
    named === "linear" || named === "log" || named === "date" || named === "category" ? named : inferKind(arrays);
  const categories = kind === "category" ? distinct([elements(attributes["categoryarray"]) ?? [], ...arrays]) : [];
  const positions = new Map(categories.map((category, index) => [category, index]));
  const calc = {
    linear: toNumber,
    log: (value: unknown) => Math.log10(toNumber(value)),
    date: toMilliseconds,
    category: (value: unknown) => positions.get(String(value)) ?? (typeof value === "number" ? value : Number.NaN),
  }[kind];
  return { id, kind, attributes, range: [0, 1], categories, calc };
}

function distinct(arrays: readonly ArrayLike<unknown>[]): string[] {
  const seen = new Set<string>();
  for (const array of arrays) {
    for (const value of Array.from(array)) if (value !== null && value !== undefined) seen.add(String(value));
  }
  return [...seen];
}

/** Share of the range that Plotly leaves free beyond padded data. */
const PADDING = 0.0555;

/** The axis with the range its attributes give, or one around the extents of its traces. */
export function withRange(axis: AxisScale, extents: readonly Extent[]): AxisScale {
  const reversed = axis.attributes["autorange"] === "reversed";
  const given = axis.attributes["range"];
  if (Array.isArray(given) && !reversed && axis.attributes["autorange"] !== true) {
    const ends = given.map((end) => rangeEnd(axis, end));
    const [from, to] = ends;
    if (from !== undefined && to !== undefined && Number.isFinite(from) && Number.isFinite(to) && from !== to) {
      return { ...axis, range: [from, to] };
    }
  }
  const [low, high] = automatic(axis, extents);
  return { ...axis, range: reversed ? [high, low] : [low, high] };
}

/** Ends of a range are exponents on log axes already, and may be positions on category axes. */
function rangeEnd(axis: AxisScale, end: unknown): number {
  return axis.kind === "log" || (axis.kind === "category" && typeof end === "number") ? toNumber(end) : axis.calc(end);
}

function automatic(axis: AxisScale, extents: readonly Extent[]): readonly [number, number] {
  let low = Math.min(...extents.map((extent) => extent.low));
  let high = Math.max(...extents.map((extent) => extent.high));
  if (!Number.isFinite(low) || !Number.isFinite(high)) {
    return axis.kind === "category" ? [-0.5, Math.max(0.5, axis.categories.length - 0.5)] : [-1, 6];
  }
  if (axis.attributes["rangemode"] === "tozero" || axis.attributes["rangemode"] === "nonnegative") {
    low = Math.min(low, Math.max(0, low) === low ? 0 : low);
    high = Math.max(high, 0);
  }
  if (low === high) return [low - 1, high + 1];
  const pad = (high - low) * PADDING;
  const padLow = extents.some((extent) => extent.low === low && extent.padLow);
  const padHigh = extents.some((extent) => extent.high === high && extent.padHigh);
  return [padLow ? low - pad : low, padHigh ? high + pad : high];
}
