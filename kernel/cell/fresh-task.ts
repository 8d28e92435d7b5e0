import { MessageChannel } from "node:worker_threads";

/**
 * Runs a function directly under the event loop, in the order of calls. A termination kills every frame on the stack;
 * here these are the function's alone, so what waits for them, raced with the interrupt, still reaches its end. The
 * asynchronous context that the function enters dies with the task as well: in the callback of a lasting port, Node 20
 * would go on with it.
 *
 * @param body  may run a user's code
 */
export function inFreshTask<T>(body: () => T | Promise<T>): Promise<T> {
  const { port1, port2 } = new MessageChannel();
  return new Promise<T>((resolve, reject) => {
    port1.once("message", () => {
      port1.close();
      try {
        resolve(body());
      } catch (error) {
        reject(error);
      }
    });
    port2.postMessage(undefined);
  });
}
