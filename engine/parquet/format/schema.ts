/**
 * Elements of a schema: what a column holds.
 * Format: https://github.com/apache/parquet-format/blob/master/LogicalTypes.md
 * @module
 */
import type { Compact } from "./compact.js";

/** Physical types, by number. */
export const PHYSICAL: readonly string[] = [
  "BOOLEAN",
  "INT32",
  "INT64",
  "INT96",
  "FLOAT",
  "DOUBLE",
  "BYTE_ARRAY",
  "FIXED_LEN_BYTE_ARRAY",
];

/** What a physical type means. */
export type Logical =
  | { readonly kind: "none" | "text" | "date" | "other" }
  | { readonly kind: "decimal"; readonly scale: number }
  | { readonly kind: "timestamp"; readonly unit: "ms" | "us" | "ns"; readonly utc: boolean }
  | { readonly kind: "integer"; readonly bits: number; readonly signed: boolean };

/** An element of the schema: a column, or a group of them. */
export interface Element {
  readonly name: string;
  /** Number of its physical type; -1 for groups. */
  readonly type: number;
  readonly repetition: "required" | "optional" | "repeated";
  readonly children: number;
  readonly logical: Logical;
}

const REPETITIONS: readonly Element["repetition"][] = ["required", "optional", "repeated"];

/** Reads an element. */
export function readElement(reader: Compact): Element {
  const found = { name: "", type: -1, repetition: 0, children: 0 };
  let converted = -1;
  let scale = 0;
  let logical: Logical | undefined;
  reader.struct((field, type) => {
    if (field === 1) found.type = reader.int(type);
    if (field === 3) found.repetition = reader.int(type);
    if (field === 4) found.name = reader.text(type);
    if (field === 5) found.children = reader.size(type);
    if (field === 6) converted = reader.int(type);
    if (field === 7) scale = reader.int(type);
    if (field === 10)
      reader.inner(type, (id, of) => {
        logical = readLogical(reader, id, of);
      });
  });
  const repetition = REPETITIONS[found.repetition];
  if (repetition === undefined) throw reader.broken(`column '${found.name}' of repetition ${found.repetition}`);
  return { ...found, repetition, logical: logical ?? logicalOf(converted, scale) };
}

function readLogical(reader: Compact, id: number, type: number): Logical {
  if (id === 1) return { kind: "text" };
  if (id === 6) return { kind: "date" };
  if (id === 5) {
    let scale = 0;
    reader.inner(type, (field, of) => {
      if (field === 1) scale = reader.int(of);
    });
    return { kind: "decimal", scale };
  }
  if (id === 8) {
    let utc = false;
    let unit = 0;
    reader.inner(type, (field, of) => {
      if (field === 1) utc = reader.bool(of);
      if (field === 2)
        reader.inner(of, (each) => {
          unit = each;
        });
    });
    const name = (["ms", "us", "ns"] as const)[unit - 1];
    return name === undefined ? { kind: "other" } : { kind: "timestamp", unit: name, utc };
  }
  if (id === 10) {
    let bits = 0;
    let signed = true;
    reader.inner(type, (field, of) => {
      if (field === 1) bits = reader.int(of);
      if (field === 2) signed = reader.bool(of);
    });
    return { kind: "integer", bits, signed };
  }
  return { kind: "other" };
}

/** What older writers say with one number. */
function logicalOf(converted: number, scale: number): Logical {
  if (converted === -1) return { kind: "none" };
  if (converted === 0) return { kind: "text" };
  if (converted === 5) return { kind: "decimal", scale };
  if (converted === 6) return { kind: "date" };
  if (converted === 9 || converted === 10) return { kind: "timestamp", unit: converted === 9 ? "ms" : "us", utc: true };
  if (converted >= 11 && converted <= 18)
    return { kind: "integer", bits: 8 << ((converted - 11) % 4), signed: converted >= 15 };
  return { kind: "other" };
}
