/**
 * The superblock: where everything begins.
 * @module
 */
import { EngineError } from "../../errors.js";
import { Cursor } from "./cursor.js";
import type { FileImage } from "./image.js";
import { corrupt, Elsewhere } from "./problem.js";

/** A superblock of version 0 or 1. */
export interface Superblock {
  readonly version: number;
  /** Symbols that a node of a group holds: twice this at most. */
  readonly leafK: number;
  /** Children of a node of a group's B-tree: twice this at most. */
  readonly internalK: number;
  /** Children of a node of a chunk's B-tree: twice this at most. */
  readonly chunkK: number;
  /** End of file as the superblock has it. */
  readonly endOfFile: number;
  /** Address of the root group's object header. */
  readonly root: number;
}

const SIGNATURE = "\x89HDF\r\n\x1a\n";

/** Bytes of a version 0 superblock with its root entry. */
const LENGTH = 96;

/**
 * Reads the superblock.
 * @throws CorruptData for what is no HDF5 file or cut off, Elsewhere for user blocks, other versions and widths
 */
export function readSuperblock(image: FileImage): Superblock {
  const at = findSignature(image);
  if (at > 0) throw new Elsewhere(`a user block of ${at} bytes`);
  const version = image.read(8, 1, "superblock")[0]!;
  if (version > 1) throw new Elsewhere(`superblock version ${version}`);
  const cursor = new Cursor(image.read(0, Math.min(LENGTH + 4, image.size), "superblock"), image.path, "superblock");
  cursor.skip(9);
  for (const what of ["free-space", "root group", "reserved", "shared message"]) {
    const found = cursor.u8();
    if (found !== 0) throw cursor.broken(`${what} version ${found}, expected 0`);
  }
  const [offsets, lengths] = [cursor.u8(), cursor.u8()];
  if (offsets !== 8 || lengths !== 8) {
    if ([2, 4, 8, 16].includes(offsets) && [2, 4, 8, 16].includes(lengths))
      throw new Elsewhere(`addresses of ${offsets} and lengths of ${lengths} bytes`);
    throw cursor.broken(`addresses of ${offsets} and lengths of ${lengths} bytes`);
  }
  cursor.skip(1);
  const [leafK, internalK] = [cursor.u16(), cursor.u16()];
  cursor.skip(4);
  const chunkK = version === 1 ? cursor.u16() : 32;
  if (version === 1) cursor.skip(2);
  if (leafK === 0 || internalK === 0 || chunkK === 0) throw cursor.broken("a tree without children");
  const base = cursor.u64();
  if (base !== 0) throw new Elsewhere(`a base address of ${base}`);
  cursor.address();
  const endOfFile = cursor.u64();
  if (cursor.address() !== undefined) throw new Elsewhere("a driver information block");
  cursor.skip(8);
  const root = cursor.u64();
  if (endOfFile > image.size)
    throw new EngineError(
      "TruncatedFile",
      `'${image.path}' has ${image.size} bytes, its superblock says ${endOfFile}; it was cut off or is still being written`,
    );
  return { version, leafK, internalK, chunkK, endOfFile, root };
}

/** Position of the signature: 0, or behind a user block of 512 bytes or a power of two more. */
function findSignature(image: FileImage): number {
  for (let at = 0; at + 8 <= image.size; at = at === 0 ? 512 : at * 2)
    if (String.fromCharCode(...image.read(at, 8, "signature")) === SIGNATURE) return at;
  if (image.size === 0) throw new EngineError("CorruptData", `'${image.path}' is empty, not an HDF5 file`);
  const start = image.read(0, Math.min(8, image.size), "signature");
  throw new EngineError(
    "CorruptData",
    `'${image.path}' is not an HDF5 file: it begins with ${Buffer.from(start).toString("hex")}, expected 894844460d0a1a0a`,
  );
}

/** Refuses an address that no structure can have. @throws CorruptData */
export function checkAddress(image: FileImage, address: number, what: string): void {
  if (address >= image.size) throw corrupt(image.path, `${what} at byte ${address}, the file has ${image.size}`);
}
