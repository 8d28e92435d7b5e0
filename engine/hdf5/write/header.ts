/**
 * Object headers (version 1): reading their messages with their places, making new ones, and changing them by a
 * single write.
 * @module
 */
import { EngineError } from "../../errors.js";
import { attributeName } from "./attributes.js";
import { byteWriter } from "./bytes.js";
import { continuationMessage, MESSAGE, type Message, messageBytes, nilMessage } from "./messages.js";
import { allocate, commit, type OutputFile, outside, PAGE, readAt, release, writeAt } from "./output.js";

/** A message with its place in the file. */
export interface PlacedMessage extends Message {
  /** Address of the message's head; the body begins eight bytes later. */
  readonly address: number;
}

/** An object header as it stands in the file. */
export interface ObjectHeader {
  readonly address: number;
  /** Hard links to the object. */
  readonly references: number;
  /** Bytes of the first block, after the prefix of sixteen. */
  readonly firstBytes: number;
  /** All messages but continuations and NIL. */
  readonly messages: readonly PlacedMessage[];
  /** The blocks after the first. */
  readonly blocks: readonly { readonly address: number; readonly size: number }[];
}

const PREFIX = 16;
const HEAD = 8;
/** No header of a table has more; a chain that goes on is a loop. */
const MOST_BLOCKS = 1000;

/** @throws CorruptData, Unavailable for version 2 */
export function readHeader(file: OutputFile, address: number): ObjectHeader {
  const prefix = readAt(file, address, PREFIX);
  if (prefix.toString("latin1", 0, 4) === "OHDR") throw outside(file.path, "object header version 2");
  if (prefix[0] !== 1) throw corrupt(file, address, `version ${prefix[0]}`);
  const firstBytes = prefix.readUInt32LE(8);
  const messages: PlacedMessage[] = [];
  const blocks = [{ address: address + PREFIX, size: firstBytes }];
  for (let next = 0; next < blocks.length; next++) {
    const block = blocks[next]!;
    if (blocks.length > MOST_BLOCKS || block.size > 1 << 26) throw corrupt(file, address, "continues without end");
    const bytes = readAt(file, block.address, block.size);
    for (let at = 0; at + HEAD <= block.size; ) {
      const type = bytes.readUInt16LE(at);
      const size = bytes.readUInt16LE(at + 2);
      const flags = bytes[at + 4]!;
      if (at + HEAD + size > block.size) throw corrupt(file, address, "a message is longer than its block");
      const body = new Uint8Array(bytes.subarray(at + HEAD, at + HEAD + size));
      if (flags & 2) throw outside(file.path, "shared messages");
      if (type === MESSAGE.continuation)
        blocks.push({
          address: Number(bytes.readBigUInt64LE(at + HEAD)),
          size: Number(bytes.readBigUInt64LE(at + HEAD + 8)),
        });
      else if (type !== MESSAGE.nil) messages.push({ type, flags, body, address: block.address + at });
      at += HEAD + size;
    }
  }
  return { address, references: prefix.readUInt32LE(4), firstBytes, messages, blocks: blocks.slice(1) };
}

/** A new object's header with room for more attributes. The first `together` messages will be written over as one. */
export function writeHeader(file: OutputFile, messages: readonly Message[], together: number, spare: number): number {
  const body = byteWriter();
  for (const message of [...messages, nilMessage(spare)]) body.bytes(messageBytes(message));
  const window = messages.slice(0, together).reduce((sum, each) => sum + HEAD + each.body.length, 0);
  const bytes = byteWriter()
    .u8(1, 0)
    .u16(messages.length + 1)
    .u32(1)
    .u32(body.length)
    .u32(0)
    .bytes(body.done())
    .done();
  const address = allocate(file, bytes.length, { from: 0, size: PREFIX + Math.max(window, 32) });
  writeAt(file, address, bytes);
  return address;
}

/**
 * Commits the file with changed messages of one object: in place where all that changes lies in one page, else as a
 * new block that the header's first block goes on to. Ask {@link changesInPlace} first.
 * @returns the header as it stands now
 */
export function commitHeader(file: OutputFile, header: ObjectHeader, messages: readonly Message[]): ObjectHeader {
  const patch = patchOf(header, messages);
  if (patch !== undefined) {
    commit(file, () => {
      if (patch.bytes.length > 0) writeAt(file, patch.address, patch.bytes);
    });
  } else {
    const first = moveMessages(file, header, messages);
    commit(file, () => writeAt(file, header.address, first));
    for (const block of header.blocks) release(file, block.address, block.size);
  }
  return readHeader(file, header.address);
}

/** Whether messages can take the place of a header's by a single write inside one page. */
export function changesInPlace(header: ObjectHeader, messages: readonly Message[]): boolean {
  if (patchOf(header, messages) !== undefined) return true;
  return header.firstBytes >= HEAD + 16 && (header.address % PAGE) + PREFIX + HEAD + 16 + HEAD <= PAGE;
}

/** The bytes that differ, as one write inside one page; undefined where that cannot be. */
function patchOf(
  header: ObjectHeader,
  messages: readonly Message[],
): { readonly address: number; readonly bytes: Uint8Array } | undefined {
  const old = header.messages;
  const fits = messages.length === old.length;
  if (!fits || messages.some(({ type, body }, i) => type !== old[i]!.type || body.length !== old[i]!.body.length))
    return undefined;
  const changed = old.filter(({ body }, i) => !equal(body, messages[i]!.body)).sort((a, b) => a.address - b.address);
  if (changed.length === 0) return { address: header.address, bytes: new Uint8Array() };
  const start = changed[0]!.address + HEAD;
  const last = changed.at(-1)!;
  const stop = last.address + HEAD + last.body.length;
  if (Math.floor(start / PAGE) !== Math.floor((stop - 1) / PAGE)) return undefined;
  const between = old.filter(({ address }) => address + HEAD >= start && address < stop);
  const bytes = new Uint8Array(stop - start);
  const filled = byteCount(between);
  // what lies between must be known messages, or it would be written over with zeros
  if (filled !== stop - start + HEAD) return undefined;
  for (const message of between) {
    const at = message.address - start;
    const whole = messageBytes(messages[old.indexOf(message)]!);
    bytes.set(at < 0 ? whole.subarray(-at) : whole, Math.max(at, 0));
  }
  return { address: start, bytes };
}

function byteCount(messages: readonly Message[]): number {
  return messages.reduce((sum, { body }) => sum + HEAD + body.length, 0);
}

/** Messages that every flush changes before the others, so that one small write changes them all. */
export function changingFirst(messages: readonly Message[]): Message[] {
  const types: readonly number[] = [MESSAGE.dataspace, MESSAGE.layout, MESSAGE.symbolTable];
  const isLater = (message: Message): number =>
    Number(!types.includes(message.type) && attributeName(message) !== "NROWS");
  return [...messages].sort((a, b) => isLater(a) - isLater(b));
}

/** Writes all messages into a new block; returns the first bytes of the header that refer to it. */
function moveMessages(file: OutputFile, header: ObjectHeader, messages: readonly Message[]): Uint8Array {
  const ordered = changingFirst(messages);
  const block = byteWriter();
  for (const message of [...ordered, nilMessage(256)]) block.bytes(messageBytes(message));
  const address = allocate(file, block.length, { from: 0, size: Math.min(block.length, 256) });
  writeAt(file, address, block.done());
  const rest = header.firstBytes - (HEAD + 16);
  const writer = byteWriter()
    .u8(1, 0)
    .u16(messages.length + 2 + (rest > 0 ? 1 : 0))
    .u32(header.references)
    .u32(header.firstBytes)
    .u32(0)
    .bytes(messageBytes(continuationMessage(address, block.length)));
  // a NIL message takes the rest of the block; what stood there is its body
  if (rest > 0)
    writer
      .u16(MESSAGE.nil)
      .u16(rest - HEAD)
      .u8(0, 0, 0, 0);
  return writer.done();
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

function corrupt(file: OutputFile, address: number, what: string): EngineError {
  return new EngineError("CorruptData", `'${file.path}': the object header at byte ${address} is damaged: ${what}`);
}
