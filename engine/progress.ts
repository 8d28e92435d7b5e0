/**
 * Progress of long work: at most ten updates a second, nothing for work that is over at once, and always the last.
 * @module
 */
import { randomUUID } from "node:crypto";
import type { ProgressUpdate } from "../contract/index.js";

/** Milliseconds between updates; work shorter than this tells of none. */
const INTERVAL_MS = 100;
/** Milliseconds of work that a notebook shows no bar for: it would flicker under every cell. */
const PATIENCE_MS = 500;

/** Takes what becomes of one operation. */
export type ProgressTaker = (update: ProgressUpdate) => void;

/** Follows one operation. */
export interface Progress {
  /** Sends the last state, if any was sent or `always`, and stops following. */
  end(state: "done" | "failed" | "cancelled"): void;
}

/** Polls `done` while an operation runs. */
export function followProgress(
  sink: ProgressTaker | undefined,
  what: { readonly label: string; readonly unit: string; readonly total: number | undefined },
  done: () => number,
): Progress {
  if (sink === undefined) return { end() {} };
  const id = randomUUID();
  const began = performance.now();
  let shown = false;
  const send = (state: ProgressUpdate["state"]): void => {
    shown = true;
    sink({ ...what, id, done: done(), state, elapsedMs: performance.now() - began });
  };
  const timer = setInterval(() => send("running"), INTERVAL_MS);
  timer.unref();
  return {
    end(state) {
      clearInterval(timer);
      if (shown) send(state);
    },
  };
}

/**
 * Keeps an operation that is over within half a second from a sink: it hears of none of it, and of a longer one from
 * then on to its last state.
 */
export function patient(sink: ProgressTaker): ProgressTaker {
  let isShown = false;
  return (update) => {
    if (!isShown && (update.state !== "running" || update.elapsedMs < PATIENCE_MS)) return;
    isShown = true;
    sink(update);
  };
}
