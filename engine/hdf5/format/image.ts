/**
 * An HDF5 file as bytes at positions.
 * @module
 */
import { closeSync, fstatSync, readSync } from "node:fs";
import { fileError } from "../../errors.js";
import { openForReading } from "../../open-file.js";
import { corrupt } from "./problem.js";

/** Positioned reading. Everything in `format/` works on this, so tests can read from memory. */
export interface FileImage {
  /** Absolute path, for messages. */
  readonly path: string;
  /** Bytes the file has. */
  readonly size: number;
  /**
   * Exactly `length` bytes, not to be changed.
   * @param what names the structure, for the error
   * @throws CorruptData when they are not all inside the file
   */
  read(position: number, length: number, what: string): Uint8Array;
}

/** An image over an open file, and how to close it. */
export interface OpenImage extends FileImage {
  readonly fd: number;
  close(): void;
}

/** Metadata lies together: one system call brings this much. */
const WINDOW = 16_384;

/** Opens a file for reading. @throws FileMissing, FileAccess */
export function openImage(path: string): OpenImage {
  const fd = openForReading(path);
  try {
    const { size } = fstatSync(fd);
    return { ...imageOf(path, fd, size), fd, close: () => closeSync(fd) };
  } catch (cause) {
    closeSync(fd);
    throw fileError(cause, path, "cannot read");
  }
}

/** An image over an open descriptor of a file of `size` bytes. */
export function imageOf(path: string, fd: number, size: number): FileImage {
  let window: Uint8Array = new Uint8Array(0);
  let from = 0;
  const fill = (position: number, length: number): Uint8Array => {
    const bytes = new Uint8Array(length);
    let done = 0;
    while (done < length) {
      let got: number;
      try {
        got = readSync(fd, bytes, done, length - done, position + done);
      } catch (cause) {
        throw fileError(cause, path, "cannot read");
      }
      if (got === 0) throw corrupt(path, `it ends at byte ${position + done} of ${size}`);
      done += got;
    }
    return bytes;
  };
  return {
    path,
    size,
    read(position, length, what) {
      checkRange(path, size, position, length, what);
      if (length > WINDOW) return fill(position, length);
      if (position < from || position + length > from + window.length) {
        window = fill(position, Math.min(WINDOW, size - position));
        from = position;
      }
      return window.subarray(position - from, position - from + length);
    },
  };
}

/** An image over bytes in memory. */
export function memoryImage(path: string, bytes: Uint8Array): FileImage {
  return {
    path,
    size: bytes.length,
    read(position, length, what) {
      checkRange(path, bytes.length, position, length, what);
      return bytes.subarray(position, position + length);
    },
  };
}

function checkRange(path: string, size: number, position: number, length: number, what: string): void {
  if (position >= 0 && length >= 0 && position + length <= size) return;
  throw corrupt(path, `${what} at byte ${position} takes ${length} bytes, the file has ${size}`);
}
