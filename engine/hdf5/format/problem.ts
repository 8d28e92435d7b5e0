/**
 * What can be wrong with the bytes of a file, and what is right but not for this reader.
 * @module
 */
import { EngineError } from "../../errors.js";

/**
 * Something valid that our own reader does not read; the HDF5 library takes over. Never seen by users: whoever opens
 * an object catches it and keeps the reason.
 */
export class Elsewhere extends Error {
  /** @param reason what the file has, for `reader` reports: `"layout version 4"` */
  constructor(readonly reason: string) {
    super(reason);
    this.name = "Elsewhere";
  }
}

/** An error about bytes that break the format's rules; `what` in lower case, with the place. */
export function corrupt(path: string, what: string): EngineError {
  return new EngineError(
    "CorruptData",
    `'${path}' is damaged: ${what}; restore it from a copy, or look at it with h5dump or ptrepack`,
  );
}
