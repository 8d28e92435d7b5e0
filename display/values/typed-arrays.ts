import { inspect } from "node:util";
import { plainText } from "./plain.js";

/** Longest array shown whole. */
const WHOLE = 100;
/** Elements shown at either end of a longer one; NumPy's `edgeitems`. */
const EDGE = 3;

/** Numbers in a row, as far as showing them needs it. */
interface Sequence {
  readonly name: string;
  readonly length: number;
  at(index: number): unknown;
}

interface VectorLike {
  readonly length: number;
  readonly nullCount: number;
  readonly type: object;
  get(index: number): unknown;
}

/** Whether a value is a typed array of numbers (no DataView, no Buffer). */
export function isTypedArray(value: unknown): value is ArrayLike<number | bigint> & ArrayBufferView {
  return ArrayBuffer.isView(value) && !(value instanceof DataView) && !Buffer.isBuffer(value);
}

/**
 * A typed array as Node's REPL prints it; long ones as NumPy does, with both ends:
 * `Float64Array(1000) [ 0, 1, 2, …, 997, 998, 999 ]`.
 */
export function typedArrayText(array: ArrayLike<number | bigint> & ArrayBufferView): string {
  if (array.length <= WHOLE) return plainText(array);
  return sequenceText({ name: array.constructor.name, length: array.length, at: (index) => array[index] });
}

/** An Arrow vector in the same form, by what it has: `Vector<Float64>(3) [ 1, 2, null ]`; undefined for others. */
export function vectorText(value: object): string | undefined {
  if (!isVector(value)) return undefined;
  return sequenceText({ name: `Vector<${String(value.type)}>`, length: value.length, at: (index) => value.get(index) });
}

function sequenceText({ name, length, at }: Sequence): string {
  const texts = (from: number, to: number): string[] =>
    Array.from({ length: to - from }, (_, index) => inspect(at(from + index), { depth: 1, breakLength: Infinity }));
  const items = length <= WHOLE ? texts(0, length) : [...texts(0, EDGE), "…", ...texts(length - EDGE, length)];
  return `${name}(${length}) [ ${items.join(", ")} ]`;
}

function isVector(value: object): value is VectorLike {
  const { length, nullCount, type, get } = value as Partial<VectorLike>;
  return (
    typeof length === "number" && typeof nullCount === "number" && typeof type === "object" && typeof get === "function"
  );
}
