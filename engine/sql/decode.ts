/**
 * DuckDB's vectors → columns in memory.
 * @module
 */
import type { RowsColumn, TypedArray } from "../../contract/index.js";
import { isDTypeName, memoryWidth, viewOf } from "../dtype.js";
import { EngineError } from "../errors.js";
import { isValid } from "../rows/cells.js";
import { elementsOf, storageOf } from "../rows/layout.js";
import { columnOfSql, type SqlType } from "./types.js";

/** A vector of DuckDB, as far as decoding needs it. Its memory lives as long as its chunk. */
export interface RawVector {
  /** The first `n` bytes of the values. */
  bytes(n: number): Uint8Array;
  /** Validity bits of at least `rows` rows; undefined when all are valid. */
  validity(rows: number): Uint8Array | undefined;
  /** `n` bytes behind the pointer that stands at byte `at` of {@link bytes}. */
  behind(bytes: Uint8Array, at: number, n: number): Uint8Array;
  /** Elements of an ARRAY. */
  child(): RawVector;
  /** DuckDB's text of a value. */
  text(row: number): string;
}

/** Copies a vector of `rows` rows. @throws InvalidArgument for a HUGEINT beyond 64 bits */
export function decodeVector(name: string, type: SqlType, vector: RawVector, rows: number): RowsColumn {
  const { type: as, shape } = columnOfSql(name, type);
  const bits = vector.validity(rows);
  const some = bits?.subarray(0, (rows + 7) >> 3);
  const validity = some !== undefined && hasNulls(some, rows) ? some.slice() : undefined;
  const head = { name, type: as, shape, ...(validity === undefined ? {} : { validity }) };
  const valid = (row: number): boolean => isValid(validity, row);
  if (shape.length > 0) return { ...head, values: copied(vector.child(), storageOf(as), rows * elementsOf({ shape })) };
  if (type.name === "ENUM")
    return { ...head, values: codes(type.values!, vector, rows, valid), dictionary: type.values! };
  if (type.name === "VARCHAR" || type.name === "BLOB") return { ...head, ...texts(vector, rows, valid) };
  if (type.name === "DATE") return { ...head, values: days(vector, rows, valid) };
  if (type.name === "DECIMAL") return { ...head, values: decimals(type, vector, rows, valid) };
  if (type.name === "HUGEINT" || type.name === "UHUGEINT")
    return { ...head, values: huge(name, as, vector, rows, valid) };
  if (as === "string") return { ...head, ...others(vector, rows, valid) };
  return { ...head, values: copied(vector, storageOf(as), rows) };
}

function hasNulls(bits: Uint8Array, rows: number): boolean {
  const whole = rows >> 3;
  for (let i = 0; i < whole; i++) if (bits[i] !== 255) return true;
  for (let row = whole * 8; row < rows; row++) if (!isValid(bits, row)) return true;
  return false;
}

/** Reads copies of the bytes as a typed array; DuckDB's memory need not be aligned for it. */
function copied(vector: RawVector, type: Parameters<typeof viewOf>[0], n: number): TypedArray {
  const bytes = vector.bytes(n * memoryWidth(type)).slice();
  return viewOf(type, bytes.buffer, 0, n);
}

function codes(texts: readonly string[], vector: RawVector, rows: number, valid: (row: number) => boolean): Int32Array {
  const type = texts.length <= 256 ? "uint8" : texts.length <= 65_536 ? "uint16" : "uint32";
  const stored = copied(vector, type, rows);
  return Int32Array.from({ length: rows }, (_, row) => (valid(row) ? Number(stored[row]) : 0));
}

/** Bytes of a string that stand beside its length, without a pointer. */
const INLINE = 12;

function texts(
  vector: RawVector,
  rows: number,
  valid: (row: number) => boolean,
): { readonly values: Uint8Array; readonly offsets: Int32Array } {
  const bytes = vector.bytes(rows * 16);
  const heads = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const offsets = new Int32Array(rows + 1);
  for (let row = 0; row < rows; row++)
    offsets[row + 1] = offsets[row]! + (valid(row) ? heads.getUint32(row * 16, true) : 0);
  const values = new Uint8Array(offsets[rows]!);
  for (let row = 0; row < rows; row++) {
    const size = offsets[row + 1]! - offsets[row]!;
    if (size === 0) continue;
    if (size > INLINE) values.set(vector.behind(bytes, row * 16 + 8, size), offsets[row]!);
    else for (let k = 0; k < size; k++) values[offsets[row]! + k] = bytes[row * 16 + 4 + k]!;
  }
  return { values, offsets };
}

function others(
  vector: RawVector,
  rows: number,
  valid: (row: number) => boolean,
): { readonly values: Uint8Array; readonly offsets: Int32Array } {
  const parts = Array.from({ length: rows }, (_, row) => Buffer.from(valid(row) ? vector.text(row) : ""));
  const offsets = new Int32Array(rows + 1);
  for (const [row, part] of parts.entries()) offsets[row + 1] = offsets[row]! + part.length;
  return { values: new Uint8Array(Buffer.concat(parts)), offsets };
}

function days(vector: RawVector, rows: number, valid: (row: number) => boolean): BigInt64Array {
  const stored = copied(vector, "int32", rows);
  return BigInt64Array.from({ length: rows }, (_, row) => (valid(row) ? BigInt(stored[row]!) * 86_400n : 0n));
}

function decimals(
  { width = 18, scale = 0 }: SqlType,
  vector: RawVector,
  rows: number,
  valid: (row: number) => boolean,
): Float64Array {
  // the decimal text is read once, so that the result is the double nearest to it
  const read = width > 18 ? wideReader(vector, rows, true) : integerReader(vector, width, rows);
  return Float64Array.from({ length: rows }, (_, row) => (valid(row) ? Number(`${read(row)}e-${scale}`) : 0));
}

function integerReader(vector: RawVector, width: number, rows: number): (row: number) => number | bigint {
  const values = copied(vector, width <= 4 ? "int16" : width <= 9 ? "int32" : "int64", rows);
  return (row) => values[row]!;
}

function wideReader(vector: RawVector, rows: number, signed: boolean): (row: number) => bigint {
  const words = copied(vector, "uint64", rows * 2) as BigUint64Array;
  return (row) => {
    const high = words[row * 2 + 1]!;
    return ((signed ? BigInt.asIntN(64, high) : high) << 64n) + words[row * 2]!;
  };
}

function huge(
  name: string,
  as: string,
  vector: RawVector,
  rows: number,
  valid: (row: number) => boolean,
): BigInt64Array | BigUint64Array {
  const signed = as === "int64";
  const read = wideReader(vector, rows, signed);
  const values = signed ? new BigInt64Array(rows) : new BigUint64Array(rows);
  for (let row = 0; row < rows; row++) {
    if (!valid(row)) continue;
    const value = read(row);
    values[row] = value;
    if (values[row] !== value)
      throw new EngineError(
        "InvalidArgument",
        `column '${name}' holds ${value}, which does not fit ${isDTypeName(as) ? as : "64 bits"}; write CAST(… AS DOUBLE) or CAST(… AS VARCHAR) in the query`,
      );
  }
  return values;
}
