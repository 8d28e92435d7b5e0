/**
 * Columns in memory into the bytes of a table's column, in native order. Nothing is lost silently: what does not fit
 * is refused.
 * @module
 */
import type { RowsColumn, TypedArray } from "../../../contract/index.js";
import { EngineError } from "../../errors.js";
import { narrowFloat16 } from "../../float16.js";
import type { StoredLeaf } from "./stored-leaves.js";
import { textBytes, texts } from "./text-bytes.js";
import { time64Bits } from "./time64.js";

type NumberKind = "int" | "uint" | "float";

/** Elements as {@link StoredLeaf} wants them, `rows` times `leaf.width` bytes. @throws InvalidArgument */
export function columnBytes(leaf: StoredLeaf, column: RowsColumn, rows: number): Uint8Array {
  const { type } = leaf;
  const scalars = leaf.shape.reduce((product, extent) => product * extent, 1);
  refuseNulls(leaf, column, rows);
  if (type.kind === "string") {
    sameShape(leaf, column, leaf.shape);
    return textBytes(leaf, column, rows * scalars, type.size, type.padding);
  }
  if (type.kind === "text") {
    // the texts themselves are put into the library's memory when it writes them
    sameShape(leaf, column, leaf.shape);
    if (column.offsets === undefined && column.dictionary === undefined) throw mismatch(leaf, column);
    return new Uint8Array();
  }
  if (type.kind === "enum") return enumBytes(leaf, column, rows * scalars, type);
  if (column.offsets !== undefined || column.dictionary !== undefined) throw mismatch(leaf, column);
  if (type.kind === "complex") return complexBytes(leaf, column, rows * scalars, type.size);
  sameShape(leaf, column, leaf.shape);
  const values = exactly(leaf, column, rows * scalars);
  if (type.kind === "bool") return bytesOf(boolValues(leaf, column, values));
  if (type.kind === "time") return bytesOf(timeValues(leaf, column, values, type.size));
  return bytesOf(numbers(leaf, column, values, type.kind as NumberKind, type.size));
}

function bytesOf(values: TypedArray): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** NaN is a value; nulls are not stored. */
function refuseNulls({ path }: StoredLeaf, { validity }: RowsColumn, rows: number): void {
  if (validity === undefined) return;
  for (let row = 0; row < rows; row++)
    if ((validity[row >> 3]! & (1 << (row & 7))) === 0)
      throw new EngineError(
        "InvalidArgument",
        `row ${row} of column '${path}' is null; tables hold no nulls, fill it first`,
      );
}

function sameShape(leaf: StoredLeaf, column: RowsColumn, shape: readonly number[]): void {
  const same = shape.length === column.shape.length && shape.every((extent, i) => extent === column.shape[i]);
  if (same) return;
  throw new EngineError(
    "InvalidArgument",
    `elements of column '${leaf.path}' have shape (${shape.join(", ")}), got (${column.shape.join(", ")})`,
  );
}

function exactly(leaf: StoredLeaf, column: RowsColumn, count: number): TypedArray {
  if (column.values.length === count) return column.values;
  if (column.values.length > count) return column.values.subarray(0, count);
  throw new EngineError("InvalidArgument", `column '${leaf.path}' has ${column.values.length} values of ${count}`);
}

function mismatch(leaf: StoredLeaf, column: RowsColumn, why = ""): EngineError {
  const { type } = leaf;
  const own =
    "size" in type ? `${type.kind}${type.kind === "string" ? ` of ${type.size} bytes` : type.size * 8}` : type.kind;
  return new EngineError("InvalidArgument", `column '${leaf.path}' is ${own}, got ${column.type}${why}`);
}

const ARRAYS: { readonly [key: string]: new (length: number) => TypedArray } = {
  int1: Int8Array,
  int2: Int16Array,
  int4: Int32Array,
  int8: BigInt64Array,
  uint1: Uint8Array,
  uint2: Uint16Array,
  uint4: Uint32Array,
  uint8: BigUint64Array,
  float4: Float32Array,
  float8: Float64Array,
};

/** Numbers of one kind from numbers of another. */
function numbers(leaf: StoredLeaf, column: RowsColumn, values: TypedArray, kind: NumberKind, size: number): TypedArray {
  if (column.type === "string" || column.type === "binary") throw mismatch(leaf, column);
  if (kind === "float" && size === 2) {
    const halves = new Uint16Array(values.length);
    narrowFloat16(Array.from(values as ArrayLike<number | bigint>, Number), halves);
    return halves;
  }
  const Target = ARRAYS[kind + size]!;
  if (values.constructor === Target && (column.type !== "bool" || size === 1)) return values;
  const target = new Target(values.length);
  if (kind === "float") {
    for (let i = 0; i < values.length; i++) target[i] = Number(values[i]);
    return target;
  }
  const [low, high] = limitsOf(kind, size);
  const wide = size === 8;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const fits =
      typeof value === "bigint"
        ? value >= low && value <= high
        : Number.isInteger(value) && value >= low && value <= high;
    if (!fits) throw mismatch(leaf, column, ` with ${String(value)} in place ${i}, which does not fit`);
    target[i] = wide ? BigInt(value) : Number(value);
  }
  return target;
}

function limitsOf(kind: "int" | "uint", size: number): readonly [bigint, bigint] {
  const bits = BigInt(size * 8);
  return kind === "uint" ? [0n, 2n ** bits - 1n] : [-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n];
}

function boolValues(leaf: StoredLeaf, column: RowsColumn, values: TypedArray): Uint8Array {
  if (column.type === "bool") return values as Uint8Array;
  const target = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = Number(values[i]);
    if (value !== 0 && value !== 1) throw mismatch(leaf, column, ` with ${String(values[i])} in place ${i}`);
    target[i] = value;
  }
  return target;
}

/** Time64 has 32 bits for the seconds. */
const MOST_SECONDS = 2 ** 31;

const PER_SECOND: { readonly [type: string]: bigint } = {
  "timestamp[s]": 1n,
  "timestamp[ms]": 1_000n,
  "timestamp[us]": 1_000_000n,
  "timestamp[ns]": 1_000_000_000n,
};

/** Seconds since 1970 as PyTables' Time32 and Time64 from numbers of seconds or timestamps. */
function timeValues(leaf: StoredLeaf, column: RowsColumn, values: TypedArray, size: number): TypedArray {
  const unit = PER_SECOND[column.type];
  const seconds =
    unit === undefined
      ? values
      : Float64Array.from(values as BigInt64Array as never, (value: bigint) => Number(value) / Number(unit));
  if (size === 4) {
    const whole = Float64Array.from(seconds as ArrayLike<number>, (value) => Math.floor(Number(value)));
    return numbers(leaf, { ...column, type: "float64" }, whole, "int", 4);
  }
  return BigInt64Array.from(seconds as never, (value: number | bigint, i: number) => {
    if (!(Math.abs(Number(value)) < MOST_SECONDS))
      throw mismatch(leaf, column, ` with ${String(value)} in place ${i}, and seconds are between -2^31 and 2^31`);
    return BigInt.asIntN(64, time64Bits(Number(value)));
  });
}

/** Pairs of floats: a column of shape `[…, 2]`, or real numbers. */
function complexBytes(leaf: StoredLeaf, column: RowsColumn, count: number, size: number): Uint8Array {
  const real = column.shape.length === leaf.shape.length;
  sameShape(leaf, column, real ? leaf.shape : [...leaf.shape, 2]);
  const values = exactly(leaf, column, real ? count : count * 2);
  const parts = numbers(leaf, column, values, "float", size / 2);
  if (!real) return bytesOf(parts);
  const pairs = new ARRAYS[`float${size / 2}`]!(count * 2);
  for (let i = 0; i < count; i++) pairs[i * 2] = parts[i]!;
  return bytesOf(pairs);
}

/** Names of an enum, or its values. */
function enumBytes(
  leaf: StoredLeaf,
  column: RowsColumn,
  count: number,
  type: Extract<StoredLeaf["type"], { readonly kind: "enum" }>,
): Uint8Array {
  sameShape(leaf, column, leaf.shape);
  const kind = type.signed ? "int" : "uint";
  const known = type.values.map(({ name }) => `'${name}'`).join(", ");
  if (column.offsets === undefined && column.dictionary === undefined) {
    const allowed = new Set(type.values.map(({ value }) => value));
    const values = numbers(leaf, column, exactly(leaf, column, count), kind, type.size);
    for (let i = 0; i < count; i++)
      if (!allowed.has(BigInt(values[i]!)))
        throw mismatch(leaf, column, ` with ${String(values[i])} in place ${i}, which is no value of ${known}`);
    return bytesOf(values);
  }
  const values = new Map(type.values.map(({ name, value }) => [name, value]));
  const target = new ARRAYS[kind + type.size]!(count);
  let i = 0;
  for (const text of texts(column, count)) {
    const value = values.get(text);
    if (value === undefined) throw mismatch(leaf, column, ` with '${text}' in place ${i}, which is none of ${known}`);
    target[i++] = type.size === 8 ? value : Number(value);
  }
  return bytesOf(target);
}
