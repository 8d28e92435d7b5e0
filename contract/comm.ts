/**
 * Comms: two-way messages with binary buffers between a front end and code in the kernel.
 * @module
 */
import type { Json } from "./json.js";

/** A message on a comm. */
export interface CommMessage {
  readonly data: Json;
  readonly buffers: readonly Uint8Array[];
  readonly metadata: { readonly [key: string]: Json };
}

/** One open comm. */
export interface Comm {
  readonly id: string;
  readonly target: string;
  /** Sends to the front end. */
  send(data: Json, buffers?: readonly ArrayBufferView[]): void;
  /** Closes it; nothing may be sent any more. */
  close(data?: Json): void;
  /** Sets what takes messages of the front end; one handler at a time. */
  onMessage(handler: (message: CommMessage) => void | Promise<void>): void;
  /** Sets what is told when the front end closes it. */
  onClose(handler: (message: CommMessage) => void): void;
}

/** The comms of a kernel. */
export interface Comms {
  /** Opens a comm from the kernel's side. */
  open(
    target: string,
    data?: Json,
    options?: { readonly buffers?: readonly ArrayBufferView[]; readonly metadata?: { readonly [key: string]: Json } },
  ): Comm;
  /**
   * Takes comms that a front end opens for a target. A later handler for the same target replaces the earlier one.
   * @param handler  throwing closes the comm
   */
  accept(target: string, handler: (comm: Comm, opening: CommMessage) => void | Promise<void>): void;
}
