/**
 * Waiting for states that change slowly, with progress.
 * @module
 */
import { setTimeout as sleep } from "node:timers/promises";
import { EngineError } from "../../engine/errors.js";
import { followProgress } from "../../engine/progress.js";
import type { JobControl } from "../job.js";
import type { StateOf } from "../native/aws-emr.js";

/** What is waited for. */
export interface Waiting<T extends StateOf> {
  /** `"cluster j-1"`, in messages. */
  readonly what: string;
  readonly ask: () => Promise<T>;
  readonly until: readonly string[];
  /** States from which the wished one does not come any more. */
  readonly lost: readonly string[];
  readonly pollMs: number;
}

/**
 * Asks until the state is one of those waited for.
 * @throws WorkerFailed with EMR's reason when it is lost; the signal's reason when aborted
 */
export async function waitFor<T extends StateOf>(
  { what, ask, until, lost, pollMs }: Waiting<T>,
  { signal, onProgress }: JobControl,
): Promise<T> {
  let asked = 0;
  let label = what;
  const sink = onProgress && ((update: Parameters<typeof onProgress>[0]) => onProgress({ ...update, label }));
  const progress = followProgress(sink, { label, unit: "answers", total: undefined }, () => asked);
  try {
    for (;;) {
      signal?.throwIfAborted();
      const facts = await ask();
      asked++;
      label = `${what}: ${facts.state}`;
      if (until.includes(facts.state)) {
        progress.end("done");
        return facts;
      }
      if (lost.includes(facts.state))
        throw new EngineError(
          "WorkerFailed",
          `${what} is ${facts.state}${facts.reason === "" ? "" : `: ${facts.reason}`}`,
        );
      await sleep(pollMs, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
    }
  } catch (error) {
    progress.end(signal?.aborted ? "cancelled" : "failed");
    throw error;
  }
}
