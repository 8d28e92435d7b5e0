/**
 * States that are a few typed arrays, as versioned bytes that are read without copying: whoever merges large states is
 * not held by decoding them.
 * @module
 */
import { deserialize, serialize } from "node:v8";
import type { Cloneable } from "../../contract/index.js";
import { EngineError } from "../errors.js";
import { checkVersion } from "./state.js";

/** The types of array a state is made of, by the number that stands for them in bytes. */
const TYPES = [Uint8Array, Uint32Array, Float64Array, BigInt64Array, BigUint64Array] as const;

/** An array of a state. */
export type FlatArray = Uint8Array | Uint32Array | Float64Array | BigInt64Array | BigUint64Array;

/** What is no array, and the arrays. */
export interface FlatState {
  readonly head: Cloneable;
  readonly arrays: readonly FlatArray[];
}

/** Bytes before the head: version, and the head's length as uint32. */
const FIRST = 8;

/** Arrays begin on this border. */
const BORDER = 8;

/** A version number, the head, and the arrays as they lie in memory. */
export function encodeFlat(version: number, { head, arrays }: FlatState): Uint8Array {
  const shapes = arrays.map((array) => [TYPES.findIndex((type) => array instanceof type), array.length]);
  const headBytes = serialize({ head, shapes });
  const start = padded(FIRST + headBytes.length);
  const bytes = new Uint8Array(arrays.reduce((end, array) => padded(end + array.byteLength), start));
  bytes[0] = version;
  new DataView(bytes.buffer).setUint32(4, headBytes.length, true);
  bytes.set(headBytes, FIRST);
  let at = start;
  for (const array of arrays) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
    at = padded(at + array.byteLength);
  }
  return bytes;
}

/** The arrays lie in `bytes` itself, unless these are not aligned. @throws BadState */
export function decodeFlat(kind: string, version: number, given: Uint8Array): FlatState {
  checkVersion(kind, given[0], version);
  const bytes = given.byteOffset % BORDER === 0 ? given : given.slice();
  try {
    const headLength = new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true);
    const { head, shapes } = deserialize(bytes.subarray(FIRST, FIRST + headLength)) as {
      readonly head: Cloneable;
      readonly shapes: readonly (readonly [number, number])[];
    };
    let at = padded(FIRST + headLength);
    const arrays = shapes.map(([type, length]) => {
      const array = new TYPES[type]!(bytes.buffer as ArrayBuffer, bytes.byteOffset + at, length);
      at = padded(at + array.byteLength);
      if (at > bytes.length) throw new RangeError(`${at} bytes`);
      return array;
    });
    return { head, arrays };
  } catch (cause) {
    throw new EngineError("BadState", `state of '${kind}' cannot be read: ${given.length} bytes`, cause);
  }
}

function padded(bytes: number): number {
  return Math.ceil(bytes / BORDER) * BORDER;
}
