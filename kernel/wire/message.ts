/**
 * Jupyter messages as data: headers, the closed set of requests we answer and of messages we publish.
 * Format: Jupyter messaging protocol 5.4 (jupyter_client, docs/messaging.rst), with the parts of 5.5 in use.
 * @module
 */
import { randomUUID } from "node:crypto";
import type { Json, JsonObject } from "../../contract/index.js";

/** The version this kernel announces and writes into every header. */
export const PROTOCOL_VERSION = "5.5";

/** A message header. A type, not an interface, so that it is JSON. */
export type Header = {
  readonly msg_id: string;
  readonly session: string;
  readonly username: string;
  /** ISO 8601 with time zone. */
  readonly date: string;
  readonly msg_type: string;
  readonly version: string;
};

/** A message without its routing prefix. */
export interface Message {
  readonly header: Header;
  /** Header of the message this one answers; empty for the first of a conversation. */
  readonly parent: Header | Record<string, never>;
  readonly metadata: JsonObject;
  readonly content: JsonObject;
  /** Binary buffers after the four JSON frames; never signed. */
  readonly buffers: readonly Uint8Array[];
}

/** Every request a front end may send on shell or control. */
export const REQUESTS = [
  "execute_request",
  "complete_request",
  "inspect_request",
  "is_complete_request",
  "history_request",
  "kernel_info_request",
  "comm_info_request",
  "connect_request",
  "shutdown_request",
  "interrupt_request",
  "comm_open",
  "comm_msg",
  "comm_close",
] as const;

/** Name of a request we answer. */
export type RequestType = (typeof REQUESTS)[number];

/** Whether a message type is one we answer. */
export function isRequestType(type: string): type is RequestType {
  return (REQUESTS as readonly string[]).includes(type);
}

/** Every message the kernel publishes on iopub. */
export type PublishType =
  | "status"
  | "execute_input"
  | "execute_result"
  | "display_data"
  | "update_display_data"
  | "clear_output"
  | "stream"
  | "error"
  | "comm_open"
  | "comm_msg"
  | "comm_close"
  | "iopub_welcome"
  | "shutdown_reply";

/** The type of the reply to a request: `x_request` → `x_reply`. */
export function replyType(type: string): string {
  return type.replace(/_request$/, "_reply");
}

/**
 * A new message.
 *
 * @param session  the kernel's session id: constant for the life of the process, front ends drop comms otherwise
 */
export function message(
  session: string,
  type: string,
  content: JsonObject,
  more: { parent?: Header; metadata?: JsonObject; buffers?: readonly Uint8Array[] } = {},
): Message {
  return {
    header: {
      msg_id: randomUUID(),
      session,
      username: "kernel",
      date: new Date().toISOString(),
      msg_type: type,
      version: PROTOCOL_VERSION,
    },
    parent: more.parent ?? {},
    metadata: more.metadata ?? {},
    content,
    buffers: more.buffers ?? [],
  };
}

/** An id for a kernel process or a comm. */
export function newSessionId(): string {
  return randomUUID();
}

/** Whether a parsed JSON value is an object. */
export function isObject(value: unknown): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
