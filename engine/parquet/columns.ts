/**
 * Columns of a Parquet file: what they are to a table, and whether our own reader reads them.
 * @module
 */
import type { ColumnSchema, ColumnType } from "../../contract/index.js";
import { NATIVE_ORDER } from "../dtype.js";
import type { Footer } from "./format/footer.js";
import { corrupt } from "./format/problem.js";
import { type Element, PHYSICAL } from "./format/schema.js";

/** How stored values become those of the column. */
export type Meaning = "same" | "bits" | "narrow1" | "narrow2" | "days" | "millis" | "text" | "bytes";

/** A column as our own reader needs it; plain data, for workers. */
export type ColumnLayout = {
  readonly name: string;
  readonly type: ColumnType;
  /** Position of its chunk in a row group. */
  readonly leaf: number;
  /** Bytes of a stored value; 0 for bits and for texts. */
  readonly stored: 0 | 4 | 8;
  /** Bytes of a value in memory; 0 for texts. */
  readonly width: 0 | 1 | 2 | 4 | 8;
  readonly meaning: Meaning;
  /** Whether rows may be null: values stand behind definition levels. */
  readonly optional: boolean;
};

/** A column directly below the schema's root. */
export interface TopColumn {
  readonly name: string;
  readonly element: Element;
  /** Position of its chunk in a row group; of a nested column, the first one. */
  readonly leaf: number;
  /** How our own reader reads it, or why it does not. */
  readonly layout: ColumnLayout | string;
}

const CODECS = ["UNCOMPRESSED", "SNAPPY", "GZIP", "LZO", "BROTLI", "LZ4", "ZSTD", "LZ4_RAW"];
const OWN_CODECS = [0, 1, 2, 6, 7];
const ENCODINGS = [
  "PLAIN",
  "GROUP_VAR_INT",
  "PLAIN_DICTIONARY",
  "RLE",
  "BIT_PACKED",
  "DELTA_BINARY_PACKED",
  "DELTA_LENGTH_BYTE_ARRAY",
  "DELTA_BYTE_ARRAY",
  "RLE_DICTIONARY",
  "BYTE_STREAM_SPLIT",
];
/** Some writers name BIT_PACKED for levels that are not there. */
const OWN_ENCODINGS = [0, 2, 3, 4, 8];

/** Chunks of more bytes are DuckDB's. */
const LARGEST_CHUNK = 2 ** 30;

/** The columns of a file. @throws CorruptData for a schema that is no tree */
export function topColumns(footer: Footer): TopColumn[] {
  const { elements, top, path } = footer;
  const columns: TopColumn[] = [];
  let [at, leaf] = [0, 0];
  for (let i = 0; i < top; i++) {
    const element = elements[at];
    if (element === undefined) throw corrupt(path, `a schema of ${top} columns has ${i}`);
    const first = leaf;
    let left = 1;
    for (; left > 0; left--, at++) {
      const each = elements[at];
      if (each === undefined) throw corrupt(path, `the schema ends within column '${element.name}'`);
      left += each.children;
      if (each.children === 0) leaf++;
    }
    columns.push({ name: element.name, element, leaf: first, layout: layoutOf(element, first, footer) });
  }
  if (at !== elements.length) throw corrupt(path, `a schema of ${elements.length} elements, ${at} of them in columns`);
  return columns;
}

function layoutOf(element: Element, leaf: number, { groups, path }: Footer): ColumnLayout | string {
  const { name, type, repetition, children } = element;
  const why = (reason: string): string => `column '${name}' ${reason}`;
  if (children > 0 || repetition === "repeated") return why("is nested");
  const meant = meaningOf(element);
  if (meant === undefined) return why(`is ${PHYSICAL[type] ?? `type ${type}`} ${element.logical.kind}`);
  for (const [g, group] of groups.entries()) {
    const chunk = group.chunks[leaf]!;
    const place = `in row group ${g} of '${name}'`;
    if (chunk.type !== type) throw corrupt(path, `type ${chunk.type} ${place}, the schema says ${type}`);
    if (chunk.values !== group.rows)
      throw corrupt(path, `${chunk.values} values ${place}, which has ${group.rows} rows`);
    if (!OWN_CODECS.includes(chunk.codec)) return why(`is compressed with ${CODECS[chunk.codec] ?? chunk.codec}`);
    const other = chunk.encodings.find((each) => !OWN_ENCODINGS.includes(each));
    if (other !== undefined) return why(`is encoded as ${ENCODINGS[other] ?? other}`);
    if (chunk.bytes > LARGEST_CHUNK) return why(`has a chunk of ${chunk.bytes} bytes`);
  }
  return { name, leaf, optional: repetition === "optional", ...meant };
}

type Meant = Pick<ColumnLayout, "type" | "stored" | "width" | "meaning">;

/** What DuckDB makes of a type; undefined for those that it alone reads. */
function meaningOf({ type, logical }: Element): Meant | undefined {
  const { kind } = logical;
  switch (PHYSICAL[type]) {
    case "BOOLEAN":
      return kind === "none" ? { type: "bool", stored: 0, width: 1, meaning: "bits" } : undefined;
    case "INT32":
      if (kind === "none") return { type: "int32", stored: 4, width: 4, meaning: "same" };
      if (kind === "date") return { type: "timestamp[s]", stored: 4, width: 8, meaning: "days" };
      return logical.kind === "integer" ? integer32(logical.bits, logical.signed) : undefined;
    case "INT64":
      if (kind === "none") return { type: "int64", stored: 8, width: 8, meaning: "same" };
      if (logical.kind === "integer" && logical.bits === 64)
        return { type: logical.signed ? "int64" : "uint64", stored: 8, width: 8, meaning: "same" };
      return logical.kind === "timestamp" ? timestamp(logical.unit, logical.utc) : undefined;
    case "FLOAT":
      return kind === "none" ? { type: "float32", stored: 4, width: 4, meaning: "same" } : undefined;
    case "DOUBLE":
      return kind === "none" ? { type: "float64", stored: 8, width: 8, meaning: "same" } : undefined;
    case "BYTE_ARRAY":
      if (kind === "none") return { type: "binary", stored: 0, width: 0, meaning: "bytes" };
      return kind === "text" ? { type: "string", stored: 0, width: 0, meaning: "text" } : undefined;
    default:
      return undefined;
  }
}

function integer32(bits: number, signed: boolean): Meant | undefined {
  const stored = 4 as const;
  if (bits === 8) return { type: signed ? "int8" : "uint8", stored, width: 1, meaning: "narrow1" };
  if (bits === 16) return { type: signed ? "int16" : "uint16", stored, width: 2, meaning: "narrow2" };
  return bits === 32 ? { type: signed ? "int32" : "uint32", stored, width: 4, meaning: "same" } : undefined;
}

function timestamp(unit: "ms" | "us" | "ns", utc: boolean): Meant | undefined {
  if (unit === "ns") return utc ? undefined : { type: "timestamp[ns]", stored: 8, width: 8, meaning: "same" };
  return { type: "timestamp[us]", stored: 8, width: 8, meaning: unit === "ms" ? "millis" : "same" };
}

/** The schema of columns that are all read by our own reader; undefined where one is not. */
export function ownSchema(columns: readonly TopColumn[]): ColumnSchema[] | undefined {
  const schema = columns.flatMap(({ layout }) => (typeof layout === "string" ? [] : [schemaOf(layout)]));
  return schema.length === columns.length ? schema : undefined;
}

function schemaOf({ name, type }: ColumnLayout): ColumnSchema {
  return { name, byteOrder: NATIVE_ORDER, nullable: true, type, shape: [] };
}
