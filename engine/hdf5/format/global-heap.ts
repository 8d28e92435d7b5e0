/**
 * The global heap, which holds what has no fixed length.
 * @module
 */
import { Cursor } from "./cursor.js";
import type { FileImage } from "./image.js";
import { corrupt } from "./problem.js";

/** A collection's objects by number. */
type Collection = ReadonlyMap<number, Uint8Array>;

/** Collections that a reader keeps: neighbours refer to the same ones. */
const KEPT = 64;

/**
 * One object of a collection.
 * @param index its number, 1 or more
 * @param what names who asks, for errors
 * @throws CorruptData
 */
export function readHeapObject(image: FileImage, address: number, index: number, what: string): Uint8Array {
  return objectOf(image, readCollection(image, address, what), address, index, what);
}

/**
 * Reads what elements of variable length refer to: 4 bytes number of values, 8 address, 4 number of the object.
 * @throws CorruptData
 */
export function heapFetch(image: FileImage, what: string): (element: DataView, unit: number) => Uint8Array {
  const kept = new Map<number, Collection>();
  return (element, unit) => {
    const values = element.getUint32(0, true);
    const address = element.getUint32(4, true) + element.getUint32(8, true) * 2 ** 32;
    if (values === 0 || address === 0) return new Uint8Array(0);
    let collection = kept.get(address);
    if (collection === undefined) {
      collection = readCollection(image, address, what);
      if (kept.size === KEPT) kept.delete(kept.keys().next().value!);
      kept.set(address, collection);
    }
    const bytes = values * Math.max(1, unit);
    const object = objectOf(image, collection, address, element.getUint32(12, true), what);
    if (object.length < bytes)
      throw corrupt(
        image.path,
        `heap collection at byte ${address} has ${object.length} bytes of ${bytes} for ${what}`,
      );
    return object.subarray(0, bytes);
  };
}

function objectOf(image: FileImage, from: Collection, address: number, index: number, what: string): Uint8Array {
  const object = from.get(index);
  if (object === undefined)
    throw corrupt(image.path, `heap collection at byte ${address} for ${what} has no object ${index}`);
  return object;
}

function readCollection(image: FileImage, address: number, what: string): Collection {
  const about = `heap collection at byte ${address} for ${what}`;
  const head = new Cursor(image.read(address, 16, about), image.path, about);
  head.signature("GCOL");
  if (head.u8() !== 1) throw head.broken("unknown version");
  head.skip(3);
  const size = head.u64();
  if (size < 16) throw head.broken(`a size of ${size}`);
  const cursor = new Cursor(image.read(address, size, about).slice(), image.path, about);
  cursor.skip(16);
  const objects = new Map<number, Uint8Array>();
  while (cursor.left >= 16) {
    const number = cursor.u16();
    cursor.skip(6);
    const length = cursor.u64();
    if (number === 0) break;
    objects.set(number, cursor.bytes(length));
    cursor.align();
  }
  return objects;
}
