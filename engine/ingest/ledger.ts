/**
 * Which files are in a table: an attribute that becomes part of the file together with their rows.
 * @module
 */
import { createHash } from "node:crypto";
import type { Fingerprint } from "../../contract/index.js";
import { EngineError } from "../errors.js";

/** Name of the attribute. */
export const LEDGER = "INGESTED";

/** A file whose rows are in the table: a digest of its path, and one of its size and time. An attribute holds 1,500. */
export type LedgerEntry = readonly [path: string, state: string, rows: number];

/** Reads the attribute; what is none of ours is no ledger. */
export function readLedger(text: unknown): LedgerEntry[] {
  if (typeof text !== "string") return [];
  try {
    const entries: unknown = JSON.parse(text);
    return Array.isArray(entries) ? (entries as LedgerEntry[]) : [];
  } catch {
    return [];
  }
}

/** Positions of the files that are still to be read. @throws SourceChanged for one that was changed since it was stored */
export function missingFiles(files: readonly Fingerprint[], ledger: readonly LedgerEntry[], table: string): number[] {
  const known = new Map(ledger.map((entry) => [entry[0], entry[1]]));
  return files.flatMap((file, i) => {
    const [path, state] = entryOf(file, 0);
    const stored = known.get(path);
    if (stored === undefined) return [i];
    if (stored === state) return [];
    throw new EngineError(
      "SourceChanged",
      `'${file.path}' was changed since its rows were stored in ${table}; ingest into a new table`,
    );
  });
}

/** The entry of a file. */
export function entryOf({ path, size, mtimeNs }: Fingerprint, rows: number): LedgerEntry {
  return [digest(path, 9), digest(`${size} ${mtimeNs}`, 6), rows];
}

function digest(text: string, bytes: number): string {
  return createHash("sha256").update(text).digest().subarray(0, bytes).toString("base64url");
}
