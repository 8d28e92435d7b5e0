/**
 * Links in a group's own header: the newer style of group, as long as it is small.
 * @module
 */
import type { Link } from "../model.js";
import type { Cursor } from "./cursor.js";
import { Elsewhere } from "./problem.js";

/** Reads a link info message. @throws Elsewhere when the links are in a heap of their own */
export function requireCompact(cursor: Cursor): void {
  const version = cursor.u8();
  if (version !== 0) throw cursor.broken(`version ${version}, expected 0`);
  const flags = cursor.u8();
  if ((flags & 1) !== 0) cursor.skip(8);
  if (cursor.address() !== undefined) throw new Elsewhere("a group with its links in a heap");
}

/** Reads a link message. @throws CorruptData, Elsewhere for kinds of links that others registered */
export function readLink(cursor: Cursor): Link {
  const version = cursor.u8();
  if (version !== 1) throw cursor.broken(`version ${version}, expected 1`);
  const flags = cursor.u8();
  const kind = (flags & 8) !== 0 ? cursor.u8() : 0;
  if ((flags & 4) !== 0) cursor.skip(8);
  if ((flags & 16) !== 0) cursor.skip(1);
  const name = textOf(cursor.bytes(cursor.uint(1 << (flags & 3))));
  if (name === "" || name.includes("/") || name.includes("\0"))
    throw cursor.broken(`a link named ${JSON.stringify(name)}`);
  if (kind === 0) return { kind: "hard", name, address: cursor.u64() };
  const value = cursor.bytes(cursor.u16());
  if (kind === 1) return { kind: "soft", name, target: textOf(value) };
  if (kind !== 64) throw new Elsewhere(`a link of kind ${kind}`);
  const [file, target] = textOf(value.subarray(1)).split("\0");
  return { kind: "external", name, file: file!, target: target ?? "" };
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
}
