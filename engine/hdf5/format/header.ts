/**
 * Object headers of version 1: lists of messages.
 * @module
 */
import { Cursor } from "./cursor.js";
import type { FileImage } from "./image.js";
import { corrupt, Elsewhere } from "./problem.js";

/** Types of messages that are read. */
export const MESSAGE = {
  nil: 0x00,
  dataspace: 0x01,
  linkInfo: 0x02,
  datatype: 0x03,
  oldFill: 0x04,
  fill: 0x05,
  link: 0x06,
  external: 0x07,
  layout: 0x08,
  filters: 0x0b,
  attribute: 0x0c,
  continuation: 0x10,
  symbolTable: 0x11,
  attributeInfo: 0x15,
} as const;

/** One message. */
export interface Message {
  readonly type: number;
  /** Whether the body is a reference to a message elsewhere. */
  readonly shared: boolean;
  /** Byte position of the body in the file, for writers that patch it. */
  readonly position: number;
  readonly body: Uint8Array;
}

/** Most messages a header may have; a damaged one can name 65,535. */
const MOST_BLOCKS = 4096;

/**
 * All messages of an object header, continuations included, in order.
 * @param what names the object, for errors
 * @throws CorruptData, Elsewhere for version 2
 */
export function readHeader(image: FileImage, address: number, what: string): readonly Message[] {
  const start = image.read(address, 16, `object header of ${what}`);
  if (String.fromCharCode(...start.subarray(0, 4)) === "OHDR") throw new Elsewhere("an object header of version 2");
  const prefix = new Cursor(start, image.path, `object header of ${what}`);
  const version = prefix.u8();
  if (version !== 1) throw prefix.broken(`version ${version}, expected 1`);
  prefix.skip(1);
  const count = prefix.u16();
  prefix.skip(4);
  const messages: Message[] = [];
  const blocks = [{ position: address + 16, length: prefix.u32() }];
  const seen = new Set<number>();
  for (let next = 0; next < blocks.length; next++) {
    const { position, length } = blocks[next]!;
    if (seen.has(position) || blocks.length > MOST_BLOCKS)
      throw corrupt(image.path, `object header of ${what} continues in a circle`);
    seen.add(position);
    const cursor = new Cursor(image.read(position, length, `messages of ${what}`), image.path, `messages of ${what}`);
    while (cursor.left >= 8 && messages.length < count) {
      const type = cursor.u16();
      const size = cursor.u16();
      const flags = cursor.u8();
      cursor.skip(3);
      const message = {
        type,
        shared: (flags & 2) !== 0,
        position: position + cursor.at,
        body: cursor.bytes(size).slice(),
      };
      messages.push(message);
      if (type !== MESSAGE.continuation) continue;
      const to = new Cursor(message.body, image.path, `continuation of ${what}`);
      blocks.push({ position: to.u64(), length: to.u64() });
    }
  }
  return messages;
}

/** A cursor over a message's body. */
export function bodyOf(message: Message, path: string, what: string): Cursor {
  return new Cursor(message.body, path, what);
}
