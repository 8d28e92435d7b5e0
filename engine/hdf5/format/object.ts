/**
 * Objects: the messages of a header put together.
 * @module
 */
import type { DatasetInfo, Datatype, Link, StoredAttribute } from "../model.js";
import { readAttribute } from "./attribute.js";
import { elementsOf, readDataspace } from "./dataspace.js";
import { readDatatype } from "./datatype.js";
import type { SymbolTable } from "./group.js";
import { bodyOf, MESSAGE, type Message, readHeader } from "./header.js";
import type { FileImage } from "./image.js";
import { readFill, readFilters, readLayout, readOldFill } from "./layout.js";
import { readLink, requireCompact } from "./link.js";
import { corrupt, Elsewhere } from "./problem.js";
import { checkAddress } from "./superblock.js";

/** A group: with a symbol table, or with its links in the header. */
export type GroupInfo =
  | { readonly kind: "group"; readonly symbols: SymbolTable }
  | { readonly kind: "group"; readonly links: readonly Link[] };

/** A datatype with a name of its own. */
export interface NamedTypeInfo {
  readonly kind: "datatype";
  readonly type: Datatype;
}

/** What an object header says. */
export type ObjectInfo = GroupInfo | DatasetInfo | NamedTypeInfo;

/** An object and its attributes. */
export interface ReadObject {
  readonly info: ObjectInfo;
  readonly messages: readonly Message[];
}

/**
 * Reads the object at an address.
 * @param what names it, for errors
 * @throws CorruptData, Elsewhere
 */
export function readObject(image: FileImage, address: number, what: string): ReadObject {
  checkAddress(image, address, `object header of ${what}`);
  const messages = readHeader(image, address, what);
  return { info: infoOf(image, messages, what), messages };
}

function infoOf(image: FileImage, messages: readonly Message[], what: string): ObjectInfo {
  const find = (type: number): Message | undefined => messages.find((message) => message.type === type);
  const table = find(MESSAGE.symbolTable);
  if (table !== undefined) {
    const cursor = bodyOf(table, image.path, `symbol table of ${what}`);
    return { kind: "group", symbols: { tree: cursor.u64(), heap: cursor.u64() } };
  }
  const newer = find(MESSAGE.linkInfo);
  if (newer !== undefined) {
    requireCompact(bodyOf(newer, image.path, `link info of ${what}`));
    const links = messages.filter(({ type }) => type === MESSAGE.link);
    return { kind: "group", links: links.map((link) => readLink(bodyOf(link, image.path, `link of ${what}`))) };
  }
  const typeMessage = find(MESSAGE.datatype);
  if (typeMessage === undefined) throw corrupt(image.path, `${what} is neither a group nor a dataset`);
  const type = typeOf(image, typeMessage, what);
  const spaceMessage = find(MESSAGE.dataspace);
  const layoutMessage = find(MESSAGE.layout);
  if (spaceMessage === undefined && layoutMessage === undefined) return { kind: "datatype", type };
  if (spaceMessage === undefined || layoutMessage === undefined)
    throw corrupt(image.path, `${what} has ${spaceMessage === undefined ? "no dataspace" : "no layout"}`);
  if (find(MESSAGE.external) !== undefined) throw new Elsewhere("data in external files");
  if (spaceMessage.shared) throw new Elsewhere("a shared dataspace");
  const space = readDataspace(bodyOf(spaceMessage, image.path, `dataspace of ${what}`));
  const rank = space.shape?.length ?? 0;
  const layout = readLayout(bodyOf(layoutMessage, image.path, `layout of ${what}`), rank, type.size);
  const bytes = elementsOf(space) * type.size;
  if (!Number.isSafeInteger(bytes)) throw corrupt(image.path, `${what} holds more than 2^53 bytes`);
  const stored = layout.kind === "compact" ? layout.data.length : layout.kind === "contiguous" ? layout.size : bytes;
  if (stored < bytes && !(layout.kind === "contiguous" && layout.address === undefined))
    throw corrupt(image.path, `${what} has ${stored} bytes for ${bytes}`);
  const filters = find(MESSAGE.filters);
  return {
    kind: "dataset",
    type,
    space,
    layout,
    filters: filters === undefined ? [] : readFilters(bodyOf(filters, image.path, `filters of ${what}`)),
    fill: fillOf(image, messages, type, what),
  };
}

function fillOf(image: FileImage, messages: readonly Message[], type: Datatype, what: string): Uint8Array | undefined {
  const fill = messages.find((message) => message.type === MESSAGE.fill);
  const old = messages.find((message) => message.type === MESSAGE.oldFill);
  if (fill === undefined && old === undefined) return undefined;
  if (fill?.shared) throw new Elsewhere("a shared fill value");
  const bytes =
    fill === undefined
      ? readOldFill(bodyOf(old!, image.path, `fill value of ${what}`))
      : readFill(bodyOf(fill, image.path, `fill value of ${what}`));
  if (bytes !== undefined && bytes.length !== type.size)
    throw corrupt(image.path, `fill value of ${what} has ${bytes.length} bytes, an element ${type.size}`);
  return bytes?.some((byte) => byte !== 0) ? bytes : undefined;
}

/** A datatype message, or the committed datatype it refers to. */
function typeOf(image: FileImage, message: Message, what: string): Datatype {
  if (!message.shared) return readDatatype(bodyOf(message, image.path, `datatype of ${what}`));
  return sharedType(image, message.body, what);
}

/** The datatype that a reference names: versions 1 to 3 of shared messages in another object's header. */
export function sharedType(image: FileImage, body: Uint8Array, what: string): Datatype {
  const cursor = bodyOf({ type: MESSAGE.datatype, shared: true, position: 0, body }, image.path, `datatype of ${what}`);
  const version = cursor.u8();
  const kind = cursor.u8();
  if (version < 1 || version > 3) throw cursor.broken(`reference of version ${version}`);
  if (version === 3 && kind !== 2) throw new Elsewhere("a datatype in a shared heap");
  if (version === 1) cursor.skip(6);
  const address = cursor.u64();
  checkAddress(image, address, `datatype of ${what}`);
  const named = readHeader(image, address, `datatype of ${what}`).find(({ type }) => type === MESSAGE.datatype);
  if (named === undefined || named.shared) throw cursor.broken("the reference leads to no datatype");
  return readDatatype(bodyOf(named, image.path, `datatype of ${what}`));
}

/** Attributes of an object, in the order of the file. @throws CorruptData, Elsewhere for dense storage */
export function readAttributes(image: FileImage, messages: readonly Message[], what: string): StoredAttribute[] {
  const dense = messages.find(({ type }) => type === MESSAGE.attributeInfo);
  if (dense !== undefined) throw new Elsewhere("attributes of the newer style");
  return messages
    .filter(({ type }) => type === MESSAGE.attribute)
    .map((message) => {
      if (message.shared) throw new Elsewhere("a shared attribute");
      return readAttribute(image, message, what, (body) => sharedType(image, body, what));
    });
}
