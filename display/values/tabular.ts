import type { ShownTable } from "./table.js";

/** Elements of an array looked at to tell whether it is a table. */
const LOOK = 100;

interface ArrowLike {
  readonly schema: { readonly fields: readonly { readonly name: string }[] };
  readonly numRows: number;
  getChildAt(column: number): { get(row: number): unknown } | null;
}

interface DataFrameLike {
  readonly columns: readonly string[];
  readonly shape: readonly number[];
  readonly index: readonly unknown[];
  readonly values: readonly unknown[];
  readonly dtypes: readonly string[];
}

/**
 * The table behind a value that this project did not make: an Arrow table, a DataFrame or Series of danfo.js. Known by
 * what they have, so that their packages are not needed.
 */
export function foreignTable(value: object): ShownTable | undefined {
  if (isArrow(value)) {
    const children = value.schema.fields.map((_, column) => value.getChildAt(column));
    return {
      columns: value.schema.fields.map(({ name }) => name),
      rows: value.numRows,
      row: (index) => children.map((child) => child?.get(index)),
    };
  }
  if (!isDataFrame(value)) return undefined;
  return {
    columns: value.columns.map(String),
    rows: value.shape[0],
    row(index) {
      // A Series has values in place of rows.
      const row = value.values[index];
      return Array.isArray(row) ? row : [row];
    },
    label: (index) => String(value.index[index]),
  };
}

/** The table in an array of plain objects: the union of their keys are its columns. */
export function recordsTable(value: readonly unknown[]): ShownTable | undefined {
  const first = value.slice(0, LOOK);
  if (first.length === 0 || !first.every(isRecord)) return undefined;
  const columns = [...new Set(first.flatMap((record) => Object.keys(record)))];
  if (columns.length === 0) return undefined;
  return {
    columns,
    rows: value.length,
    row: (index) => {
      const record = value[index];
      return columns.map((column) => (isRecord(record) ? record[column] : undefined));
    },
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function isArrow(value: object): value is ArrowLike {
  const { schema, numRows, getChildAt } = value as Partial<ArrowLike>;
  return typeof numRows === "number" && typeof getChildAt === "function" && Array.isArray(schema?.fields);
}

function isDataFrame(value: object): value is DataFrameLike {
  const { columns, shape, index, dtypes } = value as Partial<DataFrameLike>;
  return Array.isArray(columns) && Array.isArray(shape) && Array.isArray(index) && Array.isArray(dtypes);
}
