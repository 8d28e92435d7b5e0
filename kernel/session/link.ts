import type { MessagePort } from "node:worker_threads";
import type { JsonObject } from "../../contract/index.js";
import type { InputAnswer, Request, ToIo } from "../io/bridge.js";
import { FLAG_CRITICAL, FLAG_FLUSHED, FLAG_INPUT } from "../io/bridge.js";
import type { Header, PublishType } from "../wire/message.js";

/** The main thread's end of the bridge to the I/O thread. */
export interface Link {
  post(message: ToIo): void;
  /** Publishes on iopub as part of a request. */
  publish(type: PublishType, parent: Header, content: JsonObject): void;
  /** Answers a request. */
  finish(request: Request, content?: JsonObject, metadata?: JsonObject): void;
  /**
   * Asks the user, blocking this thread.
   * @returns undefined when the prompt was interrupted
   */
  ask(parent: Header, prompt: string, password: boolean): string | undefined;
  /** Runs the kernel's own code, which an interrupt must not terminate. */
  critical<T>(body: () => T): T;
  /** The kernel's own work is under way until a promise settles. */
  criticalUntil(work: Promise<void>): Promise<void>;
  /** Blocks until everything was sent, or for a second. */
  flush(): void;
}

/** How long {@link Link.flush} blocks at most, in milliseconds. */
const FLUSH_MS = 1000;

/**
 * A link.
 *
 * @param takeAnswer  takes the next answer to a prompt off the input port (`receiveMessageOnPort`)
 */
export function createLink(
  port: Pick<MessagePort, "postMessage">,
  takeAnswer: () => InputAnswer | undefined,
  flags: Int32Array,
): Link {
  const post = (message: ToIo): void => port.postMessage(message);
  return {
    post,
    publish: (type, parent, content) => post({ kind: "publish", type, parent, content }),
    finish: ({ id }, content, metadata) =>
      post({ kind: "finish", id, ...(content && { content }), ...(metadata && { metadata }) }),
    ask(parent, prompt, password) {
      const before = Atomics.load(flags, FLAG_INPUT);
      post({ kind: "input", parent, prompt, password });
      Atomics.wait(flags, FLAG_INPUT, before);
      const answer = takeAnswer();
      return answer && "value" in answer ? answer.value : undefined;
    },
    critical(body) {
      Atomics.add(flags, FLAG_CRITICAL, 1);
      try {
        return body();
      } finally {
        Atomics.sub(flags, FLAG_CRITICAL, 1);
      }
    },
    async criticalUntil(work) {
      Atomics.add(flags, FLAG_CRITICAL, 1);
      await work.finally(() => Atomics.sub(flags, FLAG_CRITICAL, 1));
    },
    flush() {
      const before = Atomics.load(flags, FLAG_FLUSHED);
      post({ kind: "flush" });
      Atomics.wait(flags, FLAG_FLUSHED, before, FLUSH_MS);
    },
  };
}
