/**
 * Times in text.
 * @module
 */
import type { TimeUnit } from "./types.js";

/** A point in time as a count since 1970-01-01 UTC, in the coarsest unit that holds it. */
export interface Moment {
  readonly count: bigint;
  readonly unit: TimeUnit;
}

const UNITS: readonly TimeUnit[] = ["s", "ms", "us", "ns"];

const ISO =
  /^([+-]?\d{4,6})-(\d{2})(?:-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})?)?)?$/;

/** Units of `from` in one second, as powers of thousand: `ns` of `s` is 10^9. */
export function unitsPer(from: TimeUnit, to: TimeUnit): bigint {
  return 1000n ** BigInt(Math.max(0, UNITS.indexOf(from) - UNITS.indexOf(to)));
}

/**
 * Reads `1990-01`, `1990-01-31`, `1990-01-31T12:00`, `…:30.123456789`, with `Z` or an offset; UTC without one.
 * Undefined for anything else, days and hours that do not exist included.
 */
export function parseTime(text: string): Moment | undefined {
  const match = ISO.exec(text.trim());
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part, i) => Number(part ?? (i < 3 ? 1 : 0)));
  const date = new Date(0);
  date.setUTCFullYear(year!, month! - 1, day!);
  const exists = date.getUTCMonth() === month! - 1 && date.getUTCDate() === day!;
  if (!exists || hour! > 23 || minute! > 59 || second! > 59) return undefined;
  const seconds =
    BigInt(date.getTime() / 1000 + hour! * 3600 + minute! * 60 + second!) - BigInt(offsetSeconds(match[8]));
  const fraction = (match[7] ?? "").replace(/0+$/, "");
  const unit = UNITS[Math.ceil(fraction.length / 3)]!;
  const factor = unitsPer(unit, "s");
  const digits = fraction.padEnd(Math.ceil(fraction.length / 3) * 3, "0");
  return { count: seconds * factor + BigInt(digits === "" ? 0 : digits), unit };
}

function offsetSeconds(offset: string | undefined): number {
  if (offset === undefined || offset === "Z") return 0;
  const digits = offset.replace(/\D/g, "");
  const size = Number(digits.slice(0, 2)) * 3600 + Number(digits.slice(2)) * 60;
  return offset.startsWith("-") ? -size : size;
}
