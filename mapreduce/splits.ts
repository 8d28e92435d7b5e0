/**
 * Input files cut into splits; a line belongs to the split in which it begins, as in Hadoop.
 * @module
 */
import { statSync } from "node:fs";
import { EngineError, fileError } from "../engine/errors.js";

/** A piece of an input file. */
export interface Split {
  readonly file: string;
  readonly start: number;
  readonly stop: number;
  /** Whether the file is packed by gzip; such a file is one split. */
  readonly gzip: boolean;
}

/** Bytes of a split at least, and splits at most: so many sorted runs are merged at the end. */
const SPLIT_BYTES = 8 << 20;
const SPLITS = 512;

/** Cuts files into splits. @throws FileMissing, FileAccess for files that cannot be read */
export function splitFiles(files: readonly string[], splitBytes?: number): Split[] {
  const sizes = files.map(sizeOf);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const bytes = splitBytes ?? Math.max(SPLIT_BYTES, Math.ceil(total / SPLITS));
  return files.flatMap((file, i) => {
    const size = sizes[i]!;
    if (file.endsWith(".gz")) return [{ file, start: 0, stop: size, gzip: true }];
    const splits: Split[] = [];
    for (let start = 0; start < size; start += bytes)
      splits.push({ file, start, stop: Math.min(start + bytes, size), gzip: false });
    return splits;
  });
}

function sizeOf(file: string): number {
  try {
    const stat = statSync(file);
    if (stat.isFile()) return stat.size;
  } catch (cause) {
    throw fileError(cause, file, "cannot read");
  }
  throw new EngineError("FileAccess", `cannot read '${file}': it is no file; name its files, as in '${file}/*'`);
}
