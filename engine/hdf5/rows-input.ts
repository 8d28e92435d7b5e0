/**
 * Everything that rows can be given as, in pieces of columns.
 * @module
 */
import type { RowsParts } from "../../contract/index.js";
import { EngineError } from "../errors.js";
import { LazyTable } from "../lazy-table.js";
import { rowsBuilder } from "../rows/builder.js";
import { arrowRows, isArrowTable, type TableLike } from "../rows/from-arrow.js";
import { columnFromValues, columnsFromValues } from "../rows/from-values.js";
import { eachPiece, readRows } from "../rows/read.js";
import type { ScanInput } from "../scan.js";

/** Rows: objects, columns by name, results of queries, an Arrow table, or another table, which is streamed. */
export type RowsInput =
  | readonly object[]
  | { readonly [name: string]: ArrayLike<unknown> }
  | RowsParts
  | TableLike
  | AnyTable;

/** A table of any schema. */
export interface AnyTable {
  readonly input: ScanInput;
}

/**
 * Visits rows piece by piece, in order. Only a table comes in more than one.
 * @param file absolute path of the file that is written meanwhile
 * @throws InvalidArgument for what is none of these, and for tables of that file that are larger than 256 MiB
 */
export async function eachRows(
  input: RowsInput,
  file: string,
  visit: (rows: RowsParts) => Promise<void>,
): Promise<void> {
  return isTable(input) ? eachOfTable(input, file, visit) : visit(rowsOf(input));
}

/** Whether rows are a table, which is read piece by piece. */
export function isTable(input: RowsInput): input is AnyTable & LazyTable {
  return input instanceof LazyTable;
}

/** Rows in memory as columns. */
export function rowsOf(input: RowsInput): RowsParts {
  if (typeof input !== "object" || input === null)
    throw new EngineError(
      "InvalidArgument",
      `rows are objects, columns by name, an Arrow table or another table, got ${String(input)}`,
    );
  if (isArrowTable(input)) return arrowRows(input);
  if (isRows(input)) return input;
  if (Array.isArray(input)) return columnsFrom(valuesOf(input.map(flat)));
  return columnsFrom(input as { readonly [name: string]: ArrayLike<unknown> });
}

/** Objects as columns by name; what an object lacks is null. */
function valuesOf(records: readonly object[]): { readonly [name: string]: readonly unknown[] } {
  const names = new Set(records.flatMap((record) => Object.keys(record)));
  const cell = (record: object, name: string): unknown =>
    Object.hasOwn(record, name) ? (record as { readonly [key: string]: unknown })[name] : null;
  return Object.fromEntries([...names].map((name) => [name, records.map((record) => cell(record, name))]));
}

/** Columns by name; elements that are arrays make columns with a shape. */
function columnsFrom(values: { readonly [name: string]: ArrayLike<unknown> }): RowsParts {
  const entries = Object.entries(values);
  const shapes = entries.map(([, array]) => shapeOf(array?.[0]));
  const plain = columnsFromValues(
    Object.fromEntries(
      entries.map(([name, array], i) => [name, shapes[i]!.length === 0 ? array : Array.from(array, () => 0)]),
    ),
  );
  const columns = plain.columns.map((column, i) => {
    const shape = shapes[i]!;
    if (shape.length === 0) return column;
    const [name, array] = entries[i]!;
    return { ...columnFromValues(name, flattened(name, array, shape)), shape };
  });
  return { length: plain.length, columns };
}

function shapeOf(value: unknown): readonly number[] {
  if (!isArrayLike(value)) return [];
  return [value.length, ...shapeOf(value[0])];
}

function isArrayLike(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

function flattened(name: string, array: ArrayLike<unknown>, [extent, ...rest]: readonly number[]): unknown[] {
  return Array.from(array).flatMap((element, row) => {
    if (!isArrayLike(element) || element.length !== extent)
      throw new EngineError(
        "InvalidArgument",
        `elements of column '${name}' must have one shape: row 0 has ${extent} values, row ${row} ${isArrayLike(element) ? element.length : "none"}`,
      );
    return rest.length === 0 ? Array.from(element) : flattened(name, element, rest);
  });
}

function isRows(input: object): input is RowsParts {
  const { length, columns } = input as Partial<RowsParts>;
  return typeof length === "number" && Array.isArray(columns) && columns.every((column) => "values" in column);
}

/** Nested objects by path: `{ info: { x: 1 } }` → `{ "info/x": 1 }`. */
function flat(record: object): object {
  const entries = Object.entries(record).flatMap(([name, value]): [string, unknown][] => {
    const isPlain = typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
    return isPlain ? Object.entries(flat(value)).map(([key, inner]) => [`${name}/${key}`, inner]) : [[name, value]];
  });
  return Object.fromEntries(entries);
}

/** A file cannot be read while it grows: rows that go from table to table inside one are held in memory. */
const MOST_HELD = 256 << 20;

async function eachOfTable(
  { input }: AnyTable,
  file: string,
  visit: (rows: RowsParts) => Promise<void>,
): Promise<void> {
  const { source } = input;
  if (JSON.stringify(source.descriptor.files).includes(JSON.stringify(file))) {
    if (source.access === "indexed" && source.length * source.rowBytes > MOST_HELD)
      throw new EngineError(
        "InvalidArgument",
        `${source.length} rows of the same file are too many to append at once; append pieces: await table.append(await other.read({ start, stop }))`,
      );
    return visit(await readRows(input));
  }
  const schema = input.columns.map((column) => input.source.columns[column]!);
  await eachPiece(input, {}, async ({ columns, rows, picked }) => {
    // pieces are views of memory that the next one overwrites, and what is picked must be put together
    const builder = rowsBuilder(schema, picked?.length ?? rows);
    builder.append(columns, rows, picked);
    await visit(builder.finish());
  });
}
