/**
 * Descriptions of new tables: plain objects, NumPy's lists of fields, Arrow schemas.
 * @module
 */
import { didYouMean, EngineError } from "../errors.js";
import { type ArrowSchema, arrowFields } from "./arrow-fields.js";
import type { TableOrder } from "./write/datatype.js";
import type { EnumMember, Field, FieldDefault, FieldType, IntegerType } from "./write/fields.js";

/**
 * Type of a column as users write it: `"float64"`, `"f8"`, `"<f8"`, `">i4"`, `"bool"`, `"S16"` (16 bytes of text),
 * `"complex128"`, `"time32"`, `"time64"`.
 */
export type ColumnSpec = string;

/** A column with more to say than its type. */
export interface ColumnOptions {
  readonly dtype: ColumnSpec;
  /** Shape of one element; scalars unless told. */
  readonly shape?: readonly number[];
  /** Value of rows that give none; zero, false or empty unless told. */
  readonly dflt?: FieldDefault;
}

/** An enumerated column: names and their values; stored as `base`, `"uint8"` unless told. */
export interface EnumOptions {
  readonly enum: { readonly [name: string]: number | bigint };
  readonly base?: ColumnSpec;
  readonly shape?: readonly number[];
  /** A name; the first one unless told. */
  readonly dflt?: string;
}

/** Columns by name, in order: `{ country: "int64", name: "S16", position: { dtype: "f8", shape: [3] }, info: { x: "f8" } }`. */
export type PlainDescription = { readonly [name: string]: ColumnSpec | ColumnOptions | EnumOptions | PlainDescription };

/** NumPy's list of fields: `[["country", "<i8"], ["v", "<f8", [3]], ["info", [["x", "<f8"]]]]`. */
export type NumpyDescription = readonly (
  | readonly [name: string, dtype: ColumnSpec | NumpyDescription]
  | readonly [name: string, dtype: ColumnSpec | NumpyDescription, shape: number | readonly number[]]
)[];

/** Everything that describes a table. */
export type DescriptionInput = PlainDescription | NumpyDescription | ArrowSchema;

/** The fields of a description, and the byte order that its types ask for. */
export interface Described {
  readonly fields: readonly Field[];
  readonly byteorder: TableOrder;
}

/**
 * Reads a description.
 * @throws InvalidArgument for unknown types (with the nearest), empty names, names with `/`, and mixed byte orders
 */
export function describe(description: DescriptionInput): Described {
  const orders = new Set<string>();
  const fields = isArrowSchema(description)
    ? arrowFields(description)
    : Array.isArray(description)
      ? numpyFields(description as NumpyDescription, orders)
      : plainFields(description as PlainDescription, orders);
  if (orders.size > 1)
    throw new EngineError(
      "InvalidArgument",
      "columns of one table must have one byte order; the description mixes '<' and '>'",
    );
  return { fields, byteorder: orders.has(">") ? "big" : "little" };
}

function isArrowSchema(description: DescriptionInput): description is ArrowSchema {
  const { fields } = description as { readonly fields?: unknown };
  return (
    Array.isArray(fields) && fields.every((field) => typeof field === "object" && field !== null && "type" in field)
  );
}

function plainFields(description: PlainDescription, orders: Set<string>): Field[] {
  return Object.entries(description).map(([name, column]): Field => {
    checkFieldName(name);
    if (typeof column === "string") return { name, ...typeOf(name, column, orders), shape: [] };
    if (typeof column !== "object" || column === null) throw badType(name, String(column));
    if (isEnum(column)) return enumField(name, column, orders);
    if (isOptions(column)) {
      const { dtype, shape = [], dflt } = column;
      const field = { name, ...typeOf(name, dtype, orders), shape: checkShape(name, shape) };
      return dflt === undefined ? field : { ...field, default: dflt };
    }
    return { name, type: { kind: "compound", fields: plainFields(column, orders) }, shape: [] };
  });
}

function isOptions(column: object): column is ColumnOptions {
  return (
    "dtype" in column &&
    typeof column.dtype === "string" &&
    Object.keys(column).every((key) => ["dtype", "shape", "dflt"].includes(key))
  );
}

function isEnum(column: object): column is EnumOptions {
  const members = (column as Partial<EnumOptions>).enum;
  return typeof members === "object" && Object.values(members).every((value) => typeof value !== "string");
}

function enumField(name: string, column: EnumOptions, orders: Set<string>): Field {
  const { type: base } = typeOf(name, column.base ?? "uint8", orders);
  if (base.kind !== "int" && base.kind !== "uint")
    throw new EngineError(
      "InvalidArgument",
      `column '${name}': an enum is stored as integers, got base '${column.base}'`,
    );
  const members: EnumMember[] = Object.entries(column.enum).map(([key, value]) => ({ name: key, value }));
  if (members.length === 0)
    throw new EngineError("InvalidArgument", `column '${name}': an enum needs at least one name`);
  const type: FieldType = { kind: "enum", base: base as IntegerType, members };
  const field = { name, type, shape: checkShape(name, column.shape ?? []) };
  return column.dflt === undefined ? field : { ...field, default: column.dflt };
}

function numpyFields(description: NumpyDescription, orders: Set<string>): Field[] {
  return description.map((entry): Field => {
    if (!Array.isArray(entry) || typeof entry[0] !== "string")
      throw new EngineError(
        "InvalidArgument",
        `a field is [name, dtype] or [name, dtype, shape], got ${JSON.stringify(entry)}`,
      );
    const [name, dtype, shape = []] = entry as [string, ColumnSpec | NumpyDescription, (number | readonly number[])?];
    checkFieldName(name);
    const extents = checkShape(name, typeof shape === "number" ? [shape] : shape);
    if (typeof dtype === "string") return { name, ...typeOf(name, dtype, orders), shape: extents };
    if (extents.length > 0)
      throw new EngineError("InvalidArgument", `column '${name}': nested columns have no shape in PyTables`);
    return { name, type: { kind: "compound", fields: numpyFields(dtype, orders) }, shape: [] };
  });
}

function checkShape(name: string, shape: readonly number[]): readonly number[] {
  if (Array.isArray(shape) && shape.every((extent) => Number.isSafeInteger(extent) && extent > 0)) return shape;
  throw new EngineError(
    "InvalidArgument",
    `column '${name}': shape must be positive integers, got ${JSON.stringify(shape)}`,
  );
}

function checkFieldName(name: string): void {
  if (name === "" || name.includes("/") || name.includes("\0") || name.startsWith("_v_"))
    throw new EngineError(
      "InvalidArgument",
      `column name ${JSON.stringify(name)} must not be empty, contain '/' or begin with '_v_'`,
    );
}

const NAMES: { readonly [name: string]: FieldType } = {
  bool: { kind: "bool" },
  "?": { kind: "bool" },
  b1: { kind: "bool" },
  float: { kind: "float", size: 8 },
  int: { kind: "int", size: 8 },
  time32: { kind: "time", size: 4 },
  time64: { kind: "time", size: 8 },
  ...sized("int", "int", "i", [1, 2, 4, 8]),
  ...sized("uint", "uint", "u", [1, 2, 4, 8]),
  ...sized("float", "float", "f", [2, 4, 8]),
  ...sized("complex", "complex", "c", [8, 16]),
};

function sized(kind: string, word: string, letter: string, sizes: readonly number[]): { [name: string]: FieldType } {
  return Object.fromEntries(
    sizes.flatMap((size) =>
      [`${word}${size * 8}`, `${letter}${size}`].map((name) => [name, { kind, size } as FieldType]),
    ),
  );
}

function typeOf(name: string, spec: ColumnSpec, orders: Set<string>): { readonly type: FieldType } {
  const order = /^[<>=|]/.exec(spec)?.[0];
  const body = order === undefined ? spec : spec.slice(1);
  const text = /^[Sa](\d+)$/.exec(body);
  if (text !== null && Number(text[1]) > 0) return { type: { kind: "string", size: Number(text[1]) } };
  const type = Object.hasOwn(NAMES, body) ? NAMES[body] : undefined;
  if (type === undefined) throw badType(name, spec);
  if ((order === "<" || order === ">") && "size" in type && type.size > 1 && type.kind !== "time") orders.add(order);
  return { type };
}

function badType(name: string, spec: string): EngineError {
  const hint = /^(str|string|U\d*|S0?)$/.test(spec)
    ? "; texts have a fixed length of bytes, such as 'S16'"
    : didYouMean(spec, Object.keys(NAMES));
  return new EngineError("InvalidArgument", `column '${name}': unknown type '${spec}'${hint}`);
}
