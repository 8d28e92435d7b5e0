/**
 * What a table's rows are made of, as plain data: the description that every way of writing one ends in.
 * @module
 */

/** Type of one element. Sizes are bytes as stored. */
export type FieldType =
  | { readonly kind: "bool" }
  | { readonly kind: "int" | "uint"; readonly size: 1 | 2 | 4 | 8 }
  | { readonly kind: "float"; readonly size: 2 | 4 | 8 }
  /** A pair of floats: `complex64` has size 8, `complex128` 16. */
  | { readonly kind: "complex"; readonly size: 8 | 16 }
  /** Fixed-width bytes; a shorter text ends in zeros. */
  | { readonly kind: "string"; readonly size: number }
  /** PyTables' Time32 (int32 seconds) and Time64 (seconds and microseconds). */
  | { readonly kind: "time"; readonly size: 4 | 8 }
  | { readonly kind: "enum"; readonly base: IntegerType; readonly members: readonly EnumMember[] }
  | { readonly kind: "compound"; readonly fields: readonly Field[] };

/** An integer type, of an enum's values. */
export type IntegerType = Extract<FieldType, { readonly kind: "int" | "uint" }>;

/** One name of an enum. */
export interface EnumMember {
  readonly name: string;
  readonly value: number | bigint;
}

/** One column of a table, or one member of a nested column. */
export interface Field {
  readonly name: string;
  readonly type: FieldType;
  /** Shape of one element: `[]` for scalars, `[3]` for 3-vectors. */
  readonly shape: readonly number[];
  /** Value of rows that give none: PyTables' `dflt`. Zero, false or empty unless told; every element of it alike. */
  readonly default?: FieldDefault;
}

/** A default of a column. */
export type FieldDefault = number | bigint | boolean | string;

/** A field that holds bytes: no compound. Nested columns are named by their path, `"info/name"`. */
export interface Leaf {
  readonly path: string;
  readonly type: Exclude<FieldType, { readonly kind: "compound" }>;
  readonly shape: readonly number[];
  readonly default: FieldDefault | undefined;
  /** Byte offset in the row. */
  readonly offset: number;
  /** Bytes of the whole element, all of its shape. */
  readonly size: number;
}

/** Bytes of one scalar of a type. */
export function typeSize(type: FieldType): number {
  if (type.kind === "bool") return 1;
  if (type.kind === "enum") return type.base.size;
  if (type.kind === "compound") return rowSize(type.fields);
  return type.size;
}

/** Bytes of a field with its shape. */
export function fieldSize({ type, shape }: Field): number {
  return shape.reduce((product, extent) => product * extent, typeSize(type));
}

/** Bytes of a row: fields follow each other without gaps, as in a packed NumPy dtype. */
export function rowSize(fields: readonly Field[]): number {
  return fields.reduce((sum, field) => sum + fieldSize(field), 0);
}

/** The leaves of a description in the order of their bytes. Arrays of compounds are not taken apart. */
export function leavesOf(fields: readonly Field[], prefix = "", start = 0): Leaf[] {
  const leaves: Leaf[] = [];
  let offset = start;
  for (const field of fields) {
    const path = prefix + field.name;
    const size = fieldSize(field);
    if (field.type.kind === "compound") leaves.push(...leavesOf(field.type.fields, `${path}/`, offset));
    else leaves.push({ path, type: field.type, shape: field.shape, default: field.default, offset, size });
    offset += size;
  }
  return leaves;
}
