import type { Envelope } from "../wire/frames.js";

/** An execute_request that waits, with its number among all requests. */
export interface Waiting {
  readonly id: number;
  readonly envelope: Envelope;
}

/** Executions one after the other; an error takes those that wait with it, if the failed one asked for that. */
export interface ExecutionQueue {
  add(waiting: Waiting): void;
  /**
   * The running execution has ended.
   *
   * @param reply     sends its reply
   * @param isFatal   whether executions that wait are answered with `aborted`
   */
  finished(reply: () => void, isFatal: boolean): void;
  readonly running: Waiting | undefined;
}

/**
 * A queue of executions.
 *
 * @param start  begins an execution
 * @param abort  answers an execution that will not run
 */
export function executionQueue(start: (waiting: Waiting) => void, abort: (waiting: Waiting) => void): ExecutionQueue {
  const waiting: Waiting[] = [];
  let running: Waiting | undefined;
  const next = (): void => {
    running = waiting.shift();
    if (running) start(running);
  };
  return {
    get running() {
      return running;
    },
    add(item) {
      waiting.push(item);
      if (!running) next();
    },
    finished(reply, isFatal) {
      if (!isFatal) {
        reply();
        return next();
      }
      // What lies in the socket already belongs to the same "Run All": let it in. What the client sends after it has
      // seen the reply does not.
      setImmediate(() => {
        const hit = waiting.splice(0);
        reply();
        for (const item of hit) abort(item);
        next();
      });
    },
  };
}
