/**
 * Long work on the caller's thread, in turns with everything else that thread does.
 * @module
 */

/** Milliseconds of work between turns. */
const TURN_MS = 8;

/** Called between pieces of work; when others are due, a promise that is kept once they had their turn. */
export type Breath = () => Promise<void> | undefined;

/** Breathes every 8 ms. @param now the clock, in milliseconds */
export function createBreath(now: () => number = () => performance.now()): Breath {
  let turn = now();
  return () => {
    if (now() - turn < TURN_MS) return undefined;
    return new Promise((resolve) => {
      setImmediate(() => {
        turn = now();
        resolve();
      });
    });
  };
}

/** Does all pieces of some work, and gives what the last one leaves. */
export async function inTurns<T>(pieces: Iterator<void, T>, breath: Breath): Promise<T> {
  for (;;) {
    const piece = pieces.next();
    if (piece.done === true) return piece.value;
    const pause = breath();
    if (pause !== undefined) await pause;
  }
}

/** The pieces of work that may have none. */
export function* piecesOf(work: Iterator<void> | undefined): Generator<void, void> {
  if (work !== undefined) for (let piece = work.next(); piece.done !== true; piece = work.next()) yield;
}

/** Does all pieces of some work at once. */
export function atOnce<T>(pieces: Iterator<void, T>): T {
  for (;;) {
    const piece = pieces.next();
    if (piece.done === true) return piece.value;
  }
}
