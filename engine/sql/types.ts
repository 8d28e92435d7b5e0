/**
 * Types of DuckDB and the column types they become.
 * @module
 */
import type { ColumnSchema, ColumnType, DTypeName } from "../../contract/index.js";
import { NATIVE_ORDER } from "../dtype.js";

/** A type of DuckDB as plain data. */
export interface SqlType {
  /** DuckDB's name without parameters: `"DOUBLE"`, `"DECIMAL"`, `"ENUM"`. */
  readonly name: string;
  /** Digits of a DECIMAL. */
  readonly width?: number;
  /** Digits behind the point of a DECIMAL. */
  readonly scale?: number;
  /** Texts of an ENUM. */
  readonly values?: readonly string[];
  /** Elements of an ARRAY. */
  readonly length?: number;
  /** Type of an ARRAY's elements. */
  readonly item?: SqlType;
}

/** A value for a parameter of a query. */
export type SqlValue = null | undefined | boolean | number | bigint | string | Date | Uint8Array | readonly SqlValue[];

/** Values for parameters: `$name` by name, `?` and `$1` by position. */
export type SqlParameters = readonly SqlValue[] | { readonly [name: string]: SqlValue };

const PLAIN: { readonly [name: string]: DTypeName } = {
  BOOLEAN: "bool",
  TINYINT: "int8",
  SMALLINT: "int16",
  INTEGER: "int32",
  BIGINT: "int64",
  UTINYINT: "uint8",
  USMALLINT: "uint16",
  UINTEGER: "uint32",
  UBIGINT: "uint64",
  FLOAT: "float32",
  DOUBLE: "float64",
  HUGEINT: "int64",
  UHUGEINT: "uint64",
  DECIMAL: "float64",
};

const OTHERS: { readonly [name: string]: ColumnType } = {
  DATE: "timestamp[s]",
  TIMESTAMP_S: "timestamp[s]",
  TIMESTAMP_MS: "timestamp[ms]",
  TIMESTAMP: "timestamp[us]",
  TIMESTAMP_TZ: "timestamp[us]",
  TIMESTAMP_NS: "timestamp[ns]",
  BLOB: "binary",
};

/**
 * The column that a column of DuckDB becomes: numbers as they are (DECIMAL as float64, HUGEINT as int64), dates and
 * times as timestamps in UTC, arrays of numbers as vectors, everything else as DuckDB's text of it.
 */
export function columnOfSql(name: string, type: SqlType): ColumnSchema {
  const head = { name, byteOrder: NATIVE_ORDER, nullable: true };
  const item = type.name === "ARRAY" ? type.item : undefined;
  if (item !== undefined && isVectorItem(item)) return { ...head, type: PLAIN[item.name]!, shape: [type.length!] };
  return { ...head, type: PLAIN[type.name] ?? OTHERS[type.name] ?? "string", shape: [] };
}

/** Whether arrays of a type become vectors: numbers that lie in memory as ours do. */
export function isVectorItem({ name }: SqlType): boolean {
  return Object.hasOwn(PLAIN, name) && !/HUGEINT|DECIMAL/.test(name);
}

/** DuckDB's type for one of our columns; the element's type for vectors. */
export function sqlOfColumn({ type }: Pick<ColumnSchema, "type">): string {
  if (type === "string") return "VARCHAR";
  if (type === "binary") return "BLOB";
  if (type === "float16") return "FLOAT";
  const found = Object.entries({ ...OTHERS, ...PLAIN }).find(([name, own]) => own === type && name !== "DATE");
  return found![0];
}

/** A name in SQL, whatever it holds. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text in SQL, whatever it holds. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A file as DuckDB's functions take it: names with `*`, `?` or `[` mean themselves. */
export function fileLiteral(path: string): string {
  return literal(path.replace(/[*?[]/g, "[$&]"));
}
