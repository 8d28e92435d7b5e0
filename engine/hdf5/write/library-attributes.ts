/**
 * Attributes through the HDF5 library.
 * @module
 */

import type { TypedArray } from "../../../contract/index.js";
import { dtypeOfArray, parseDType } from "../../dtype.js";
import { EngineError } from "../../errors.js";
import type { LibraryOutput, NewLibraryType } from "../../native/h5wasm-types.js";
import { type AttributeInput, attribute } from "./attributes.js";
import { type Picklable, pickle } from "./pickle.js";

/**
 * Sets an attribute, or removes it with undefined. Booleans are pickled, as PyTables does with what NumPy has no type
 * for: the library makes no bit fields here.
 * @throws InvalidArgument for names and values that cannot be stored
 */
export function putAttribute(file: LibraryOutput, path: string, name: string, value: AttributeInput | undefined): void {
  if (value === undefined) {
    if (file.attributeNames(path).includes(name)) file.deleteAttribute(path, name);
    return;
  }
  attribute(name, value);
  const { type, shape, bytes } = stored(name, value);
  file.setAttribute(path, name, type, shape, bytes);
}

interface StoredValue {
  readonly type: NewLibraryType;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** A type of the library's. */
export function libraryType(
  kind: "int" | "uint" | "float" | "bytes" | "text",
  size: number,
): Omit<NewLibraryType, "compound_type"> {
  const common = { size, signed: kind === "int", vlen: false, littleEndian: true } as const;
  if (kind === "bytes" || kind === "text") return { ...common, type: 3, cset: kind === "text" ? 1 : 0 };
  return { ...common, type: kind === "float" ? 1 : 0 };
}

function stored(name: string, value: AttributeInput): StoredValue {
  if (typeof value === "string") {
    const text = Buffer.from(value, "utf8");
    // the library makes no texts of no length: a zero byte ends one at once
    if (text.length === 0) return { type: libraryType("bytes", 1), shape: [], bytes: Uint8Array.of(0) };
    return { type: libraryType("text", text.length), shape: [], bytes: text };
  }
  if (typeof value === "bigint" || Number.isSafeInteger(value))
    return numbers(BigInt64Array.of(BigInt(value as number)), []);
  if (typeof value === "number") return numbers(Float64Array.of(value), []);
  if (ArrayBuffer.isView(value)) return numbers(value as TypedArray, [(value as TypedArray).length], name);
  const text = pickle(value as Picklable);
  return { type: libraryType("bytes", text.length), shape: [], bytes: text };
}

function numbers(values: TypedArray, shape: readonly number[], name = ""): StoredValue {
  const { kind, itemsize } = parseDType(dtypeOfArray(values));
  if (kind === "f" && itemsize < 4)
    throw new EngineError("InvalidArgument", `attribute '${name}' is float16, which the HDF5 library does not make`);
  const word = kind === "f" ? "float" : kind === "u" ? "uint" : "int";
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return { type: libraryType(word, itemsize), shape, bytes };
}
