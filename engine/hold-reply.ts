/**
 * An interrupted cell is answered when its work has let go of its files.
 * @module
 */
import { ambient } from "../contract/index.js";

/** Milliseconds that the reply waits at most. */
const MOST_MS = 5000;

/**
 * Lets the reply to the running cell wait, once the cell was interrupted, until work has settled: the next cell finds
 * files closed that the work had open. In a plain script nothing waits.
 * @param signal what stops the work
 * @returns the same promise
 */
export function holdReply<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  ambient()?.session?.atCellEnd(async () => {
    if (signal?.aborted !== true) return;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, MOST_MS);
    });
    await Promise.race([work.catch(() => undefined), late]);
    clearTimeout(timer);
  });
  return work;
}
