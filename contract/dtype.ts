/**
 * Names of element types, as NumPy writes them. Widths and byte handling live in `engine/dtype.ts` only.
 * @module
 */

/** A canonical element type name. Complex types are refused by the engine with a clear error. */
export type DTypeName =
  | "bool"
  | "int8"
  | "int16"
  | "int32"
  | "int64"
  | "uint8"
  | "uint16"
  | "uint32"
  | "uint64"
  | "float16"
  | "float32"
  | "float64";

/** NumPy's byte-order characters: little, big, not applicable (one byte wide). */
export type ByteOrder = "<" | ">" | "|";

/** The short type codes of NumPy's array interface, without the byte order. */
export type DTypeCode = "?" | "b1" | "i1" | "i2" | "i4" | "i8" | "u1" | "u2" | "u4" | "u8" | "f2" | "f4" | "f8";

/** Everything a user may write for a dtype: `"float64"`, `"f8"`, `"<f8"`, `">i4"`. */
export type DTypeSpec = DTypeName | DTypeCode | `${ByteOrder | "="}${DTypeCode}` | (string & Record<never, never>);

/** The canonical name of a dtype written in one of the short forms; other strings are only known at run time. */
export type CanonicalDType<S extends DTypeSpec> = Canonical<S> extends infer D extends DTypeName ? D : never;

type Canonical<S> = S extends DTypeName ? S : S extends `${ByteOrder | "="}${infer C}` ? CodeName<C> : CodeName<S>;

type CodeName<C> = C extends keyof CodeNames ? CodeNames[C] : DTypeName;

interface CodeNames {
  "?": "bool";
  b1: "bool";
  i1: "int8";
  i2: "int16";
  i4: "int32";
  i8: "int64";
  u1: "uint8";
  u2: "uint16";
  u4: "uint32";
  u8: "uint64";
  f2: "float16";
  f4: "float32";
  f8: "float64";
}

/** The JavaScript value of one element: 64-bit integers are bigint, bool is boolean, everything else is number. */
export type ElementOf<D extends DTypeName> = D extends "int64" | "uint64"
  ? bigint
  : D extends "bool"
    ? boolean
    : number;

/** The typed array that holds elements of a dtype in native byte order; bool as 0/1 bytes, float16 widened to float32. */
export type TypedArrayOf<D extends DTypeName> = {
  bool: Uint8Array;
  int8: Int8Array;
  int16: Int16Array;
  int32: Int32Array;
  int64: BigInt64Array;
  uint8: Uint8Array;
  uint16: Uint16Array;
  uint32: Uint32Array;
  uint64: BigUint64Array;
  float16: Float32Array;
  float32: Float32Array;
  float64: Float64Array;
}[D];

/** Any typed array the engine reads or returns. */
export type TypedArray = TypedArrayOf<DTypeName>;
