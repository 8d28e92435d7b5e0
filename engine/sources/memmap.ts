/**
 * memmap(path, …): memory maps with NumPy's meanings and words.
 * @module
 */
import { closeSync, fstatSync, ftruncateSync, open } from "node:fs";
import { promisify } from "node:util";
import type { CanonicalDType, DTypeSpec, MemmapMode } from "../../contract/index.js";
import { type DType, parseDType } from "../dtype.js";
import { EngineError, fileError } from "../errors.js";
import { absolutePath } from "../paths.js";
import { MemmapArray } from "./memmap-array.js";
import { parseShape, sizeOfShape } from "./shape.js";

/** Options of {@link memmap}. */
export interface MemmapOptions<S extends DTypeSpec = DTypeSpec> {
  /** Element type; default `"uint8"`, as NumPy's. */
  readonly dtype?: S;
  /** Default `"r"` (NumPy's is `"r+"`). `"w+"` creates or overwrites and needs a shape. */
  readonly mode?: MemmapMode;
  /** Number of elements, or the extent of each axis in C order; default what the file holds from `offset` on. */
  readonly shape?: number | readonly number[];
  /** Byte position of the first element; default 0. */
  readonly offset?: number;
}

const FLAGS: { readonly [M in MemmapMode]: string } = { r: "r", "r+": "r+", "w+": "w+", c: "r" };

/**
 * Maps a binary file as an array: elements are read when asked for, statistics scan it on all cores. A new file
 * (`"w+"`) is sparse: it is there at once whatever its size, and reads as zeros.
 *
 * Elements are read and written where they are, so several maps of one file, also of several processes, see each
 * other's elements at once, and of two writers the last one wins. Scans are stricter: one through a map that another
 * has written to since it was opened rejects with SourceChanged, and so does one during which anybody writes.
 * @param path relative paths start from the notebook's folder, or the working directory in a script
 * @throws FileMissing, FileAccess, FileSize (size no multiple of the item, offset or shape beyond the end),
 * UnknownDType, InvalidArgument
 */
export async function memmap<const S extends DTypeSpec = "uint8">(
  path: string,
  options: MemmapOptions<S> = {},
): Promise<MemmapArray<CanonicalDType<S>>> {
  const dtype = parseDType<S>(options.dtype ?? ("uint8" as S));
  const { mode = "r", offset = 0 } = options;
  if (!Object.hasOwn(FLAGS, mode))
    throw new EngineError("InvalidArgument", `mode must be one of 'r', 'r+', 'w+', 'c', got ${JSON.stringify(mode)}`);
  if (!Number.isSafeInteger(offset) || offset < 0)
    throw new EngineError("InvalidArgument", `'offset' must be a number of bytes, 0 or more, got ${String(offset)}`);
  const asked = options.shape === undefined ? undefined : parseShape(options.shape);
  if (mode === "w+" && asked === undefined)
    throw new EngineError("InvalidArgument", `shape must be given if mode == 'w+', for '${path}'`);
  const absolute = absolutePath(path);
  const fd = await openFile(absolute, mode);
  try {
    const shape =
      mode === "w+" ? create(absolute, fd, dtype, offset, asked!) : available(absolute, fd, dtype, offset, asked);
    return new MemmapArray({ path: absolute, fd, dtype, mode, offset, shape });
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

/** Beside the caller's thread: what a large earlier file held is given back before a new one is there. */
async function openFile(path: string, mode: MemmapMode): Promise<number> {
  try {
    return await promisify(open)(path, FLAGS[mode]);
  } catch (cause) {
    throw fileError(cause, path, "cannot open");
  }
}

/** Gives a new file its size; no block of it is allocated. */
function create(path: string, fd: number, dtype: DType, offset: number, shape: readonly number[]): readonly number[] {
  const bytes = offset + sizeOfShape(shape) * dtype.itemsize;
  try {
    ftruncateSync(fd, bytes);
  } catch (cause) {
    throw fileError(cause, path, `cannot make a file of ${bytes} bytes at`);
  }
  return shape;
}

function available(
  path: string,
  fd: number,
  dtype: DType,
  offset: number,
  asked: readonly number[] | undefined,
): readonly number[] {
  const stats = fstatSync(fd);
  if (stats.isDirectory())
    throw new EngineError("FileAccess", `cannot map '${path}': is a directory; name a file in it`);
  if (offset > stats.size)
    throw new EngineError("FileSize", `offset ${offset} is beyond the end of '${path}' (${stats.size} bytes)`);
  const left = stats.size - offset;
  if (asked === undefined) {
    if (left % dtype.itemsize !== 0)
      throw new EngineError(
        "FileSize",
        `size of available data is not a multiple of the data-type size: '${path}' has ${left} bytes from offset ${offset}, ${dtype.name} takes ${dtype.itemsize}; give a 'shape' or another dtype`,
      );
    if (left === 0) throw new EngineError("FileSize", `cannot map an empty file: '${path}'`);
    return [left / dtype.itemsize];
  }
  const bytes = sizeOfShape(asked) * dtype.itemsize;
  if (bytes > left)
    throw new EngineError(
      "FileSize",
      `shape [${asked.join(", ")}] of ${dtype.name} takes ${bytes} bytes, '${path}' has ${left} from offset ${offset}; lower 'shape' or create the file with mode "w+"`,
    );
  return asked;
}
