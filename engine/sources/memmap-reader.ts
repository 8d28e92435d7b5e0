/**
 * Reads rows of a binary file with positioned reads straight into the arena.
 * @module
 */
import { closeSync, readSync } from "node:fs";
import type { Arena, SourceDescriptor, SourceReader } from "../../contract/index.js";
import { type DType, memoryWidth, parseDType, toNativeOrder } from "../dtype.js";
import { EngineError, fileError } from "../errors.js";
import { widenFloat16 } from "../float16.js";
import { openForReading } from "../open-file.js";
import { fillingReader } from "./fill.js";
import { checkFingerprint } from "./fingerprint.js";
import { applyOverlay, type Overlay, type StoredOverlay, takeOverlay } from "./overlay.js";

/** Options of a `"memmap"` descriptor. */
export type MemmapOptions = {
  /** NumPy's array-interface string. */
  readonly dtype: string;
  /** Byte offset of row 0. */
  readonly offset: number;
  /** Changed pages of a copy-on-write map. */
  readonly overlay?: StoredOverlay;
};

/** Opens a `"memmap"` descriptor: checks the fingerprint, then reads. */
export function openMemmapReader(descriptor: SourceDescriptor): SourceReader {
  const { dtype: spec, offset, overlay } = descriptor.options as MemmapOptions;
  const [file] = descriptor.files;
  const dtype = parseDType(spec);
  const pages = takeOverlay(overlay);
  const fd = openForReading(file!.path);
  try {
    checkFingerprint(file!, fd);
  } catch (error) {
    closeSync(fd);
    throw error;
  }
  return fillingReader({
    rowBytes: dtype.itemsize,
    fill({ start, stop }, arena) {
      const position = offset + start * dtype.itemsize;
      return { type: dtype.name, values: readColumn(fd, file!.path, dtype, position, stop - start, arena, pages) };
    },
    close: () => closeSync(fd),
  });
}

/**
 * Fills `bytes` from `position` on.
 * @throws TruncatedFile when the file ends before
 */
export function readFully(fd: number, path: string, bytes: Uint8Array, position: number): void {
  let done = 0;
  while (done < bytes.byteLength) {
    let got: number;
    try {
      got = readSync(fd, bytes, done, bytes.byteLength - done, position + done);
    } catch (cause) {
      throw fileError(cause, path, "cannot read");
    }
    if (got === 0)
      throw new EngineError(
        "TruncatedFile",
        `'${path}' ends at byte ${position + done}, inside rows it had when it was opened; open it again`,
      );
    done += got;
  }
}

function readColumn(
  fd: number,
  path: string,
  dtype: DType,
  position: number,
  rows: number,
  arena: Arena,
  pages: Overlay,
): number {
  const values = arena.alloc(rows * memoryWidth(dtype.name));
  const mark = arena.mark();
  const raw = dtype.name === "float16" ? arena.alloc(rows * dtype.itemsize) : values;
  const bytes = new Uint8Array(arena.buffer, raw, rows * dtype.itemsize);
  readFully(fd, path, bytes, position);
  applyOverlay(pages, bytes, position);
  toNativeOrder(dtype, bytes);
  if (dtype.name === "float16") {
    widenFloat16(new Uint16Array(arena.buffer, raw, rows), new Float32Array(arena.buffer, values, rows));
    arena.reset(mark);
  }
  return values;
}
