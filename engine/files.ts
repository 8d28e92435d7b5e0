/**
 * Whole columns to and from plain binary files, byte for byte as NumPy's tofile and fromfile.
 * @module
 */
import { closeSync, fstatSync } from "node:fs";
import type { CanonicalDType, DTypeName, DTypeSpec, TypedArrayOf } from "../contract/index.js";
import { write } from "./aggregates/write.js";
import { type DType, isDTypeName, NATIVE_ORDER, parseDType, toNativeOrder, viewOf, zeros } from "./dtype.js";
import { EngineError } from "./errors.js";
import { widenFloat16 } from "./float16.js";
import { preferLargePages } from "./large-pages.js";
import { openForReading } from "./open-file.js";
import type { ScanOptions } from "./options.js";
import { absolutePath } from "./paths.js";
import { readParallel } from "./read-parallel.js";
import { replaceFile } from "./replace-file.js";
import { type ScanInput, scan } from "./scan.js";
import { createBreath } from "./turns.js";

/** Options of {@link fromFile}. */
export interface FromFileOptions<S extends DTypeSpec = DTypeSpec> {
  /** Element type; default `"float64"`, as `np.fromfile`'s. */
  readonly dtype?: S;
  /** Elements at most; default all. */
  readonly count?: number;
  /** Bytes to leave out at the beginning; default 0. */
  readonly offset?: number;
}

/**
 * Reads a binary file into memory, as `np.fromfile`: in native byte order, bytes after the last whole element left out.
 * Several reads are on their way at once; the caller's thread is free meanwhile.
 * @throws FileMissing, FileAccess, UnknownDType, FileSize for an offset beyond the end, TruncatedFile when it shrinks meanwhile
 */
export async function fromFile<const S extends DTypeSpec = "float64">(
  path: string,
  options: FromFileOptions<S> = {},
): Promise<TypedArrayOf<CanonicalDType<S>>> {
  const dtype = parseDType<S>(options.dtype ?? ("float64" as S));
  const { offset = 0, count } = options;
  if (!Number.isSafeInteger(offset) || offset < 0)
    throw new EngineError("InvalidArgument", `'offset' must be a number of bytes, 0 or more, got ${String(offset)}`);
  if (count !== undefined && (!Number.isSafeInteger(count) || count < -1))
    throw new EngineError(
      "InvalidArgument",
      `'count' must be a number of elements, or -1 for all, got ${String(count)}`,
    );
  const absolute = absolutePath(path);
  const fd = openForReading(absolute);
  try {
    const stats = fstatSync(fd);
    if (stats.isDirectory()) throw new EngineError("FileAccess", `cannot read '${absolute}': is a directory`);
    if (offset > stats.size)
      throw new EngineError("FileSize", `offset ${offset} is beyond the end of '${absolute}' (${stats.size} bytes)`);
    const available = Math.floor((stats.size - offset) / dtype.itemsize);
    const length = Math.min(available, count === undefined || count < 0 ? available : count);
    return (await readValues(fd, absolute, dtype, offset, length)) as TypedArrayOf<CanonicalDType<S>>;
  } finally {
    closeSync(fd);
  }
}

/** Bytes put in native order, or widened, between turns of the caller's thread. */
const PIECE = 1 << 20;

async function readValues(
  fd: number,
  path: string,
  dtype: DType,
  offset: number,
  length: number,
): Promise<TypedArrayOf<DTypeName>> {
  const bytes = new Uint8Array(length * dtype.itemsize);
  await preferLargePages(bytes);
  await readParallel(fd, path, bytes, offset);
  const breath = createBreath();
  const values = dtype.name === "float16" ? zeros("float16", length) : undefined;
  const isAsStored = values === undefined && (dtype.byteOrder === "|" || dtype.byteOrder === NATIVE_ORDER);
  for (let at = isAsStored ? bytes.byteLength : 0; at < bytes.byteLength; at += PIECE) {
    const piece = bytes.subarray(at, at + PIECE);
    toNativeOrder(dtype, piece);
    if (values !== undefined) {
      const halves = new Uint16Array(piece.buffer, piece.byteOffset, piece.byteLength / 2);
      widenFloat16(halves, (values as Float32Array).subarray(at / 2));
    }
    const pause = breath();
    if (pause !== undefined) await pause;
  }
  return values ?? viewOf(dtype.name, bytes.buffer, 0, length);
}

/**
 * Writes a column's elements as plain bytes, in its own byte order, as NumPy's `tofile`. The file appears under its
 * name when it is whole; all cores take part and memory stays constant.
 * @throws FileAccess, UnsupportedType for columns that are not numbers
 */
export async function toFile(
  source: { readonly input: ScanInput },
  path: string,
  options?: ScanOptions,
): Promise<void> {
  const { dtype, rows } = storedShape(source.input);
  await replaceFile(path, rows * dtype.itemsize, async (fd, target) => {
    await scan(source.input, [write({ path: target, fd, dtype: dtype.str, offset: 0 })], options, "toFile");
  });
}

/** Element type and number of rows of a column that is to be written. */
export function storedShape({ source, columns }: ScanInput): { readonly dtype: DType; readonly rows: number } {
  const schema = source.columns[columns[0]!]!;
  if (!isDTypeName(schema.type))
    throw new EngineError("UnsupportedType", `a ${schema.type} column cannot be written as plain numbers`);
  if (source.access !== "indexed")
    throw new EngineError("UnsupportedType", `a '${source.descriptor.kind}' source has no row numbers to write by`);
  const order = schema.byteOrder === "|" ? "=" : schema.byteOrder;
  return { dtype: parseDType(`${order}${parseDType(schema.type).str.slice(1)}`), rows: source.length };
}
