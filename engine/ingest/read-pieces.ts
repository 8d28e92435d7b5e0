/**
 * Pieces of the parts of a source as rows in memory, in whatever thread this is.
 * @module
 */
import type { Part, RowsColumn } from "../../contract/index.js";
import { batchColumns } from "../rows/views.js";
import { openReader } from "../sources/registry.js";
import { borrowBench, returnBench } from "../workers/bench.js";
import type { ParsedPiece, ParseSetup } from "./parse-task.js";

const NO_PROBLEMS = { count: 0, first: [] };

/** Reads the parts in order, one piece whenever one is asked for. */
export async function* readPieces({ descriptor, columns, positions, parts }: ParseSetup): AsyncGenerator<ParsedPiece> {
  const reader = await openReader(descriptor);
  const bench = borrowBench("auto");
  const { arena } = bench;
  const schema = positions.map((position) => columns[position]!);
  try {
    for (const part of parts) {
      for (let more = true; more; ) {
        const mark = arena.mark();
        const reading = reader.readBatch({ part }, positions, arena);
        const batch = reading instanceof Promise ? await reading : reading;
        more = batch.more === true;
        const rows = { length: batch.rows, columns: batchColumns(batch, schema, arena).map(copied) };
        arena.reset(mark);
        yield { rows, more, problems: reader.problems?.() ?? NO_PROBLEMS };
      }
    }
  } finally {
    arena.reset();
    returnBench("auto", bench);
    reader.close();
  }
}

function copied(column: RowsColumn): RowsColumn {
  const { values, validity, offsets } = column;
  return {
    ...column,
    values: values.slice(),
    ...(validity === undefined ? {} : { validity: validity.slice() }),
    ...(offsets === undefined ? {} : { offsets: offsets.slice() }),
  };
}

/** The parts that one of several threads reads: every so manieth, so that all work at the same place of the files. */
export function partsOfThread(parts: readonly Part[], thread: number, threads: number): Part[] {
  return parts.filter((_, i) => i % threads === thread);
}
