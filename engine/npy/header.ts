/**
 * Headers of .npy files, versions 1 to 3, as described in NumPy's `numpy.lib.format`.
 * @module
 */
import { type DType, parseDType } from "../dtype.js";
import { EngineError, isEngineError } from "../errors.js";

/** What a header says. */
export interface NpyHeader {
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** Whether the first index varies fastest. */
  readonly fortranOrder: boolean;
}

/** `\x93NUMPY`. */
const MAGIC: readonly number[] = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** Bytes before the dictionary: magic, version, and its length in two or four bytes. */
const PROLOGUE_V1 = 10;
const PROLOGUE_V2 = 12;

/** NumPy's own limit for headers it reads without being told that the file is trusted. */
const LARGEST = 10_000;

/** Data begins on a multiple of this. */
const ALIGNMENT = 64;

/**
 * Reads the first bytes: how long the dictionary is, and where it starts.
 * @throws CorruptData for other files, versions and lengths
 */
export function parsePrologue(bytes: Uint8Array, path: string): { readonly start: number; readonly length: number } {
  if (bytes.length < PROLOGUE_V1 || MAGIC.some((byte, i) => bytes[i] !== byte))
    throw corrupt(
      path,
      `the magic string is not correct; expected \\x93NUMPY, got ${bytes.length} bytes of something else`,
    );
  const [major, minor] = [bytes[6]!, bytes[7]!];
  if (major < 1 || major > 3 || minor !== 0)
    throw corrupt(path, `format version ${major}.${minor} is not known; 1.0, 2.0 and 3.0 are`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (major > 1 && bytes.length < PROLOGUE_V2) throw corrupt(path, "it ends inside its header");
  const [start, length] = major === 1 ? [PROLOGUE_V1, view.getUint16(8, true)] : [PROLOGUE_V2, view.getUint32(8, true)];
  if (length > LARGEST)
    throw corrupt(path, `header info length (${length}) is large; at most ${LARGEST} bytes are read`);
  return { start, length };
}

/**
 * Parses the dictionary: `{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }`. Nothing in it is executed.
 * @throws CorruptData for anything else, UnsupportedType for structured dtypes, UnknownDType for others
 */
export function parseHeader(text: string, path: string): NpyHeader {
  const body = text.trim();
  const entries = new Map<string, string>();
  const entry =
    /^\s*(['"])(\w+)\1\s*:\s*('[^']*'|"[^"]*"|True|False|\([\d\s,L]*\)|\[.*?\](?=\s*,\s*['"]|\s*,?\s*$))\s*(?:,|$)/s;
  if (!body.startsWith("{") || !body.endsWith("}")) throw corrupt(path, `cannot parse header: ${quote(text)}`);
  for (let rest = body.slice(1, -1); rest.trim() !== ""; ) {
    const match = entry.exec(rest);
    if (match === null || entries.has(match[2]!)) throw corrupt(path, `cannot parse header: ${quote(text)}`);
    entries.set(match[2]!, match[3]!);
    rest = rest.slice(match[0].length);
  }
  const [descr, order, shape] = ["descr", "fortran_order", "shape"].map((key) => entries.get(key));
  if (entries.size !== 3 || descr === undefined || order === undefined || shape === undefined)
    throw corrupt(path, `header does not contain the correct keys: ${[...entries.keys()].join(", ")}`);
  if (descr.startsWith("["))
    throw new EngineError(
      "UnsupportedType",
      `'${path}' holds records (${descr.slice(0, 80)}); only plain numbers are read`,
    );
  if (!/^['"]/.test(descr)) throw corrupt(path, `descr is not a valid dtype: ${quote(descr)}`);
  if (order !== "True" && order !== "False") throw corrupt(path, `fortran_order is not a valid bool: ${quote(order)}`);
  if (!/^\((\s*\d+L?\s*(,\s*\d+L?\s*)*,?\s*)?\)$/.test(shape))
    throw corrupt(path, `shape is not valid: ${quote(shape)}`);
  const axes = (shape.match(/\d+/g) ?? []).map(Number);
  if (!Number.isSafeInteger(axes.reduce((product, n) => product * n, 1)))
    throw corrupt(path, `shape is not valid: ${quote(shape)}`);
  return { dtype: dtypeOf(descr.slice(1, -1), path), fortranOrder: order === "True", shape: axes };
}

/** The element type, or what is wrong with it and in which file. */
function dtypeOf(text: string, path: string): DType {
  try {
    return parseDType(text);
  } catch (error) {
    if (!isEngineError(error)) throw error;
    throw new EngineError(error.code, `'${path}' cannot be read: ${error.message}`);
  }
}

/** A header as NumPy writes it: version 1, padded with blanks so that data is aligned. */
export function formatHeader({ dtype, shape, fortranOrder }: NpyHeader): Uint8Array {
  const axes = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  const text = `{'descr': '${dtype.str}', 'fortran_order': ${fortranOrder ? "True" : "False"}, 'shape': ${axes}, }`;
  const unpadded = PROLOGUE_V1 + text.length + 1;
  const size = Math.ceil(unpadded / ALIGNMENT) * ALIGNMENT;
  const bytes = new Uint8Array(size).fill(0x20);
  bytes.set([...MAGIC, 1, 0, (size - PROLOGUE_V1) & 255, (size - PROLOGUE_V1) >> 8]);
  bytes.set(new TextEncoder().encode(text), PROLOGUE_V1);
  bytes[size - 1] = 0x0a;
  return bytes;
}

function corrupt(path: string, why: string): EngineError {
  return new EngineError("CorruptData", `'${path}' is no .npy file that can be read: ${why}`);
}

function quote(text: string): string {
  return JSON.stringify(text.length > 120 ? `${text.slice(0, 120)}…` : text);
}
