/**
 * Times on an axis: from stored numbers to the milliseconds that Plotly shows, and back.
 * @module
 */
import type { Data, TimeUnit, Trace } from "../contract/index.js";
import { toMilliseconds } from "../display/picture/axis.js";
import { isColumn, isList, timeUnitOf } from "./columns.js";
import { type Zone, zoneOf } from "./time-zone.js";

/** Stored units in a millisecond. */
const PER_MS: { readonly [unit in TimeUnit]: number } = { s: 1e-3, ms: 1, us: 1e3, ns: 1e6 };

/** Values of an array that are looked at to tell whether it holds dates. */
const LOOKED_AT = 100;

/** How the x of a trace stand for times. */
export interface TimeAxis {
  /** The trace's x as numbers, or as they came where they are numbers already. */
  readonly x: Data;
  /** The zone's name; undefined for UTC. */
  readonly zone: string | undefined;
  /** Stored units in a millisecond. */
  readonly perMs: number;
  /** Stored numbers to milliseconds of the clock that is shown. */
  shown(stored: number): number;
  /** Milliseconds of the clock that is shown to stored numbers. */
  stored(shown: number): number;
}

/**
 * The time axis of a trace: of columns of timestamps and of PyTables' times, of arrays of `Date` or of dates in text,
 * and of numbers whose unit `time` gives. Undefined where x is no time, and for numbers on an axis that the layout calls
 * `"date"`: these are milliseconds already.
 * @throws RangeError for an unknown unit or zone
 */
export function timeAxisOf(trace: Trace): TimeAxis | undefined {
  const { x, time, timeZone } = trace;
  const unit = time === undefined ? undefined : checkUnit(time);
  if (!isList(x)) return undefined;
  const zone = timeZone === undefined ? undefined : zoneOf(timeZone);
  const stamped = isColumn(x) ? timeUnitOf(x) : undefined;
  if (unit !== undefined || stamped !== undefined) return axis(x, unit ?? checkUnit(stamped), timeZone, zone);
  if (isColumn(x) || ArrayBuffer.isView(x)) return zone === undefined ? undefined : axis(x, "ms", timeZone, zone);
  const values = x as ArrayLike<unknown>;
  if (!holdsDates(values)) return zone === undefined ? undefined : axis(x, "ms", timeZone, zone);
  return axis(Float64Array.from(values, toMilliseconds), "ms", timeZone, zone);
}

function checkUnit(unit: unknown): TimeUnit {
  if (typeof unit === "string" && Object.hasOwn(PER_MS, unit)) return unit as TimeUnit;
  throw new RangeError(`unknown time unit '${String(unit)}': expected one of ${Object.keys(PER_MS).join(", ")}`);
}

function axis(x: Data, unit: TimeUnit, name: string | undefined, zone: Zone | undefined): TimeAxis {
  const perMs = PER_MS[unit];
  return {
    x,
    zone: name,
    perMs,
    shown(stored) {
      const utc = stored / perMs;
      return zone === undefined ? utc : zone.toLocal(utc);
    },
    stored: (shown) => (zone === undefined ? shown : zone.toUtc(shown)) * perMs,
  };
}

/** Dates, or dates in text as Plotly reads them, and nothing else among the first values. */
function holdsDates(values: ArrayLike<unknown>): boolean {
  let dates = 0;
  for (let index = 0; index < Math.min(values.length, LOOKED_AT); index++) {
    const value = values[index];
    if (value === null || value === undefined) continue;
    if (typeof value === "number" || Number.isNaN(toMilliseconds(value))) return false;
    dates++;
  }
  return dates > 0;
}
