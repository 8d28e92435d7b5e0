/**
 * Clocks of time zones, from the zone data of the JavaScript engine.
 * @module
 */

/** A clock. Where it is set back, an hour is shown twice; where it is set forward, an hour is missing. */
export interface Zone {
  /** Milliseconds since 1970 UTC to what the clock shows, as if that were UTC. */
  toLocal(utc: number): number;
  /** The earlier of two instants at which the clock shows this; for a missing hour the instant it would have been. */
  toUtc(local: number): number;
}

/** Offsets change at quarters of an hour at most. */
const SLOT_MS = 900_000;

/** The clock of a zone by its IANA name. @throws RangeError for an unknown name */
export function zoneOf(name: string): Zone {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: name,
      hourCycle: "h23",
      era: "short",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch (cause) {
    throw new RangeError(`unknown time zone '${name}': expected an IANA name such as 'Europe/Berlin'`, { cause });
  }
  const offsets = new Map<number, number>();
  const offsetAt = (utc: number): number => {
    const slot = Math.floor(utc / SLOT_MS);
    const known = offsets.get(slot) ?? offsetOf(format, slot * SLOT_MS);
    offsets.set(slot, known);
    return known;
  };
  return {
    toLocal: (utc) => (isInstant(utc) ? utc + offsetAt(utc) : utc),
    toUtc(local) {
      if (!isInstant(local)) return local;
      // the offset in force is one of those a day before and after
      for (const offset of [offsetAt(local - 86_400_000), offsetAt(local + 86_400_000)]) {
        if (offsetAt(local - offset) === offset) return local - offset;
      }
      return local - offsetAt(local - 86_400_000);
    },
  };
}

/** Whether a number of milliseconds is a time that `Date` can hold. */
function isInstant(ms: number): boolean {
  return Math.abs(ms) <= 8.64e15 - 2 * 86_400_000;
}

function offsetOf(format: Intl.DateTimeFormat, utc: number): number {
  const parts = Object.fromEntries(format.formatToParts(utc).map(({ type, value }) => [type, value]));
  const year = parts["era"] === "BC" ? 1 - Number(parts["year"]) : Number(parts["year"]);
  const shown = new Date(0);
  shown.setUTCFullYear(year, Number(parts["month"]) - 1, Number(parts["day"]));
  shown.setUTCHours(Number(parts["hour"]), Number(parts["minute"]), Number(parts["second"]));
  return shown.getTime() - Math.floor(utc / 1000) * 1000;
}
