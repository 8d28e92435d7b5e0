/**
 * Threads for work that is no scan. A thread takes longer to start than many files to read: those that are given back
 * wait a while for the next borrower.
 * @module
 */
import { availableParallelism } from "node:os";
import { MessageChannel, type Transferable, Worker } from "node:worker_threads";
import type { Loan } from "./loan.js";

/** A thread in somebody's hands. */
export interface LentThread {
  send(message: unknown, transfer?: readonly Transferable[]): void;
  /** Whether the process stays alive for it; it does at first. */
  keepAlive(keep: boolean): void;
  /** Gives the thread back; what it was to do must be done. */
  giveBack(): void;
  /** Ends the thread, whatever it does. */
  end(): Promise<void>;
}

/** What a borrower is told. */
export interface Borrower {
  onMessage(message: unknown): void;
  /** The thread has ended by itself: `"died: …"`, `"ended with code 1"`. */
  onLost(why: string, cause?: unknown): void;
}

/** A thread, and whom to tell when it ends. */
interface Kept {
  readonly worker: Worker;
  borrower: Borrower | undefined;
  expiry: NodeJS.Timeout | undefined;
}

/** How long a thread waits for its next borrower. */
const KEPT_MS = 10_000;

/** Threads that wait: for everybody in the process. */
const idle: Kept[] = [];

/**
 * Lends a thread that runs a module's `serve` with `data`.
 * @param service URL of the module, which is a `Service`
 */
export function lendThread(service: URL, data: unknown, borrower: Borrower): LentThread {
  const kept = idle.pop() ?? start();
  clearTimeout(kept.expiry);
  kept.borrower = borrower;
  const { worker } = kept;
  const { port1: port, port2 } = new MessageChannel();
  port.on("message", (message: unknown) => borrower.onMessage(message));
  worker.ref();
  worker.postMessage({ service: service.href, data, port: port2 } satisfies Loan, [port2]);
  return {
    send: (message, transfer = []) => port.postMessage(message, transfer),
    keepAlive(keep) {
      for (const each of [worker, port]) each[keep ? "ref" : "unref"]();
    },
    giveBack() {
      port.close();
      kept.borrower = undefined;
      worker.unref();
      if (idle.length >= 2 * availableParallelism()) return void worker.terminate();
      idle.push(kept);
      kept.expiry = setTimeout(() => {
        idle.splice(idle.indexOf(kept), 1);
        void worker.terminate();
      }, KEPT_MS);
      kept.expiry.unref();
    },
    async end() {
      kept.borrower = undefined;
      port.close();
      await worker.terminate();
    },
  };
}

function start(): Kept {
  const worker = new Worker(new URL("./lent.js", import.meta.url), { execArgv: [], name: "tslab-bigdata-lent" });
  const kept: Kept = { worker, borrower: undefined, expiry: undefined };
  const lost = (why: string, cause?: unknown): void => {
    const at = idle.indexOf(kept);
    if (at >= 0) idle.splice(at, 1);
    clearTimeout(kept.expiry);
    kept.borrower?.onLost(why, cause);
  };
  worker.on("error", (error) => lost(`died: ${error.message}`, error));
  worker.on("exit", (code) => lost(`ended with code ${code}`));
  return kept;
}
