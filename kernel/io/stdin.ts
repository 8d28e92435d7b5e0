import type { MessagePort } from "node:worker_threads";
import type { JsonObject } from "../../contract/index.js";
import type { InputAnswer } from "./bridge.js";
import { FLAG_INPUT } from "./bridge.js";

/** The one prompt that can be open: the main thread is blocked until it is answered. */
export interface Prompt {
  open(): void;
  /** An input_reply arrived; without an open prompt it is ignored. */
  reply(content: JsonObject): void;
  /** Ends an open prompt without an answer. */
  interrupt(): void;
}

/** Carries answers to the main thread, which sleeps on the flag. */
export function prompt(port: MessagePort, flags: Int32Array): Prompt {
  let isOpen = false;
  const answer = (value: InputAnswer): void => {
    if (!isOpen) return;
    isOpen = false;
    port.postMessage(value);
    Atomics.add(flags, FLAG_INPUT, 1);
    Atomics.notify(flags, FLAG_INPUT);
  };
  return {
    open() {
      isOpen = true;
    },
    reply: ({ value }) => answer({ value: typeof value === "string" ? value : "" }),
    interrupt: () => answer({ interrupted: true }),
  };
}
