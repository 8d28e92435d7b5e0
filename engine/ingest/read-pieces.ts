/**
 * Pieces of the parts of a source as rows in memory, in whatever thread this is.
 * @module
 */
import type { Part } from "../../contract/index.js";
import { batchColumns } from "../rows/views.js";
import { openReader } from "../sources/registry.js";
import type { ParsedPiece, ParseSetup } from "./parse-task.js";
import type { PieceArena } from "./piece-arena.js";

const NO_PROBLEMS = { count: 0, first: [] };

/**
 * Reads the parts in order, one piece whenever one is asked for.
 * @param arena of the pieces, where their buffers are given back
 */
export async function* readPieces(
  { descriptor, columns, positions, parts }: ParseSetup,
  arena: PieceArena,
): AsyncGenerator<ParsedPiece> {
  const reader = await openReader(descriptor);
  const schema = positions.map((position) => columns[position]!);
  try {
    for (const part of parts) {
      for (let more = true; more; ) {
        arena.renew();
        const reading = reader.readBatch({ part }, positions, arena);
        const batch = reading instanceof Promise ? await reading : reading;
        more = batch.more === true;
        const rows = { length: batch.rows, columns: batchColumns(batch, schema, arena) };
        yield { rows, buffer: arena.number, more, problems: reader.problems?.() ?? NO_PROBLEMS };
      }
    }
  } finally {
    reader.close();
    arena.close();
  }
}

/** The parts that one of several threads reads: every so manieth, so that all work at the same place of the files. */
export function partsOfThread(parts: readonly Part[], thread: number, threads: number): Part[] {
  return parts.filter((_, i) => i % threads === thread);
}
