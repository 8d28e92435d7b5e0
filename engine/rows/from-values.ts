/**
 * Columns in memory from JavaScript values.
 * @module
 */
import type { ColumnType, RowsColumn, RowsParts, TypedArray } from "../../contract/index.js";
import { dtypeOfArray } from "../dtype.js";
import { EngineError } from "../errors.js";

/**
 * Columns from arrays of one length: typed arrays as they are, other arrays by what they hold: numbers are float64,
 * bigints int64, Dates timestamp[ms], then booleans and strings; null and undefined are nulls.
 * @throws InvalidArgument for arrays that mix types or differ in length, and for other values
 */
export function columnsFromValues(values: { readonly [name: string]: ArrayLike<unknown> }): RowsParts {
  const entries = Object.entries(values);
  const length = entries[0]?.[1].length ?? 0;
  const columns = entries.map(([name, array]) => {
    if (array.length !== length)
      throw new EngineError(
        "InvalidArgument",
        `columns must be of equal length: '${entries[0]![0]}' has ${length} elements, '${name}' has ${array.length}`,
      );
    return columnFromValues(name, array);
  });
  return { length, columns };
}

/** Columns from objects; the first object's keys and those of the others are the names, missing values are nulls. */
export function columnsFromRecords(records: readonly object[]): RowsParts {
  const names = [...new Set(records.flatMap((record) => Object.keys(record)))];
  const fields = records as readonly { readonly [name: string]: unknown }[];
  return columnsFromValues(
    Object.fromEntries(
      names.map((name) => [name, fields.map((record) => (Object.hasOwn(record, name) ? record[name] : null))]),
    ),
  );
}

/** One column from an array. @throws InvalidArgument */
export function columnFromValues(name: string, values: ArrayLike<unknown>): RowsColumn {
  if (ArrayBuffer.isView(values) && !(values instanceof DataView)) {
    const array = values as unknown as TypedArray;
    return { name, type: dtypeOfArray(array), shape: [], values: array };
  }
  const nulls = (row: number): boolean => values[row] === null || values[row] === undefined;
  let first = 0;
  while (first < values.length && nulls(first)) first++;
  const kind = kindOf(values[first]);
  if (kind === undefined)
    throw new EngineError(
      "InvalidArgument",
      `column '${name}' holds ${describe(values[first])} in row ${first}; numbers, bigints, strings, booleans, dates and null are what a column can hold`,
    );
  let validity: Uint8Array | undefined;
  for (let row = 0; row < values.length; row++) {
    if (nulls(row)) {
      validity ??= new Uint8Array((values.length + 7) >> 3).fill(0xff);
      validity[row >> 3]! &= ~(1 << (row & 7));
    } else if (typeof values[row] === "bigint" && BigInt.asIntN(64, values[row] as bigint) !== values[row])
      throw new EngineError("InvalidArgument", `column '${name}' holds ${values[row]} in row ${row}, beyond int64`);
    else if (kindOf(values[row]) !== kind)
      throw new EngineError(
        "InvalidArgument",
        `column '${name}' holds one type: row ${first} is ${describe(values[first])}, row ${row} is ${describe(values[row])}`,
      );
  }
  return { name, shape: [], ...stored(kind, values, nulls), ...(validity === undefined ? {} : { validity }) };
}

type Kind = "number" | "bigint" | "boolean" | "string" | "date";

function kindOf(value: unknown): Kind | undefined {
  if (value === null || value === undefined) return "number";
  if (value instanceof Date) return "date";
  const kind = typeof value;
  return kind === "number" || kind === "bigint" || kind === "boolean" || kind === "string" ? kind : undefined;
}

function stored(
  kind: Kind,
  values: ArrayLike<unknown>,
  isNull: (row: number) => boolean,
): Pick<RowsColumn, "values" | "offsets"> & { readonly type: ColumnType } {
  const { length } = values;
  const fill = <T extends TypedArray>(array: T, convert: (value: never) => number | bigint): T => {
    for (let row = 0; row < length; row++) if (!isNull(row)) array[row] = convert(values[row] as never);
    return array;
  };
  if (kind === "number") return { type: "float64", values: fill(new Float64Array(length), (value: number) => value) };
  if (kind === "bigint") return { type: "int64", values: fill(new BigInt64Array(length), (value: bigint) => value) };
  if (kind === "boolean")
    return { type: "bool", values: fill(new Uint8Array(length), (value: boolean) => Number(value)) };
  if (kind === "date")
    return { type: "timestamp[ms]", values: fill(new BigInt64Array(length), (value: Date) => BigInt(value.getTime())) };
  const parts = Array.from({ length }, (_, row) => Buffer.from(isNull(row) ? "" : (values[row] as string)));
  const offsets = new Int32Array(length + 1);
  parts.forEach((part, row) => {
    offsets[row + 1] = offsets[row]! + part.length;
  });
  return { type: "string", values: new Uint8Array(Buffer.concat(parts)), offsets };
}

function describe(value: unknown): string {
  if (value instanceof Date) return "a date";
  if (typeof value === "string") return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  return typeof value === "object" || typeof value === "function"
    ? `a ${value?.constructor?.name ?? typeof value}`
    : String(value);
}
