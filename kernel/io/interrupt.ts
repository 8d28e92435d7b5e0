import { Session } from "node:inspector";
import { setTimeout as sleep } from "node:timers/promises";

/** How long the main thread may take to answer before the next, harder step, in milliseconds. */
const PATIENCE_MS = 200;
/** How often is waited while the kernel's own code runs, which must not be terminated: two minutes of compiling. */
const CRITICAL_WAITS = 600;
/** Terminations tried; each frees the event loop once, so loops in repeating timers need several. */
const TERMINATIONS = 10;

/** Stops what the main thread does. */
export interface Interrupter {
  /**
   * Asks the main thread to stop its cell; if it does not answer because it spins, terminates the JavaScript it runs.
   * State survives both.
   *
   * @returns whether the main thread is free; false means that native code runs, which nothing can stop
   */
  interrupt(): Promise<boolean>;
  /** The main thread has answered. */
  answered(): void;
}

/**
 * An interrupter.
 *
 * @param ask         sends the request to stop, which a free main thread answers at once
 * @param tell        tells the main thread, which hears it behind the request, that it was terminated
 * @param isCritical  whether the main thread runs the kernel's own code
 */
export function interrupter(ask: () => void, tell: () => void, isCritical: () => boolean): Interrupter {
  let answers = 0;
  let inspector: Session | undefined;

  const waitFor = async (before: number): Promise<boolean> => {
    for (let waited = 0; waited < PATIENCE_MS && answers === before; waited += 10) await sleep(10);
    return answers !== before;
  };
  const terminate = (): void => {
    if (!inspector) {
      inspector = new Session();
      inspector.connectToMainThread();
    }
    tell();
    inspector.post("Runtime.terminateExecution");
  };
  return {
    answered() {
      answers++;
    },
    async interrupt() {
      const before = answers;
      ask();
      try {
        for (let tries = 0, waits = 0; tries < TERMINATIONS && waits < CRITICAL_WAITS; ) {
          if (await waitFor(before)) return true;
          if (isCritical()) {
            waits++;
            continue;
          }
          terminate();
          tries++;
        }
        return await waitFor(before);
      } finally {
        inspector?.disconnect();
        inspector = undefined;
      }
    },
  };
}
