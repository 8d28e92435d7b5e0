import { inspect } from "node:util";
import type { TypedArray } from "../../contract/index.js";
import { plainText } from "./plain.js";

/** Longest array shown whole. */
const WHOLE = 100;
/** Elements shown at either end of a longer one; NumPy's `edgeitems`. */
const EDGE = 3;

/** Whether a value is a typed array of numbers (no DataView). */
export function isTypedArray(value: unknown): value is TypedArray {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

/** A typed array as Node's REPL prints it; long ones as NumPy does, with both ends: `Float64Array(1000) [ 0, 1, 2, …, 997, 998, 999 ]`. */
export function typedArrayText(array: TypedArray): string {
  if (array.length <= WHOLE) return plainText(array);
  const item = (value: number | bigint): string => inspect(value);
  const head = Array.from(array.subarray(0, EDGE), item);
  const tail = Array.from(array.subarray(array.length - EDGE), item);
  return `${array.constructor.name}(${array.length}) [ ${[...head, "…", ...tail].join(", ")} ]`;
}
