/**
 * The pairs of a result as columns.
 * @module
 */
import type { RowsColumn, RowsParts } from "../contract/index.js";
import { decode, encode, type Pairable } from "./codec.js";
import { cutLine } from "./groups.js";

/** A field of the result: its name and a value for each row; undefined where a row has none. */
interface Field {
  readonly name: string;
  readonly values: (Pairable | undefined)[];
}

/**
 * Columns `key` and `value`; where every value is a plain object, a column for each of its members instead of `value`,
 * and where every key is an array of one length, columns `key_0`, `key_1`, …
 * @param lines `key\tvalue`, as {@link encode} wrote them
 */
export function resultColumns(lines: readonly string[]): RowsParts {
  const pairs = lines.map(cutLine);
  const keys = pairs.map(({ key }) => decode(key));
  const values = pairs.map(({ value }) => decode(value));
  const fields = [...keyFields(keys), ...valueFields(values)];
  return { length: lines.length, columns: fields.map(columnOf) };
}

function keyFields(keys: readonly Pairable[]): Field[] {
  const width = Array.isArray(keys[0]) ? keys[0].length : 0;
  if (width === 0 || !keys.every((key) => Array.isArray(key) && key.length === width))
    return [{ name: "key", values: [...keys] }];
  return Array.from({ length: width }, (_, i) => ({
    name: `key_${i}`,
    values: keys.map((key) => (key as readonly Pairable[])[i]),
  }));
}

function valueFields(values: readonly Pairable[]): Field[] {
  if (values.length === 0 || !values.every(isRecord)) return [{ name: "value", values: [...values] }];
  const names = [...new Set(values.flatMap((value) => Object.keys(value)))];
  if (names.length === 0) return [{ name: "value", values: [...values] }];
  return names.map((name) => ({
    name: name === "key" || /^key_\d+$/.test(name) ? `value_${name}` : name,
    values: values.map((value) => value[name]),
  }));
}

function isRecord(value: Pairable): value is { readonly [name: string]: Pairable } {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}

function columnOf({ name, values }: Field): RowsColumn {
  const isNull = (value: Pairable | undefined): boolean => value === undefined || value === null;
  const present = values.filter((value) => !isNull(value));
  const validity = present.length === values.length ? {} : { validity: bitsOf(values.map((value) => !isNull(value))) };
  const all = (type: string): boolean => present.length > 0 && present.every((value) => typeof value === type);
  const shape: readonly number[] = [];
  if (all("number"))
    return {
      name,
      type: "float64",
      shape,
      values: Float64Array.from(values, (value) => Number(value ?? Number.NaN)),
      ...validity,
    };
  if (all("boolean"))
    return {
      name,
      type: "bool",
      shape,
      values: Uint8Array.from(values, (value) => (value === true ? 1 : 0)),
      ...validity,
    };
  if (present.length > 0 && present.every(isInt64))
    return {
      name,
      type: "int64",
      shape,
      values: BigInt64Array.from(values, (value) => (value as bigint | null) ?? 0n),
      ...validity,
    };
  const texts = values.map((value) =>
    Buffer.from(isNull(value) ? "" : typeof value === "string" ? value : encode(value)),
  );
  const offsets = new Int32Array(values.length + 1);
  for (const [i, text] of texts.entries()) offsets[i + 1] = offsets[i]! + text.length;
  return { name, type: "string", shape, values: new Uint8Array(Buffer.concat(texts)), offsets, ...validity };
}

function isInt64(value: Pairable | undefined): boolean {
  return typeof value === "bigint" && BigInt.asIntN(64, value) === value;
}

/** A bitmap, least significant bit first. */
function bitsOf(flags: readonly boolean[]): Uint8Array {
  const bits = new Uint8Array((flags.length + 7) >> 3);
  for (const [i, flag] of flags.entries()) if (flag) bits[i >> 3]! |= 1 << (i & 7);
  return bits;
}
