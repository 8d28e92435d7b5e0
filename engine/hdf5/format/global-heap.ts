/**
 * The global heap, which holds what has no fixed length.
 * @module
 */
import { Cursor } from "./cursor.js";
import type { FileImage } from "./image.js";
import { corrupt } from "./problem.js";

/**
 * One object of a collection.
 * @param index its number, 1 or more
 * @param what names who asks, for errors
 * @throws CorruptData
 */
export function readHeapObject(image: FileImage, address: number, index: number, what: string): Uint8Array {
  const about = `heap collection at byte ${address} for ${what}`;
  const head = new Cursor(image.read(address, 16, about), image.path, about);
  head.signature("GCOL");
  if (head.u8() !== 1) throw head.broken("unknown version");
  head.skip(3);
  const size = head.u64();
  if (size < 16) throw head.broken(`a size of ${size}`);
  const cursor = new Cursor(image.read(address, size, about), image.path, about);
  cursor.skip(16);
  while (cursor.left >= 16) {
    const number = cursor.u16();
    cursor.skip(6);
    const length = cursor.u64();
    if (number === 0) break;
    const bytes = cursor.bytes(length);
    if (number === index) return bytes.slice();
    cursor.align();
  }
  throw corrupt(image.path, `${about} has no object ${index}`);
}
