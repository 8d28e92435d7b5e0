/**
 * Element types: name ↔ width ↔ byte order ↔ typed array. Nobody else knows widths.
 * @module
 */
import type { ByteOrder, CanonicalDType, DTypeName, DTypeSpec, TypedArray, TypedArrayOf } from "../contract/index.js";
import { didYouMean, EngineError } from "./errors.js";

/** A parsed dtype. */
export interface DType<D extends DTypeName = DTypeName> {
  readonly name: D;
  /** As stored: `<` little, `>` big, `|` for one-byte elements. */
  readonly byteOrder: ByteOrder;
  /** Bytes of one element as stored. */
  readonly itemsize: number;
  /** NumPy's kind letter: bool, signed, unsigned, float. */
  readonly kind: "b" | "i" | "u" | "f";
  /** NumPy's array-interface string: `"<f8"`. */
  readonly str: string;
}

const CODES: { readonly [D in DTypeName]: string } = {
  bool: "b1",
  int8: "i1",
  int16: "i2",
  int32: "i4",
  int64: "i8",
  uint8: "u1",
  uint16: "u2",
  uint32: "u4",
  uint64: "u8",
  float16: "f2",
  float32: "f4",
  float64: "f8",
};

/** Every canonical name. */
export const DTYPE_NAMES: readonly DTypeName[] = Object.keys(CODES) as DTypeName[];

const ALIASES: { readonly [name: string]: DTypeName } = {
  ...Object.fromEntries(DTYPE_NAMES.map((name) => [CODES[name], name])),
  ...Object.fromEntries(DTYPE_NAMES.map((name) => [name, name])),
  "?": "bool",
  float: "float64",
  double: "float64",
  single: "float32",
  half: "float16",
  int: "int64",
  byte: "int8",
  ubyte: "uint8",
  bool_: "bool",
};

/** This machine's byte order. */
export const NATIVE_ORDER: "<" | ">" = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? "<" : ">";

/**
 * Parses what users write for a dtype: `"float64"`, `"f8"`, `"<f8"`, `">i4"`, `"=u2"`, and NumPy's aliases
 * (`float`, `double`, `single`, `half`, `int`, `byte`, `ubyte`).
 * @throws UnknownDType for unknown names (with the nearest known one) and complex types
 */
export function parseDType<S extends DTypeSpec>(spec: S): DType<CanonicalDType<S>> {
  const text = String(spec);
  const order = /^[<>=|]/.test(text) ? text[0]! : "=";
  const body = /^[<>=|]/.test(text) ? text.slice(1) : text;
  const name = Object.hasOwn(ALIASES, body) ? ALIASES[body] : undefined;
  if (name === undefined) throw unknown(text, body);
  return makeDType(name, order) as DType<CanonicalDType<S>>;
}

/** The dtype of a canonical name in native byte order. */
export function nativeDType<D extends DTypeName>(name: D): DType<D> {
  return makeDType(name, "=");
}

/** Whether a string is the canonical name of a numeric dtype (and not `"string"`, `"timestamp[ns]"`, …). */
export function isDTypeName(name: string): name is DTypeName {
  return Object.hasOwn(CODES, name);
}

/** A typed array's element type. @throws UnknownDType for a DataView or anything else */
export function dtypeOfArray(array: TypedArray): DTypeName {
  if (array instanceof Uint8Array) return "uint8";
  const name = array.constructor.name
    .replace(/^Big(Int|Uint)64Array$/, "$164")
    .replace(/Array$/, "")
    .toLowerCase();
  if (isDTypeName(name)) return name;
  throw new EngineError("UnknownDType", `no dtype for elements of ${array.constructor.name}`);
}

/** Bytes of one element in memory: float16 is widened to four, all others are as stored. */
export function memoryWidth(name: DTypeName): number {
  return name === "float16" ? 4 : Number(CODES[name][1]);
}

const ARRAYS: { readonly [D in DTypeName]: new (buffer: ArrayBufferLike, offset: number, n: number) => TypedArray } = {
  bool: Uint8Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  uint64: BigUint64Array,
  float16: Float32Array,
  float32: Float32Array,
  float64: Float64Array,
};

/** A typed array over part of a buffer; `length` in elements. float16 is a Float32Array. */
export function viewOf<D extends DTypeName>(
  name: D,
  buffer: ArrayBufferLike,
  byteOffset: number,
  length: number,
): TypedArrayOf<D> {
  return new ARRAYS[name](buffer, byteOffset, length) as TypedArrayOf<D>;
}

/** A new typed array of zeros. */
export function zeros<D extends DTypeName>(name: D, length: number): TypedArrayOf<D> {
  return viewOf(name, new ArrayBuffer(length * memoryWidth(name)), 0, length);
}

/** Reverses the bytes of each element in place, when the stored order is not this machine's. */
export function toNativeOrder(dtype: DType, bytes: Uint8Array): void {
  if (dtype.byteOrder === "|" || dtype.byteOrder === NATIVE_ORDER) return;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (dtype.itemsize === 2) buffer.swap16();
  else if (dtype.itemsize === 4) buffer.swap32();
  else buffer.swap64();
}

function makeDType<D extends DTypeName>(name: D, order: string): DType<D> {
  const code = CODES[name];
  const itemsize = Number(code[1]);
  const byteOrder = itemsize === 1 ? "|" : order === "=" || order === "|" ? NATIVE_ORDER : (order as "<" | ">");
  return { name, byteOrder, itemsize, kind: code[0] as DType["kind"], str: byteOrder + code };
}

function unknown(text: string, body: string): EngineError {
  if (/^(c\d+|complex\d*|csingle|cdouble)$/.test(body)) {
    const half = /c8|64$|csingle/.test(body) ? "float32" : "float64";
    return new EngineError(
      "UnknownDType",
      `data type '${text}' is complex, which is not supported; read it as pairs: dtype "${half}" with twice the length`,
    );
  }
  return new EngineError("UnknownDType", `data type '${text}' not understood${didYouMean(body, Object.keys(ALIASES))}`);
}
