/**
 * DuckDB's errors as the engine's, in DuckDB's words.
 * @module
 */
import { EngineError, type ErrorCode, isEngineError } from "../errors.js";

const CODES: readonly (readonly [pattern: RegExp, code: ErrorCode])[] = [
  [/^IO Error: No files found/, "FileMissing"],
  [/^IO Error: Cannot open file .*No such file or directory/s, "FileMissing"],
  [/^IO Error: Cannot open database .*(No such file|does not exist)/s, "FileMissing"],
  [/^(IO|Permission) Error/, "FileAccess"],
  [/^Invalid Input Error: (No magic bytes|.*not a Parquet|.*Parquet file|.*too small to be a Parquet)/s, "CorruptData"],
  [/^(Serialization|Corruption|TransactionContext) Error/, "CorruptData"],
  [/^Out of Memory Error/, "OutOfMemory"],
];

/**
 * An error of DuckDB as one of the engine: its first line keeps DuckDB's words, the lines below show the place.
 * @param cause what DuckDB's package threw
 * @param code what it is where its words do not say more
 */
export function sqlError(cause: unknown, code: ErrorCode = "Sql"): EngineError {
  if (isEngineError(cause)) return cause;
  const message = (cause instanceof Error ? cause.message : String(cause)).replace(
    /^Failed to extract statements: /,
    "",
  );
  const found = CODES.find(([pattern]) => pattern.test(message))?.[1] ?? code;
  return new EngineError(found, message.trim(), cause);
}

/** Whether DuckDB stopped because it was asked to. */
export function isInterrupt(cause: unknown): boolean {
  return cause instanceof Error && /^INTERRUPT Error|Interrupted!/.test(cause.message);
}

/** The table that a query names and the database does not have; undefined for other errors. */
export function missingTable(cause: unknown): string | undefined {
  const message = cause instanceof Error ? cause.message : "";
  return /^Catalog Error: Table with name (.+?) does not exist!/s.exec(message)?.[1];
}
