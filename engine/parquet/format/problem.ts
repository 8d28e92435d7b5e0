/**
 * What can be wrong with the bytes of a Parquet file.
 * @module
 */
import { EngineError } from "../../errors.js";

/** An error about bytes that break the format's rules; `what` in lower case, with the place. */
export function corrupt(path: string, what: string): EngineError {
  return new EngineError(
    "CorruptData",
    `'${path}' is damaged: ${what}; restore it from a copy, or look at it with parquet-tools`,
  );
}
