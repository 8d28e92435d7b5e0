/**
 * Copying a column into a file, on all cores; also one that lies in the same file.
 * @module
 */
import { randomBytes } from "node:crypto";
import { closeSync, openSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Fingerprint, IndexedSource, SourceDescriptor } from "../../contract/index.js";
import { write } from "../aggregates/write.js";
import { type DType, isDTypeName, NATIVE_ORDER, nativeDType } from "../dtype.js";
import { EngineError } from "../errors.js";
import type { ScanOptions } from "../options.js";
import { readColumn } from "../read.js";
import { attemptWrite } from "../replace-file.js";
import { type ScanInput, scan } from "../scan.js";
import { fingerprintOf } from "./fingerprint.js";
import { memorySource } from "./memory.js";

/** Where rows go. */
export interface AssignTarget {
  readonly path: string;
  readonly fd: number;
  /** NumPy's array-interface string of the elements in the file. */
  readonly dtype: string;
  /** Byte position of the first row. */
  readonly offset: number;
}

/** A column of the same file is put aside in memory up to this size, beside the file beyond. */
const ASIDE_BYTES = 32 << 20;

/**
 * Writes all rows of a column. A column that is read from the same file is put aside first, so that ranges may overlap
 * as in NumPy: every row is read before it is written.
 * @param written called before the file changes
 * @throws UnsupportedType, FileAccess for a full disk: what was not yet put aside has changed nothing
 */
export async function assignRows(
  input: ScanInput,
  target: AssignTarget,
  options: ScanOptions,
  written: () => void,
): Promise<void> {
  const put = async (from: ScanInput): Promise<void> => {
    written();
    await scan(from, [write({ path: target.path, dtype: target.dtype, offset: target.offset })], options, "assign");
  };
  if (!readsFile(input.source.descriptor, fingerprintOf(target.path, target.fd))) return put(input);
  const source = input.source as IndexedSource;
  const position = input.columns[0]!;
  const { type } = source.columns[position]!;
  if (!isDTypeName(type))
    throw new EngineError("UnsupportedType", `a ${type} column cannot be written as plain numbers`);
  const dtype = nativeDType(type);
  if (source.length * dtype.itemsize <= ASIDE_BYTES)
    return put({ source: memorySource(await readColumn(source, position), type), columns: [0] });
  const aside = join(dirname(target.path), `.${basename(target.path)}.${randomBytes(6).toString("hex")}.aside`);
  const fd = attemptWrite(aside, () => openSync(aside, "wx+"));
  try {
    await scan(input, [write({ path: aside, fd, dtype: dtype.str, offset: 0 })], options, "assign");
    await put({ source: fileSource(source, dtype, fingerprintOf(aside, fd)), columns: [0] });
  } finally {
    closeSync(fd);
    rmSync(aside, { force: true });
  }
}

/** The column put aside. */
function fileSource({ length }: IndexedSource, dtype: DType, file: Fingerprint): IndexedSource {
  const { itemsize, name: type, str } = dtype;
  return {
    access: "indexed",
    descriptor: { kind: "memmap", files: [file], options: { dtype: str, offset: 0 } },
    columns: [{ name: "value", type, byteOrder: NATIVE_ORDER, nullable: false, shape: [] }],
    length,
    chunkRows: 1,
    rowBytes: itemsize,
  };
}

function readsFile({ files }: SourceDescriptor, file: Fingerprint): boolean {
  return files.some(({ device, inode }) => device === file.device && inode === file.inode);
}
