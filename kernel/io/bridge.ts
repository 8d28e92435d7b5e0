/**
 * What the I/O thread and the main thread say to each other. Sockets live on one, user code on the other, so that
 * heartbeat, kernel_info and interrupts work while a cell spins.
 * @module
 */
import type { MessagePort } from "node:worker_threads";
import type { JsonObject } from "../../contract/index.js";
import type { Connection } from "../wire/connection.js";
import type { Header, PublishType, RequestType } from "../wire/message.js";

/** A request on its way to the main thread. */
export interface Request {
  /** Number by which the main thread answers. */
  readonly id: number;
  readonly type: RequestType;
  readonly header: Header;
  readonly content: JsonObject;
  readonly metadata: JsonObject;
  readonly buffers: readonly Uint8Array[];
  /** Number of the execution; 0 for other requests. */
  readonly executionCount: number;
}

/** From the I/O thread to the main thread. */
export type ToMain =
  | { readonly kind: "request"; readonly request: Request }
  /** Stop what runs; answered with `interrupted` at once, which tells that the main thread is free. */
  | { readonly kind: "interrupt" }
  /** What the main thread did before it took the last `interrupt` was terminated. */
  | { readonly kind: "terminated" }
  /** Sockets are bound. */
  | { readonly kind: "ready" }
  | { readonly kind: "shutdown"; readonly restart: boolean };

/** From the main thread to the I/O thread. */
export type ToIo =
  /** The end of a request; comm messages end without content. */
  | {
      readonly kind: "finish";
      readonly id: number;
      readonly content?: JsonObject;
      readonly metadata?: JsonObject;
      /** The process is about to be ended: executions that wait are not begun. */
      readonly isLast?: boolean;
      /** What the cell showed as its result, for the history. */
      readonly output?: string;
    }
  | {
      readonly kind: "publish";
      readonly type: PublishType;
      readonly parent?: Header;
      readonly content: JsonObject;
      readonly metadata?: JsonObject;
      readonly buffers?: readonly Uint8Array[];
    }
  | { readonly kind: "stream"; readonly parent?: Header; readonly name: StreamName; readonly text: string }
  | { readonly kind: "input"; readonly parent: Header; readonly prompt: string; readonly password: boolean }
  | { readonly kind: "interrupted" }
  /** The process is about to end: flush, then answer on the shared flag. */
  | { readonly kind: "flush" };

/** A text stream. */
export type StreamName = "stdout" | "stderr";

/** The answer to a prompt, or why there is none. */
export type InputAnswer = { readonly value: string } | { readonly interrupted: true };

/** What the I/O thread is started with. */
export interface IoOptions {
  readonly connection: Connection;
  /** Session id of this kernel process. */
  readonly session: string;
  /** Messages both ways. */
  readonly port: MessagePort;
  /** Answers to prompts, taken synchronously by the blocked main thread. */
  readonly inputPort: MessagePort;
  /**
   * Element {@link FLAG_INPUT} counts answers to prompts, {@link FLAG_FLUSHED} flushes; the main thread waits on them.
   * While element {@link FLAG_CRITICAL} is not 0, the main thread runs the kernel's own code, not a cell's.
   */
  readonly flags: Int32Array;
}

/** Index into the flags: a prompt was answered. */
export const FLAG_INPUT = 0;
/** Index into the flags: everything was sent. */
export const FLAG_FLUSHED = 1;
/** Index into the flags: how many critical sections the main thread is in; it starts in one. */
export const FLAG_CRITICAL = 2;
/** Number of flags. */
export const FLAGS = 3;
