/**
 * Ends waiting for what may never answer.
 * @module
 */

/** Milliseconds after an abort before a reader or worker that has not answered is given up. */
export const GRACE_MS = 1000;

/** What a reader that never answers would keep for ever ends some time after an abort. */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  let timer: NodeJS.Timeout | undefined;
  let stop: (() => void) | undefined;
  const late = new Promise<never>((_, reject) => {
    stop = () => {
      timer = setTimeout(() => reject(signal.reason), GRACE_MS);
    };
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop!);
  }
}
