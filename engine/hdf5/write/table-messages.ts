/**
 * What of a table's header changes with its rows.
 * @module
 */
import { type AttributeInput, attribute, attributeName } from "./attributes.js";
import { chunkedLayout, growingSpace, MESSAGE, type Message } from "./messages.js";
import type { TableTarget } from "./target.js";

/** The table's messages with another number of rows, another index, and changed attributes (undefined removes one). */
export function messagesWithRows(
  { header, layout }: TableTarget,
  rows: number,
  root: number | bigint,
  attributes: ReadonlyMap<string, AttributeInput | undefined>,
): Message[] {
  const space = growingSpace(rows);
  const index = chunkedLayout(root, layout.chunkRows, layout.rowBytes);
  const messages = header.messages.map((message) => {
    if (message.type === MESSAGE.dataspace) return space;
    return message.type === MESSAGE.layout ? index : message;
  });
  return withAttributes(messages, new Map(attributes).set("NROWS", BigInt(rows)));
}

/** Messages with changed attributes: replaced in their places, new ones at the end. */
export function withAttributes(
  messages: readonly Message[],
  attributes: ReadonlyMap<string, AttributeInput | undefined>,
): Message[] {
  const left = new Map(attributes);
  const kept = messages.flatMap((message): Message[] => {
    const name = attributeName(message);
    if (name === undefined || !left.has(name)) return [message];
    const value = left.get(name);
    left.delete(name);
    return value === undefined ? [] : [attribute(name, value)];
  });
  for (const [name, value] of left) if (value !== undefined) kept.push(attribute(name, value));
  return kept;
}
