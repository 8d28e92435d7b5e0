/**
 * Attribute messages.
 * @module
 */
import type { Datatype, StoredAttribute } from "../model.js";
import { Cursor } from "./cursor.js";
import { elementsOf, readDataspace } from "./dataspace.js";
import { readDatatype } from "./datatype.js";
import { readHeapObject } from "./global-heap.js";
import { bodyOf, type Message } from "./header.js";
import type { FileImage } from "./image.js";
import { Elsewhere } from "./problem.js";

/**
 * Reads an attribute of version 1, 2 or 3. Texts of variable length are fetched: they become fixed-length strings,
 * as long as the longest of them.
 * @param shared reads a datatype that is stored elsewhere
 * @throws CorruptData, Elsewhere
 */
export function readAttribute(
  image: FileImage,
  message: Message,
  what: string,
  shared: (body: Uint8Array) => Datatype,
): StoredAttribute {
  const cursor = bodyOf(message, image.path, `attribute of ${what}`);
  const version = cursor.u8();
  if (version < 1 || version > 3) throw cursor.broken(`version ${version}, expected 1, 2 or 3`);
  const flags = cursor.u8();
  const [nameLength, typeLength, spaceLength] = [cursor.u16(), cursor.u16(), cursor.u16()];
  if (version === 3) cursor.skip(1);
  const part = (length: number): Uint8Array => {
    const bytes = cursor.bytes(length);
    if (version === 1) cursor.skip(Math.min((8 - (length % 8)) % 8, cursor.left));
    return bytes;
  };
  const name = Buffer.from(part(nameLength)).toString("utf8").replace(/\0.*$/s, "");
  const about = `attribute '${name}' of ${what}`;
  const typeBytes = part(typeLength);
  const type =
    version > 1 && (flags & 1) !== 0
      ? shared(typeBytes)
      : readDatatype(new Cursor(typeBytes, image.path, `datatype of ${about}`));
  if (version > 1 && (flags & 2) !== 0) throw new Elsewhere("a shared dataspace");
  const space = readDataspace(new Cursor(part(spaceLength), image.path, `dataspace of ${about}`));
  const data = cursor.bytes(elementsOf(space) * type.size);
  return fetched(image, { name, type, space, data }, about);
}

/** Replaces references to the global heap by what they refer to. */
function fetched(image: FileImage, attribute: StoredAttribute, about: string): StoredAttribute {
  const { type, space, data } = attribute;
  if (type.kind !== "vlen") return attribute;
  if (!type.text) throw new Elsewhere("an attribute of variable length");
  const cursor = new Cursor(data, image.path, about);
  const texts = Array.from({ length: elementsOf(space) }, () => {
    const length = cursor.u32();
    const address = cursor.address() ?? 0;
    const index = cursor.u32();
    if (address === 0 || length === 0) return new Uint8Array(0);
    return readHeapObject(image, address, index, about).subarray(0, length);
  });
  const size = Math.max(1, ...texts.map((text) => text.length));
  const fixed = new Uint8Array(size * texts.length);
  for (const [i, text] of texts.entries()) fixed.set(text, i * size);
  return { ...attribute, type: { kind: "string", size, padding: "null-padded", charset: "utf-8" }, data: fixed };
}
