/**
 * Memory maps with NumPy's meanings and words.
 * @module
 */
import { closeSync, fstatSync, openSync } from "node:fs";
import { resolve } from "node:path";
import {
  ambient,
  type CanonicalDType,
  type DTypeName,
  type DTypeSpec,
  type ElementOf,
  type Fingerprint,
  type IndexedSource,
  type MemmapMode,
} from "../../contract/index.js";
import { Column } from "../column.js";
import { type DType, memoryWidth, parseDType, toNativeOrder, viewOf } from "../dtype.js";
import { EngineError, fileError } from "../errors.js";
import { widenFloat16 } from "../float16.js";
import type { ColumnElement } from "../summaries.js";
import { fingerprintOf } from "./fingerprint.js";
import { readFully } from "./memmap-reader.js";

/** Options of {@link memmap}. */
export interface MemmapOptions<S extends DTypeSpec = DTypeSpec> {
  /** Element type; default `"uint8"`, as NumPy's. */
  readonly dtype?: S;
  /** Default `"r"` (NumPy's is `"r+"`). */
  readonly mode?: MemmapMode;
  /** Number of elements, or the extent of each axis in C order; default what the file holds from `offset` on. */
  readonly shape?: number | readonly number[];
  /** Byte position of the first element; default 0. */
  readonly offset?: number;
}

/**
 * Maps a binary file as an array: elements are read when asked for, statistics scan it on all cores.
 * @param path relative paths start from the notebook's folder, or the working directory in a script
 * @throws FileMissing, FileAccess, FileSize (size no multiple of the item, offset or shape beyond the end),
 * UnknownDType
 */
export async function memmap<const S extends DTypeSpec = "uint8">(
  path: string,
  options: MemmapOptions<S> = {},
): Promise<MemmapArray<CanonicalDType<S>>> {
  const dtype = parseDType<S>(options.dtype ?? ("uint8" as S));
  const { mode = "r", offset = 0 } = options;
  if (mode !== "r") throw new EngineError("InvalidArgument", `mode must be "r", got ${JSON.stringify(mode)}`);
  const absolute = resolve(ambient()?.directory ?? process.cwd(), path);
  let fd: number;
  try {
    fd = openSync(absolute, "r");
  } catch (cause) {
    throw fileError(cause, absolute, "cannot open");
  }
  try {
    const stats = fstatSync(fd);
    if (stats.isDirectory())
      throw new EngineError("FileAccess", `cannot map '${absolute}': is a directory; name a file in it`);
    const length = elementsOf(absolute, stats.size, dtype, offset, options.shape);
    return new MemmapArray({ path: absolute, fd, dtype, offset, length, file: fingerprintOf(absolute, fd) });
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

/** What a map is made of. */
export interface MemmapParts<D extends DTypeName> {
  readonly path: string;
  readonly fd: number;
  readonly dtype: DType<D>;
  readonly offset: number;
  readonly length: number;
  readonly file: Fingerprint;
}

/** A file as an array. Elements and slices go through positioned reads: a truncated or closed file is an error. */
export class MemmapArray<D extends DTypeName = DTypeName> extends Column<D> {
  readonly #parts: MemmapParts<D>;
  #closed = false;

  /** Made by {@link memmap}. */
  constructor(parts: MemmapParts<D>) {
    super({ source: sourceOf(parts), position: 0, element: (row) => this.#element(row) as ColumnElement<D> });
    this.#parts = parts;
  }

  /** Absolute path of the file. */
  get filename(): string {
    return this.#parts.path;
  }

  /** Bytes of all elements. */
  get nbytes(): number {
    return this.length * this.#parts.dtype.itemsize;
  }

  /** Gives the descriptor back; elements can no longer be read. Closing twice is allowed. */
  close(): void {
    if (!this.#closed) closeSync(this.#parts.fd);
    this.#closed = true;
  }

  /** Closes at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.close();
  }

  #element(row: number): ElementOf<D> {
    const { dtype, fd, path, offset } = this.#parts;
    if (this.#closed) throw new EngineError("Closed", `'${path}' was closed; map it again`);
    const bytes = new Uint8Array(8);
    const item = bytes.subarray(0, dtype.itemsize);
    readFully(fd, path, item, offset + row * dtype.itemsize);
    toNativeOrder(dtype, item);
    if (dtype.name === "float16") {
      const single = new Float32Array(1);
      widenFloat16(new Uint16Array(bytes.buffer, 0, 1), single);
      return single[0] as ElementOf<D>;
    }
    const value = viewOf(dtype.name, bytes.buffer, 0, 8 / memoryWidth(dtype.name))[0];
    return (dtype.name === "bool" ? value !== 0 : value) as ElementOf<D>;
  }
}

function sourceOf(parts: MemmapParts<DTypeName>): IndexedSource {
  const { dtype, offset, length, file } = parts;
  return {
    access: "indexed",
    descriptor: { kind: "memmap", files: [file], options: { dtype: dtype.str, offset } },
    columns: [{ name: "value", type: dtype.name, byteOrder: dtype.byteOrder, nullable: false, shape: [] }],
    length,
    chunkRows: 1,
    rowBytes: dtype.itemsize,
  };
}

function elementsOf(
  path: string,
  size: number,
  dtype: DType,
  offset: number,
  shape: number | readonly number[] | undefined,
): number {
  if (!Number.isSafeInteger(offset) || offset < 0)
    throw new EngineError("InvalidArgument", `'offset' must be a number of bytes, 0 or more, got ${String(offset)}`);
  if (offset > size)
    throw new EngineError("FileSize", `offset ${offset} is beyond the end of '${path}' (${size} bytes)`);
  const available = size - offset;
  if (shape === undefined) {
    if (available % dtype.itemsize !== 0)
      throw new EngineError(
        "FileSize",
        `size of available data is not a multiple of the data-type size: '${path}' has ${available} bytes from offset ${offset}, ${dtype.name} takes ${dtype.itemsize}; give a 'shape' or another dtype`,
      );
    if (available === 0) throw new EngineError("FileSize", `cannot map an empty file: '${path}'`);
    return available / dtype.itemsize;
  }
  const axes = typeof shape === "number" ? [shape] : shape;
  for (const axis of axes)
    if (!Number.isSafeInteger(axis) || axis < 0)
      throw new EngineError("InvalidArgument", `'shape' must hold numbers of elements, 0 or more, got ${String(axis)}`);
  const length = axes.reduce((product, axis) => product * axis, 1);
  if (length * dtype.itemsize > available)
    throw new EngineError(
      "FileSize",
      `shape ${JSON.stringify(shape)} of ${dtype.name} takes ${length * dtype.itemsize} bytes, '${path}' has ${available} from offset ${offset}; lower 'shape' or open with mode "w+"`,
    );
  return length;
}
