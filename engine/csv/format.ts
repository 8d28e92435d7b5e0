/**
 * How a set of CSV files is written: plain data, found by sniffing or told by the user.
 * @module
 */
import type { ColumnSchema, DTypeName } from "../../contract/index.js";
import { NATIVE_ORDER } from "../dtype.js";

/** Types that columns of CSV files can have. A date is the moment at which its day begins, in UTC. */
export type CsvType = Exclude<DTypeName, "float16" | "uint64"> | "string" | "timestamp[s]" | "timestamp[us]";

/** Every {@link CsvType}. */
export const CSV_TYPES: readonly CsvType[] = [
  "bool",
  "int8",
  "int16",
  "int32",
  "int64",
  "uint8",
  "uint16",
  "uint32",
  "float32",
  "float64",
  "string",
  "timestamp[s]",
  "timestamp[us]",
];

/** What to do with rows of another number of fields and values that are none of their type. */
export type OnError = "stop" | "skip" | "null";

/** One column. */
export type CsvColumn = { readonly name: string; readonly type: CsvType };

/** How the files are written; crosses threads. */
export type CsvFormat = {
  /** One ASCII character. */
  readonly delimiter: string;
  readonly columns: readonly CsvColumn[];
  /** Words that mean null, besides the empty field. */
  readonly nullWords: readonly string[];
  /**
   * `"stop"`: an error. `"skip"`: the row is left out, whichever columns are read. `"null"`: the value is null; missing
   * fields are null, surplus ones are dropped.
   */
  readonly onError: OnError;
  /** Name of the encoding as `TextDecoder` knows it. */
  readonly encoding: string;
};

/** Bytes of the longest line. */
export const MAX_LINE = 2_097_152;

/** The columns as a source has them. */
export function schemaOf(format: CsvFormat): ColumnSchema[] {
  return format.columns.map(({ name, type }) => ({
    name,
    type,
    byteOrder: type === "bool" || type === "string" || type.endsWith("int8") ? "|" : NATIVE_ORDER,
    nullable: true,
    shape: [],
  }));
}

/** How a type's fields are read before they are narrowed. */
export type FieldKind = "integer" | "float" | "bool" | "string" | "time";

/** The kind of a type's fields. */
export function kindOf(type: CsvType): FieldKind {
  if (type === "bool" || type === "string") return type;
  if (type.startsWith("timestamp")) return "time";
  return type.startsWith("float") ? "float" : "integer";
}
