/**
 * The pairs of a result as columns.
 * @module
 */
import type { RowsColumn, RowsParts } from "../contract/index.js";
import { columnFromValues } from "../engine/rows/from-values.js";
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

/** A column of one type; what is of no type a column has, or of several, becomes text as {@link encode} writes it. */
function columnOf({ name, values }: Field): RowsColumn {
  const kinds = new Set(values.flatMap((value) => (value === undefined || value === null ? [] : [kindOf(value)])));
  if (kinds.size <= 1 && !kinds.has("other")) return columnFromValues(name, values);
  return columnFromValues(
    name,
    values.map((value) =>
      value === undefined || value === null ? null : typeof value === "string" ? value : encode(value),
    ),
  );
}

function kindOf(value: Pairable): string {
  if (typeof value === "object" || (typeof value === "bigint" && BigInt.asIntN(64, value) !== value)) return "other";
  return typeof value;
}
