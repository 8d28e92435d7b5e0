/**
 * What travels to a thread that is lent.
 * @module
 */
import type { MessagePort } from "node:worker_threads";

/** Work for a thread: a module whose `serve` gets data, and a port to its borrower. */
export interface Loan {
  /** URL of the module. */
  readonly service: string;
  readonly data: unknown;
  readonly port: MessagePort;
}

/** A module that a lent thread runs; what it throws ends the thread. */
export interface Service {
  serve(data: unknown, port: MessagePort): void | Promise<void>;
}
