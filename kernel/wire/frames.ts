import type { Header, Message } from "./message.js";
import { isObject } from "./message.js";
import type { Signer } from "./signature.js";

const DELIMITER = Buffer.from("<IDS|MSG>");

/** A message and whom to answer. */
export interface Envelope {
  /** ZeroMQ routing frames of the sender, or the topic on iopub. */
  readonly identities: readonly Uint8Array[];
  readonly message: Message;
}

/** A frame list that is no message for us: too short, unsigned, or not JSON. The kernel drops it and says so in its log. */
export class BadFrames extends Error {
  override readonly name = "BadFrames";
}

/** Frames of a message: identities, delimiter, signature, four JSON frames, buffers. */
export function encode({ identities, message }: Envelope, signer: Signer): Uint8Array[] {
  const parts = [message.header, message.parent, message.metadata, message.content].map((part) =>
    Buffer.from(JSON.stringify(part)),
  );
  return [...identities, DELIMITER, Buffer.from(signer.sign(parts)), ...parts, ...message.buffers];
}

/**
 * The message in a list of frames.
 *
 * @throws BadFrames naming what is wrong: no delimiter, number of frames, signature, JSON, header fields
 */
export function decode(frames: readonly Uint8Array[], signer: Signer): Envelope {
  const at = frames.findIndex((frame) => DELIMITER.equals(frame));
  if (at < 0) throw new BadFrames(`no <IDS|MSG> delimiter in ${frames.length} frames`);
  const [signature, ...rest] = frames.slice(at + 1);
  if (signature === undefined || rest.length < 4)
    throw new BadFrames(`${frames.length - at - 1} frames after the delimiter, expected at least 5`);
  const parts = rest.slice(0, 4);
  if (!signer.verify(parts, signature)) throw new BadFrames("the signature does not match the connection file's key");
  const [header, parent, metadata, content] = parts.map((part, index) => parse(part, index));
  if (!isHeader(header)) throw new BadFrames(`header without msg_id, session and msg_type: ${JSON.stringify(header)}`);
  return {
    identities: frames.slice(0, at),
    message: {
      header,
      parent: isHeader(parent) ? parent : {},
      metadata,
      content,
      buffers: rest.slice(4),
    },
  };
}

const PARTS = ["header", "parent_header", "metadata", "content"];

function parse(part: Uint8Array, index: number): Message["content"] {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(part.buffer, part.byteOffset, part.byteLength).toString("utf8"));
  } catch (cause) {
    throw new BadFrames(`${PARTS[index]} is not JSON`, { cause });
  }
  if (!isObject(value)) throw new BadFrames(`${PARTS[index]} is not a JSON object`);
  return value;
}

function isHeader(value: Message["content"]): value is Header {
  return ["msg_id", "session", "msg_type"].every((field) => typeof value[field] === "string");
}
