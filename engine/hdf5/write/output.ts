/**
 * A file open for writing: where new bytes go, and the order in which they become part of it.
 *
 * Nothing that the committed file uses is ever written over, but for single small writes that do not cross a page:
 * so whatever moment a process dies, the file is as it was at its last commit.
 * @module
 */
import { closeSync, fdatasyncSync, fstatSync, ftruncateSync, readSync, writeSync } from "node:fs";
import { EngineError, fileError } from "../../errors.js";

/** Pages of the system: a write inside one is done as a whole. */
export const PAGE = 4096;

/** An open file with room at its end. */
export interface OutputFile {
  readonly path: string;
  readonly fd: number;
  /** End of allocated space, one 64-bit word that worker threads advance too. */
  readonly end: BigInt64Array;
  /** Space that commits of this session left behind and nothing refers to. */
  readonly holes: { address: number; size: number }[];
  /** Who has written what is not committed yet. */
  readonly dirty: Set<object>;
  /** Whether a commit waits until the disk has everything. */
  readonly durable: boolean;
  /** Half the most entries of a group's leaf node, of a group's inner node, and of a chunk index's node. */
  readonly ranks: { readonly groupLeaf: number; readonly groupInner: number; readonly chunks: number };
  /** Object header of the root group. */
  readonly root: number;
  /** Set once closed, or once a write has failed in the middle. */
  state: "open" | "closed";
}

const SIGNATURE = "\x89HDF\r\n\x1a\n";
const SUPERBLOCK_BYTES = 96;
/** Place of the end-of-file address in superblock version 0. */
const END_AT = 40;

/**
 * Makes an open descriptor a file to write into.
 * @throws CorruptData for no HDF5 file, Unavailable for one whose layout our writer leaves to the library
 */
export function outputOver(path: string, fd: number, durable: boolean): OutputFile {
  const head = Buffer.alloc(SUPERBLOCK_BYTES);
  const size = fstatSync(fd).size;
  readSync(fd, head, 0, SUPERBLOCK_BYTES, 0);
  if (head.toString("latin1", 0, 8) !== SIGNATURE)
    throw new EngineError("CorruptData", `'${path}' does not appear to be an HDF5 file`);
  const version = head[8]!;
  if (version > 0 || head[13] !== 8 || head[14] !== 8 || head.readBigUInt64LE(24) !== 0n)
    throw outside(path, `superblock version ${version}, ${head[13]}-byte addresses`);
  const end = Number(head.readBigUInt64LE(END_AT));
  if (end > size) throw new EngineError("TruncatedFile", `'${path}' holds ${size} bytes of ${end}: it was cut off`);
  const words = new BigInt64Array(new SharedArrayBuffer(8));
  words[0] = BigInt(end);
  return {
    path,
    fd,
    end: words,
    holes: [],
    dirty: new Set(),
    durable,
    ranks: { groupLeaf: head.readUInt16LE(16), groupInner: head.readUInt16LE(18), chunks: 32 },
    root: Number(head.readBigUInt64LE(64)),
    state: "open",
  };
}

/** What cannot be written in place, because PyTables does not write it so; the HDF5 library may. */
export class OutsideLayout extends EngineError {
  /** @param message for those who have no other way */
  constructor(message: string) {
    super("Unavailable", message);
  }
}

/** The error for layouts that PyTables does not write; the caller takes the way through the library. */
export function outside(path: string, what: string): OutsideLayout {
  return new OutsideLayout(
    `'${path}' has a layout that cannot be written in place (${what}); write to a file made by PyTables or by this library`,
  );
}

/** Refuses a file that was closed. */
export function requireOpen(file: OutputFile): void {
  if (file.state !== "open")
    throw new EngineError("Closed", `'${file.path}' is closed; open it again with openFile(path, "a")`);
}

/** Bytes at a place. @throws TruncatedFile, FileAccess */
export function readAt(file: OutputFile, address: number, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  for (let done = 0; done < size; ) {
    let count: number;
    try {
      count = readSync(file.fd, bytes, done, size - done, address + done);
    } catch (cause) {
      throw fileError(cause, file.path, "cannot read");
    }
    if (count === 0)
      throw new EngineError("TruncatedFile", `'${file.path}' ends before byte ${address + size}, inside a structure`);
    done += count;
  }
  return bytes;
}

/** Writes bytes at a place. @throws FileAccess: no space left, file too large */
export function writeAt(file: OutputFile, address: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) {
    try {
      done += writeSync(file.fd, bytes, done, bytes.length - done, address + done);
    } catch (cause) {
      throw fileError(cause, file.path, "cannot write");
    }
  }
}

/**
 * Takes space: a hole of this session, or room at the end; at a multiple of eight.
 * @param window bytes from the start that must lie in one page, because they will be written over as one
 */
export function allocate(
  file: OutputFile,
  size: number,
  window?: { readonly from: number; readonly size: number },
): number {
  const rounded = (size + 7) & ~7;
  const at = window === undefined ? file.holes.findIndex((hole) => hole.size >= rounded) : -1;
  if (at >= 0) {
    const hole = file.holes[at]!;
    const { address } = hole;
    hole.address += rounded;
    hole.size -= rounded;
    if (hole.size === 0) file.holes.splice(at, 1);
    return address;
  }
  const end = Number(Atomics.load(file.end, 0));
  let address = end + ((8 - (end % 8)) % 8);
  if (window !== undefined) {
    const inPage = (address + window.from) % PAGE;
    if (inPage + window.size > PAGE) address += PAGE - inPage;
  }
  Atomics.store(file.end, 0, BigInt(address + rounded));
  return address;
}

/** Gives space back that the committed file no longer uses. */
export function release(file: OutputFile, address: number, size: number): void {
  if (size >= 64) file.holes.push({ address, size: size - (size % 8) });
}

/**
 * Makes everything written so far part of the file: data reach the disk, then the superblock names the new end, then
 * `publish` changes what refers to them, by single writes inside one page each.
 */
export function commit(file: OutputFile, publish: () => void): void {
  const end = Atomics.load(file.end, 0);
  if (fstatSync(file.fd).size < Number(end)) attempt(file, () => ftruncateSync(file.fd, Number(end)));
  sync(file);
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(end));
  writeAt(file, END_AT, bytes);
  sync(file);
  publish();
  sync(file);
}

function sync(file: OutputFile): void {
  if (file.durable) attempt(file, () => fdatasyncSync(file.fd));
}

function attempt(file: OutputFile, operation: () => void): void {
  try {
    operation();
  } catch (cause) {
    throw fileError(cause, file.path, "cannot write");
  }
}

/**
 * Gives back what was allocated since the last commit, if nobody else writes to the file now.
 */
export function rollback(file: OutputFile): void {
  if (file.dirty.size > 0) return;
  const end = readAt(file, END_AT, 8).readBigUInt64LE(0);
  Atomics.store(file.end, 0, end);
  file.holes.length = 0;
}

/** Ends the file: what was never committed is cut off. */
export function closeOutput(file: OutputFile): void {
  if (file.state === "closed") return;
  file.state = "closed";
  try {
    const end = Number(readAt(file, END_AT, 8).readBigUInt64LE(0));
    if (fstatSync(file.fd).size > end) ftruncateSync(file.fd, end);
  } finally {
    closeSync(file.fd);
  }
}
