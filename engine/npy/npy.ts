/**
 * .npy files: memory-mapped, and written from any column.
 * @module
 */
import { closeSync, fstatSync } from "node:fs";
import type { MemmapMode } from "../../contract/index.js";
import { write, writeFully } from "../aggregates/write.js";
import { EngineError } from "../errors.js";
import { storedShape } from "../files.js";
import { openForReading } from "../open-file.js";
import type { ScanOptions } from "../options.js";
import { absolutePath } from "../paths.js";
import { attemptWrite, replaceFile } from "../replace-file.js";
import { type ScanInput, scan } from "../scan.js";
import { memmap } from "../sources/memmap.js";
import type { MemmapArray } from "../sources/memmap-array.js";
import { readFully } from "../sources/memmap-reader.js";
import { parseShape, sizeOfShape } from "../sources/shape.js";
import { formatHeader, type NpyHeader, parseHeader, parsePrologue } from "./header.js";

/**
 * Maps the array of a .npy file (versions 1 to 3), as `np.load(path, mmap_mode=mode)`.
 * @param options.mode default `"r"`; `"w+"` is refused, `saveNpy` creates files
 * @throws FileMissing, FileAccess, CorruptData for a header that is none, UnsupportedType for records and for
 * Fortran order with more than one axis, FileSize when the file is shorter than its header says
 */
export async function openNpy(path: string, options: { readonly mode?: MemmapMode } = {}): Promise<MemmapArray> {
  const { mode = "r" } = options;
  if (mode === "w+")
    throw new EngineError(
      "InvalidArgument",
      `mode "w+" cannot open '${path}'; write it with saveNpy, then open it with "r+"`,
    );
  const absolute = absolutePath(path);
  const { header, offset } = readHeader(absolute);
  if (header.fortranOrder && header.shape.filter((n) => n !== 1).length > 1)
    throw new EngineError("UnsupportedType", `'${absolute}' is in Fortran order; save it with np.ascontiguousarray(…)`);
  return memmap(absolute, { dtype: header.dtype.str, mode, shape: header.shape, offset });
}

function readHeader(path: string): { readonly header: NpyHeader; readonly offset: number } {
  const fd = openForReading(path);
  try {
    const stats = fstatSync(fd);
    if (stats.isDirectory()) throw new EngineError("FileAccess", `cannot open '${path}': is a directory`);
    const first = new Uint8Array(Math.min(12, stats.size));
    readFully(fd, path, first, 0);
    const { start, length } = parsePrologue(first, path);
    if (start + length > stats.size)
      throw new EngineError("CorruptData", `'${path}' is no .npy file that can be read: it ends inside its header`);
    const text = new Uint8Array(length);
    readFully(fd, path, text, start);
    return { header: parseHeader(new TextDecoder().decode(text), path), offset: start + length };
  } finally {
    closeSync(fd);
  }
}

/**
 * Writes a column as a .npy file, the same bytes as `np.save`. It appears under its name when it is whole.
 * @param options.shape extents of the axes, C order; default those of a memory map, else one axis
 * @throws FileAccess, UnsupportedType, FileSize for a shape of another size
 */
export async function saveNpy(
  path: string,
  source: { readonly input: ScanInput; readonly shape?: readonly number[] },
  options: ScanOptions & { readonly shape?: number | readonly number[] } = {},
): Promise<void> {
  const { input } = source;
  const { dtype, rows } = storedShape(input);
  const shape = parseShape(options.shape ?? source.shape ?? rows);
  if (sizeOfShape(shape) !== rows)
    throw new EngineError("FileSize", `cannot reshape array of size ${rows} into shape (${shape.join(", ")})`);
  const header = formatHeader({ dtype, shape, fortranOrder: false });
  await replaceFile(path, header.length + rows * dtype.itemsize, async (fd, target) => {
    attemptWrite(target, () => writeFully(fd, header, 0));
    const work = write({ path: target, fd, dtype: dtype.str, offset: header.length });
    await scan(input, [work], options, "saveNpy");
  });
}
