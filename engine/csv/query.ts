/**
 * The query by which DuckDB cuts a CSV file into fields and reads those that are beyond doubt. What is left is read by
 * `parseField`, so that both readers give the same values.
 * @module
 */
import { literal } from "../sql/types.js";
import { type CsvFormat, type CsvType, kindOf, MAX_LINE } from "./format.js";

/** SQL types of the values. */
const SQL_TYPES: { readonly [T in CsvType]: string } = {
  bool: "BOOLEAN",
  int8: "TINYINT",
  int16: "SMALLINT",
  int32: "INTEGER",
  int64: "BIGINT",
  uint8: "UTINYINT",
  uint16: "USMALLINT",
  uint32: "UINTEGER",
  float32: "FLOAT",
  float64: "DOUBLE",
  string: "VARCHAR",
  "timestamp[s]": "BIGINT",
  "timestamp[us]": "BIGINT",
};

/** What a query reads. */
export interface CsvQuery {
  readonly path: string;
  readonly gzip: boolean;
  /** Lines before the data. */
  readonly skip: number;
  readonly format: CsvFormat;
  /** Positions of the columns wanted. */
  readonly columns: readonly number[];
}

/**
 * For each column its value and, where that is null but the field is not, the field's text; then the number of fields
 * that are missing at the end of the record, or -1 when there are too many.
 */
export function csvQuery({ path, gzip, skip, format, columns }: CsvQuery): string {
  const { columns: all, delimiter, onError } = format;
  const field = (k: number): string => `c${k}`;
  const fields = [...all.keys(), all.length].map((k) => `${literal(field(k))}: 'VARCHAR'`);
  const missing = all.map((_, k) => `(${field(k)} IS NULL)::INTEGER`).join(" + ");
  const wanted = columns.flatMap((k) => {
    const value = sqlValue(field(k), all[k]!.type, format);
    const doubt = `CASE WHEN ${value} IS NULL AND ${field(k)} <> '' THEN ${field(k)} END`;
    return all[k]!.type === "string" ? [value] : [value, doubt];
  });
  const options = [
    "auto_detect = false",
    "header = false",
    `skip = ${skip}`,
    `delim = ${literal(delimiter)}`,
    `quote = '"'`,
    `escape = '"'`,
    `columns = {${fields.join(", ")}}`,
    // no file holds this, so that empty fields are told from missing ones
    "nullstr = chr(0)",
    "null_padding = true",
    `strict_mode = ${onError === "stop"}`,
    "parallel = false",
    `max_line_size = ${MAX_LINE}`,
    `compression = ${gzip ? "'gzip'" : "'none'"}`,
  ];
  return `SELECT ${[...wanted, `CASE WHEN ${field(all.length)} IS NULL THEN ${missing} ELSE -1 END`]
    .map((expression, i) => `${expression} AS v${i}`)
    .join(", ")} FROM read_csv(${literal(path)}, ${options.join(", ")})`;
}

function sqlValue(field: string, type: CsvType, { nullWords }: CsvFormat): string {
  const words = nullWords.map((word) => literal(word)).join(", ");
  const usual = nullWords.length === 0 ? "" : ` AND ${field} NOT IN (${words})`;
  const cast = (pattern: string, value: string): string =>
    `CASE WHEN regexp_full_match(${field}, ${literal(pattern)})${usual} THEN ${value} END`;
  switch (kindOf(type)) {
    case "string":
      return `CASE WHEN ${field} <> ''${usual} THEN ${field} END`;
    case "bool":
      return cast("(?i)true|false", `lower(${field}) = 'true'`);
    case "float":
      return cast(
        "[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?",
        `TRY_CAST(TRY_CAST(ltrim(${field}, '+') AS DOUBLE) AS ${SQL_TYPES[type]})`,
      );
    case "integer":
      return cast("[+-]?[0-9]+", `TRY_CAST(TRY_CAST(ltrim(${field}, '+') AS BIGINT) AS ${SQL_TYPES[type]})`);
    default: {
      const moment = `TRY_CAST(${field} AS TIMESTAMP)`;
      if (type === "timestamp[us]")
        return cast("\\d{4}-\\d\\d-\\d\\d([T ]\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,6})?)?", `epoch_us(${moment})`);
      return cast("\\d{4}-\\d\\d-\\d\\d([T ]\\d\\d:\\d\\d:\\d\\d)?", `epoch_us(${moment}) // 1000000`);
    }
  }
}
