/**
 * Arrays that threads read together: what tasks carry to every thread is not copied for each.
 * @module
 */

/** The types of array that are shared. */
type Shareable = Uint8Array | Int32Array | Uint32Array | Float64Array | BigInt64Array | BigUint64Array;

/** A copy in memory that all threads see; nobody may write it. */
export function sharedCopy<T extends Shareable>(array: T): T {
  const make = array.constructor as new (buffer: SharedArrayBuffer) => T;
  const copy = new make(new SharedArrayBuffer(array.byteLength));
  (copy as Float64Array).set(array as Float64Array);
  return copy;
}
