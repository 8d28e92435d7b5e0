/**
 * Stored values → JavaScript values.
 * @module
 */
import type { TypedArray } from "../../contract/index.js";
import { type DType, parseDType, toNativeOrder, viewOf } from "../dtype.js";
import { widenFloat16 } from "../float16.js";
import { elementsOf } from "./format/dataspace.js";
import type { Datatype, StoredAttribute } from "./model.js";
import { type Unpickled, unpickle } from "./unpickle.js";

/**
 * The value of an attribute: texts as strings, numbers as numbers (64-bit integers that are not exact as such as
 * bigint), PyTables' and h5py's booleans as boolean; arrays of numbers as typed arrays in C order, arrays of texts as
 * arrays; lists, tuples and dictionaries that PyTables or pandas pickled as arrays and objects; bytes where the type is none of these; undefined for what is empty.
 */
export type AttributeValue = Unpickled | TypedArray | undefined;

/** The value of an attribute. */
export function attributeValue({ type, space, data }: StoredAttribute): AttributeValue {
  // an empty text is stored as a string type with nothing in it
  if (space.shape === undefined) return type.kind === "string" ? "" : undefined;
  const count = elementsOf(space);
  const scalar = space.shape.length === 0;
  if (type.kind === "string") {
    const texts = Array.from({ length: count }, (_, i) =>
      textOf(data.subarray(i * type.size, (i + 1) * type.size), type),
    );
    if (!scalar) return texts;
    const pickled = type.charset === "ascii" ? unpickle(trimmed(data)) : undefined;
    return pickled === undefined ? texts[0] : pickled;
  }
  const dtype = dtypeOf(type);
  if (dtype === undefined) return data;
  const values = numbersOf(dtype, data, count);
  if (!scalar) return values;
  if (dtype.name === "bool") return values[0] !== 0;
  const value = values[0]!;
  return typeof value === "bigint" && Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

function trimmed(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  return bytes.subarray(0, end);
}

/** A fixed-length text without its padding. */
export function textOf(bytes: Uint8Array, { padding }: { readonly padding: string }): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  if (padding === "space-padded") return text.replace(/ +$/, "");
  return padding === "null-terminated" ? text.replace(/\0.*$/s, "") : text.replace(/\0+$/, "");
}

/** The element type of numbers; undefined for what is none. */
export function dtypeOf(type: Datatype): DType | undefined {
  switch (type.kind) {
    case "integer":
      if (![1, 2, 4, 8].includes(type.size)) return undefined;
      return parseDType(`${type.order}${type.signed ? "i" : "u"}${type.size}`);
    case "float":
      if (![2, 4, 8].includes(type.size)) return undefined;
      return parseDType(`${type.order}f${type.size}`);
    case "bitfield":
      return type.size === 1 ? parseDType("bool") : parseDType(`${type.order}u${type.size}`);
    case "time":
      return type.size === 4 ? parseDType(`${type.order}i4`) : undefined;
    case "enum":
      return isBoolean(type) ? parseDType("bool") : dtypeOf(type.base);
    default:
      return undefined;
  }
}

/** Whether an enumeration is how h5py stores booleans. */
export function isBoolean(type: Datatype): boolean {
  if (type.kind !== "enum" || type.size !== 1 || type.values.length !== 2) return false;
  return type.values.every(({ name, value }) => name === (value === 0n ? "FALSE" : "TRUE") && value < 2n);
}

/** Numbers in native order, copied. */
export function numbersOf(dtype: DType, data: Uint8Array, count: number): TypedArray {
  const bytes = data.slice(0, count * dtype.itemsize);
  toNativeOrder(dtype, bytes);
  if (dtype.name !== "float16") return viewOf(dtype.name, bytes.buffer, 0, count);
  const wide = new Float32Array(count);
  widenFloat16(new Uint16Array(bytes.buffer, 0, count), wide);
  return wide;
}
