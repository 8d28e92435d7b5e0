/**
 * Pieces of the parts of a source as rows in memory, in whatever thread this is.
 * @module
 */
import type { Part, RowsColumn, TypedArray } from "../../contract/index.js";
import { batchColumns } from "../rows/views.js";
import { openReader } from "../sources/registry.js";
import { borrowBench, returnBench } from "../workers/bench.js";
import type { ParsedPiece, ParseSetup } from "./parse-task.js";

const NO_PROBLEMS = { count: 0, first: [] };

/**
 * Reads the parts in order, one piece whenever one is asked for.
 * @param spare buffers to use before new ones are made
 */
export async function* readPieces(
  { descriptor, columns, positions, parts }: ParseSetup,
  spare: ArrayBuffer[] = [],
): AsyncGenerator<ParsedPiece> {
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
        const rows = {
          length: batch.rows,
          columns: batchColumns(batch, schema, arena).map((each) => copied(each, spare)),
        };
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

function copied(column: RowsColumn, spare: ArrayBuffer[]): RowsColumn {
  const { values, validity, offsets } = column;
  return {
    ...column,
    values: copy(values, spare),
    ...(validity === undefined ? {} : { validity: copy(validity, spare) }),
    ...(offsets === undefined ? {} : { offsets: copy(offsets, spare) }),
  };
}

/** A copy in a spare buffer that is large enough, or in a new one with room for a larger piece. */
function copy<A extends TypedArray>(array: A, spare: ArrayBuffer[]): A {
  const at = spare.findIndex(({ byteLength }) => byteLength >= array.byteLength);
  const [buffer] = at < 0 ? [new ArrayBuffer(roomFor(array.byteLength))] : spare.splice(at, 1);
  const Own = array.constructor as new (buffer: ArrayBuffer, offset: number, length: number) => A;
  const target = new Own(buffer!, 0, array.length);
  (target as Uint8Array).set(array as Uint8Array);
  return target;
}

function roomFor(bytes: number): number {
  return Math.ceil((bytes * 1.25) / ROOM) * ROOM;
}

/** Buffers are multiples of this, so that they fit again. */
const ROOM = 4096;

/** The parts that one of several threads reads: every so manieth, so that all work at the same place of the files. */
export function partsOfThread(parts: readonly Part[], thread: number, threads: number): Part[] {
  return parts.filter((_, i) => i % threads === thread);
}
