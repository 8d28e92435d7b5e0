/**
 * Values of one element type as another, with the meaning of NumPy's assignment: floats are cut off toward zero,
 * integers wrap around, anything but zero is true.
 * @module
 */
import type { DTypeName, TypedArray } from "../contract/index.js";
import { type DType, NATIVE_ORDER, toNativeOrder, zeros } from "./dtype.js";
import { EngineError } from "./errors.js";
import { narrowFloat16 } from "./float16.js";

/** Converts in-memory values; the same array when nothing changes. @throws InvalidArgument for NaN as a 64-bit integer */
export function convertValues(values: TypedArray, from: DTypeName, to: DTypeName): TypedArray {
  if (from === to || (from === "float16" && to === "float32")) return values;
  const out = zeros(to, values.length);
  if (to === "bool") for (let i = 0; i < values.length; i++) out[i] = values[i] ? 1 : 0;
  else if (out instanceof BigInt64Array || out instanceof BigUint64Array)
    for (let i = 0; i < values.length; i++) out[i] = toBigInt(values[i]!, to);
  else if (from === "int64" || from === "uint64") fromWide(values as BigInt64Array, to, out as Float64Array);
  else (out as Float64Array).set(values as Float64Array);
  return out;
}

/** In-memory values as the bytes of a stored dtype; the same memory when nothing changes. */
export function storedBytes(values: TypedArray, dtype: DType): Uint8Array {
  const isSwapped = dtype.byteOrder !== "|" && dtype.byteOrder !== NATIVE_ORDER;
  const stored = dtype.name === "float16" ? narrow(values as Float32Array) : isSwapped ? values.slice() : values;
  const bytes = new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength);
  toNativeOrder(dtype, bytes);
  return bytes;
}

/**
 * One value as the bytes of a stored dtype.
 * @throws InvalidArgument for an integer out of the type's bounds and for what is no number
 */
export function elementBytes(value: number | bigint | boolean, dtype: DType): Uint8Array {
  if (typeof value !== "number" && typeof value !== "bigint" && typeof value !== "boolean")
    throw new EngineError("InvalidArgument", `an element of ${dtype.name} is a number, got ${String(value)}`);
  const one = zeros(dtype.name, 1);
  const plain = typeof value === "boolean" ? Number(value) : value;
  if (dtype.name === "bool") one[0] = plain ? 1 : 0;
  else if (one instanceof BigInt64Array || one instanceof BigUint64Array) one[0] = toBigInt(plain, dtype.name);
  else one[0] = Number(plain);
  const whole = typeof plain === "bigint" ? plain : Number.isFinite(plain) ? BigInt(Math.trunc(plain)) : undefined;
  const fits = dtype.kind === "f" || dtype.kind === "b" || (whole !== undefined && BigInt(one[0]!) === whole);
  if (!fits) throw new EngineError("InvalidArgument", `integer ${String(value)} out of bounds for ${dtype.name}`);
  return storedBytes(one, dtype).subarray(0, dtype.itemsize);
}

function toBigInt(value: number | bigint, type: DTypeName): bigint {
  if (typeof value === "bigint") return value;
  if (Number.isFinite(value)) return BigInt(Math.trunc(value));
  throw new EngineError("InvalidArgument", `cannot convert ${value} to ${type}`);
}

function fromWide(values: BigInt64Array, to: DTypeName, out: Float64Array): void {
  const integer = !to.startsWith("float");
  for (let i = 0; i < values.length; i++) out[i] = integer ? Number(BigInt.asIntN(32, values[i]!)) : Number(values[i]!);
}

function narrow(values: Float32Array): Uint16Array {
  const halves = new Uint16Array(values.length);
  narrowFloat16(values, halves);
  return halves;
}
