/**
 * Columns of a dataset: what its datatype means to a table.
 * @module
 */
import type { ColumnSchema, ColumnType } from "../../contract/index.js";
import { isComplex } from "./class-of.js";
import type { Datatype, Member } from "./model.js";
import { dtypeOf } from "./values.js";

/** How the bytes of a column's elements become values. */
export type Meaning =
  /** Numbers; `swap` is their width where the byte order is not little. */
  | { readonly kind: "numbers"; readonly swap: 0 | 2 | 4 | 8 }
  /** Half floats, widened. */
  | { readonly kind: "half"; readonly swap: 0 | 2 }
  /** PyTables' 64-bit times, in seconds. */
  | { readonly kind: "seconds"; readonly swap: 0 | 8 }
  /** Texts without the padding byte at their ends. */
  | { readonly kind: "text"; readonly padding: number }
  /** Bytes as they are. */
  | { readonly kind: "bytes" }
  /** Values of variable length, elsewhere; `unit` is the size of one of them, 0 for texts. */
  | { readonly kind: "heap"; readonly unit: number };

/** One column as stored; plain data, for workers. */
export type ColumnLayout = {
  readonly name: string;
  readonly type: ColumnType;
  readonly shape: readonly number[];
  readonly byteOrder: "<" | ">" | "|";
  /** Bytes from the start of an element of the dataset. */
  readonly offset: number;
  /** Bytes of one value: a number, a text. */
  readonly width: number;
  /** Values of one element: the product of the shape. */
  readonly count: number;
  readonly meaning: Meaning;
  /** Whether the numbers are times, in seconds. */
  readonly time?: "s";
};

/**
 * The columns of a compound, nested ones by their path; of any other type the one column `value`.
 * Complex numbers are pairs of floats: one more axis of 2. What has no values here (references, long doubles) is
 * binary.
 */
export function columnsOf(type: Datatype): ColumnLayout[] {
  if (type.kind !== "compound" || isComplex(type)) return [column("value", 0, type)];
  return type.members.flatMap((member) => columnsOfMember(member, "", 0));
}

function columnsOfMember({ name, offset, type }: Member, path: string, start: number): ColumnLayout[] {
  const full = path + name;
  if (type.kind === "compound" && !isComplex(type))
    return type.members.flatMap((inner) => columnsOfMember(inner, `${full}/`, start + offset));
  return [column(full, start + offset, type)];
}

function column(name: string, offset: number, type: Datatype): ColumnLayout {
  const shape: number[] = [];
  let inner = type;
  while (inner.kind === "array") {
    shape.push(...inner.shape);
    inner = inner.base;
  }
  if (isComplex(inner) && inner.kind === "compound") {
    shape.push(2);
    inner = inner.members[0]!.type;
  }
  const count = shape.reduce((product, n) => product * n, 1);
  const time = inner.kind === "time" ? ({ time: "s" } as const) : {};
  const common = { name, shape, offset, width: inner.size, count, ...time };
  if (inner.kind === "string") {
    const padding = inner.padding === "space-padded" ? 32 : 0;
    return { ...common, type: "string", byteOrder: "|", meaning: { kind: "text", padding } };
  }
  if (inner.kind === "vlen") {
    const unit = inner.text ? 0 : inner.base.size;
    return { ...common, type: inner.text ? "string" : "binary", byteOrder: "|", meaning: { kind: "heap", unit } };
  }
  if (inner.kind === "time" && inner.size === 8) {
    const swap = inner.order === ">" ? 8 : 0;
    return { ...common, type: "float64", byteOrder: inner.order, meaning: { kind: "seconds", swap } };
  }
  const dtype = dtypeOf(inner);
  if (dtype === undefined) return { ...common, type: "binary", byteOrder: "|", meaning: { kind: "bytes" } };
  const swap = dtype.byteOrder === ">" ? (dtype.itemsize as 2 | 4 | 8) : 0;
  const meaning: Meaning =
    dtype.name === "float16" ? { kind: "half", swap: swap === 2 ? 2 : 0 } : { kind: "numbers", swap };
  return { ...common, type: dtype.name, byteOrder: dtype.byteOrder, meaning };
}

/** The schema of columns, as sources have it. @param shape axes of a row that the dataset adds */
export function schemaOf(columns: readonly ColumnLayout[], shape: readonly number[] = []): ColumnSchema[] {
  return columns.map((layout) => ({
    name: layout.name,
    type: layout.type,
    byteOrder: layout.byteOrder,
    nullable: false,
    shape: [...shape, ...layout.shape],
    ...(layout.time && { time: layout.time }),
  }));
}

/** PyTables' word for the byte order of a type's columns. */
export function byteOrderText(type: Datatype): string {
  const orders = new Set(columnsOf(type).map(({ byteOrder }) => byteOrder));
  if (orders.has("<")) return orders.has(">") ? "mixed" : "little";
  return orders.has(">") ? "big" : "irrelevant";
}
