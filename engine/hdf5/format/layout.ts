/**
 * Layout, filter and fill value messages.
 * @module
 */
import type { Filter, Layout } from "../model.js";
import type { Cursor } from "./cursor.js";
import { Elsewhere } from "./problem.js";

/**
 * Reads a layout of version 1, 2 or 3.
 * @param rank axes of the dataspace
 * @param size bytes of an element
 * @throws CorruptData, Elsewhere for version 4
 */
export function readLayout(cursor: Cursor, rank: number, size: number): Layout {
  const version = cursor.u8();
  if (version >= 4) throw new Elsewhere(`layout version ${version}`);
  if (version < 1) throw cursor.broken(`version ${version}`);
  return version === 3 ? readLayout3(cursor, rank, size) : readLayout1(cursor, rank, size);
}

function readLayout3(cursor: Cursor, rank: number, size: number): Layout {
  const kind = cursor.u8();
  if (kind === 0) return { kind: "compact", data: cursor.bytes(cursor.u16()).slice() };
  if (kind === 1) return { kind: "contiguous", address: cursor.address(), size: cursor.u64() };
  if (kind !== 2) throw cursor.broken(`layout class ${kind}`);
  const axes = cursor.u8();
  const address = cursor.address();
  return { kind: "chunked", address, chunk: readChunk(cursor, axes, rank, size) };
}

function readLayout1(cursor: Cursor, rank: number, size: number): Layout {
  const axes = cursor.u8();
  const kind = cursor.u8();
  cursor.skip(5);
  const address = kind === 0 ? undefined : cursor.address();
  if (kind === 2) return { kind: "chunked", address, chunk: readChunk(cursor, axes, rank, size) };
  const extents = Array.from({ length: axes }, () => cursor.u32());
  if (kind === 1) return { kind: "contiguous", address, size: extents.reduce((product, n) => product * n, 1) };
  if (kind !== 0) throw cursor.broken(`layout class ${kind}`);
  return { kind: "compact", data: cursor.bytes(cursor.u32()).slice() };
}

/** Extents of a chunk; the last one in the file is the size of an element. */
function readChunk(cursor: Cursor, axes: number, rank: number, size: number): number[] {
  if (axes !== rank + 1) throw cursor.broken(`chunks of ${axes - 1} axes in a dataset of ${rank}`);
  const chunk = Array.from({ length: rank }, () => cursor.u32());
  if (chunk.some((n) => n === 0)) throw cursor.broken(`a chunk of ${chunk.join(" × ")}`);
  const element = cursor.u32();
  if (element !== size) throw cursor.broken(`elements of ${element} bytes in chunks, ${size} in the datatype`);
  if (chunk.reduce((product, n) => product * n, size) >= 2 ** 32) throw cursor.broken("a chunk of 4 GiB or more");
  return chunk;
}

/** Most filters a pipeline may have, as in the library. */
const MOST_FILTERS = 32;

/** Reads a filter pipeline of version 1 or 2. @throws CorruptData */
export function readFilters(cursor: Cursor): Filter[] {
  const version = cursor.u8();
  const count = cursor.u8();
  if (version !== 1 && version !== 2) throw cursor.broken(`version ${version}, expected 1 or 2`);
  if (count > MOST_FILTERS) throw cursor.broken(`${count} filters, at most ${MOST_FILTERS} are possible`);
  if (version === 1) cursor.skip(6);
  return Array.from({ length: count }, () => {
    const id = cursor.u16();
    const nameLength = version === 1 || id >= 256 ? cursor.u16() : 0;
    const optional = (cursor.u16() & 1) === 1;
    const values = cursor.u16();
    const name = Buffer.from(cursor.bytes(nameLength)).toString("utf8").replace(/\0.*$/s, "");
    const filter = { id, name, optional, values: Array.from({ length: values }, () => cursor.u32()) };
    if (version === 1 && values % 2 === 1) cursor.skip(4);
    return filter;
  });
}

/** Reads a fill value of version 1 to 3; undefined when it is zeros. @throws CorruptData */
export function readFill(cursor: Cursor): Uint8Array | undefined {
  const version = cursor.u8();
  if (version < 1 || version > 3) throw cursor.broken(`version ${version}, expected 1, 2 or 3`);
  if (version === 3) {
    if ((cursor.u8() & 0x20) === 0) return undefined;
  } else {
    cursor.skip(2);
    if (cursor.u8() === 0 && version === 2) return undefined;
  }
  return notEmpty(cursor.bytes(cursor.u32()));
}

/** Reads a fill value message of the oldest kind. */
export function readOldFill(cursor: Cursor): Uint8Array | undefined {
  return notEmpty(cursor.bytes(cursor.u32()));
}

function notEmpty(bytes: Uint8Array): Uint8Array | undefined {
  return bytes.length === 0 ? undefined : bytes.slice();
}
