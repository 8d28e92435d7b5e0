/**
 * Large pages behind large arrays: memory that nobody has touched yet comes from the system in pages of 4 KiB unless it
 * is told otherwise, which takes longer than reading a file into it. NumPy tells it for its arrays as well.
 * @module
 */
import { loadAdviseLargePages } from "./native/libc.js";

/** Bytes from which on pages of 2 MiB are worth the advice. */
const LARGE = 32 << 20;

/** Alignment of an array's memory, and the largest page that addresses must be a multiple of. */
const STEP = 16;
const LARGEST_PAGE = 65_536;

/** Advises the system before a large new array is filled; small ones, and other systems than Linux, are left alone. */
export async function preferLargePages({ buffer, byteLength }: ArrayBufferView): Promise<void> {
  if (byteLength < LARGE) return;
  const advise = await loadAdviseLargePages();
  if (advise === undefined) return;
  // the address is not known here: the system refuses one that is not the first of a page
  for (let at = 0; at < LARGEST_PAGE; at += STEP)
    if (advise(new Uint8Array(buffer, at, byteLength - LARGEST_PAGE))) return;
}
