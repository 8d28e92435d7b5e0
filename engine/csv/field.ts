/**
 * One field's text → its value: the readable definition that the kernels and DuckDB's queries are held to.
 * @module
 */
import { type CsvFormat, type CsvType, kindOf } from "./format.js";

/** A field's value: bigint for int64 and times, numbers for all other numeric types. */
export type FieldValue = number | bigint | boolean | string | null;

/** What a text that is no value of its type reads as. */
export const BAD: unique symbol = Symbol("bad");

const INTEGER = /^[+-]?\d+$/;
const FLOAT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const SPECIAL = /^([+-]?)(nan|inf|infinity)$/i;
const BOOL = /^(?:true|false)$/i;
const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const TIME = /^(\d{4}-\d\d-\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?(Z|[+-]\d\d(?::?\d\d)?)?$/;

/** Least and greatest values of the integer types. */
const RANGES: { readonly [type: string]: readonly [bigint, bigint] } = {
  int8: [-(2n ** 7n), 2n ** 7n - 1n],
  int16: [-(2n ** 15n), 2n ** 15n - 1n],
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  uint8: [0n, 2n ** 8n - 1n],
  uint16: [0n, 2n ** 16n - 1n],
  uint32: [0n, 2n ** 32n - 1n],
};

/** Least and greatest value of an integer type. */
export function rangeOf(type: CsvType): readonly [bigint, bigint] {
  return RANGES[type]!;
}

/**
 * Reads a field. Blanks around anything but text are left out; empty fields and null words are null.
 * @returns the value, or {@link BAD}
 */
export function parseField(text: string, type: CsvType, nullWords: CsvFormat["nullWords"]): FieldValue | typeof BAD {
  const kind = kindOf(type);
  const word = kind === "string" ? text : text.replace(/^[ \t]+|[ \t]+$/g, "");
  if (word === "" || nullWords.includes(word)) return null;
  switch (kind) {
    case "string":
      return word;
    case "bool":
      return BOOL.test(word) ? word.length === 4 : BAD;
    case "float": {
      const value = FLOAT.test(word) ? Number(word) : specialValue(word);
      return value === BAD || type === "float64" ? value : Math.fround(value);
    }
    case "integer": {
      if (!INTEGER.test(word)) return BAD;
      const value = BigInt(word.startsWith("+") ? word.slice(1) : word);
      const [least, greatest] = rangeOf(type);
      if (value < least || value > greatest) return BAD;
      return type === "int64" ? value : Number(value);
    }
    default:
      return parseTime(word, type);
  }
}

function specialValue(word: string): number | typeof BAD {
  const found = SPECIAL.exec(word);
  if (found === null) return BAD;
  if (found[2]!.toLowerCase() === "nan") return Number.NaN;
  return found[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** ISO 8601: a day, or a day and a time with an optional distance from UTC. */
function parseTime(word: string, type: CsvType): bigint | typeof BAD {
  const time = TIME.exec(word);
  const day = DATE.exec(time === null ? word : time[1]!);
  if (day === null) return BAD;
  const [year, month, date] = day.slice(1).map(Number) as [number, number, number];
  const moment = new Date(0);
  moment.setUTCFullYear(year, month - 1, date);
  if (moment.getUTCMonth() !== month - 1 || moment.getUTCDate() !== date) return BAD;
  let seconds = BigInt(moment.getTime() / 1000);
  let micros = 0n;
  if (time !== null) {
    const [hour, minute, second] = [time[2], time[3], time[4] ?? "0"].map(Number) as [number, number, number];
    if (hour > 23 || minute > 59 || second > 59) return BAD;
    seconds += BigInt(hour * 3600 + minute * 60 + second - offsetOf(time[6]));
    micros = BigInt((time[5] ?? "").padEnd(6, "0"));
  }
  if (type === "timestamp[us]") return seconds * 1_000_000n + micros;
  return micros === 0n ? seconds : BAD;
}

function offsetOf(zone: string | undefined): number {
  if (zone === undefined || zone === "Z") return 0;
  const digits = zone.slice(1).replace(":", "").padEnd(4, "0");
  const size = Number(digits.slice(0, 2)) * 3600 + Number(digits.slice(2)) * 60;
  return zone.startsWith("-") ? -size : size;
}
