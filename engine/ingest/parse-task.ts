/**
 * What travels between an ingest and the threads that read its files.
 * @module
 */
import type { ColumnSchema, Part, RowProblems, RowsParts, SourceDescriptor } from "../../contract/index.js";
import type { PlainError } from "../errors.js";

/** What a reading thread is given once. */
export interface ParseSetup {
  readonly descriptor: SourceDescriptor;
  /** The source's columns, and positions of those to read. */
  readonly columns: readonly ColumnSchema[];
  readonly positions: readonly number[];
  /** Its parts, in the order of their rows. */
  readonly parts: readonly Part[];
}

/** Rows of a part. */
export interface ParsedPiece {
  readonly rows: RowsParts;
  /** Number of the buffer they are in, which is used again when it is given back. */
  readonly buffer: number;
  /** Whether the part goes on. */
  readonly more: boolean;
  /** What was bad in all parts of the thread so far. */
  readonly problems: RowProblems;
}

/** To a thread: it may read so many pieces more, and use the buffers of earlier ones again. */
export interface ParseCredit {
  readonly pieces: number;
  readonly free: readonly number[];
}

/** From a thread; `"end"` behind the last piece. */
export type ParseReply = ParsedPiece | { readonly error: PlainError } | "end";
