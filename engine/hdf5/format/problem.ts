/**
 * What can be wrong with the bytes of a file, and what is right but not for this reader.
 * @module
 */
import { EngineError } from "../../errors.js";

/**
 * Something valid that our own reader does not read; the HDF5 library takes over. Whoever opens an object catches it
 * and keeps the reason; users see it only where the library was not loaded yet and nothing can be awaited.
 */
export class Elsewhere extends EngineError {
  /** What the file has, for `reader` reports: `"layout version 4"`. */
  readonly reason: string;

  /** @param reason what the file has */
  constructor(reason: string) {
    super("Unavailable", `${reason} is read by the HDF5 library; open the node with getNode first`);
    this.reason = reason;
  }
}

/** An error about bytes that break the format's rules; `what` in lower case, with the place. */
export function corrupt(path: string, what: string): EngineError {
  return new EngineError(
    "CorruptData",
    `'${path}' is damaged: ${what}; restore it from a copy, or look at it with h5dump or ptrepack`,
  );
}
