/**
 * Reading a whole column into memory.
 * @module
 */
import type { ColumnType, DTypeName, IndexedSource } from "../contract/index.js";
import { isDTypeName, viewOf, zeros } from "./dtype.js";
import { signalOf } from "./options.js";
import { BATCH_BYTES } from "./plan.js";
import { type ArrayOf, arrayOf } from "./rows/arrays.js";
import { type ReadOptions, readRows } from "./rows/read.js";
import { openReader } from "./sources/registry.js";
import { createBreath } from "./turns.js";
import { untilAborted } from "./until-aborted.js";
import { borrowBench, returnBench } from "./workers/bench.js";

/**
 * All values of one column: a typed array, or an array of strings or bytes.
 * @param D what the caller knows it to be
 * @throws the signal's reason when aborted, at most a second later when the source does not answer
 */
export async function readColumn<D extends ColumnType = DTypeName>(
  source: IndexedSource,
  position: number,
  options: ReadOptions = {},
): Promise<ArrayOf<D>> {
  const signal = signalOf(options);
  signal?.throwIfAborted();
  const { type, shape } = source.columns[position]!;
  if (!isDTypeName(type) || shape.length > 0) {
    const { columns, length } = await readRows({ source, columns: [position] }, options);
    return arrayOf<D>(columns[0]!, length);
  }
  const values = zeros(type, source.length);
  const reader = await openReader(source.descriptor);
  const bench = borrowBench("auto");
  const rows = Math.max(source.chunkRows, Math.floor(BATCH_BYTES / 8));
  const { arena } = bench;
  const breath = createBreath();
  let isAnswered = true;
  try {
    for (let start = 0; start < source.length; start += rows) {
      const mark = arena.mark();
      const stop = Math.min(start + rows, source.length);
      isAnswered = false;
      const reading = reader.readBatch({ rows: { start, stop } }, [position], arena);
      const batch = reading instanceof Promise ? await untilAborted(reading, signal) : reading;
      isAnswered = true;
      const read = viewOf(type, arena.buffer, batch.columns[0]!.values, stop - start);
      (values as Uint8Array).set(read as Uint8Array, start);
      arena.reset(mark);
      const pause = breath();
      if (pause !== undefined) await pause;
      signal?.throwIfAborted();
    }
  } finally {
    // a read that was given up may still write into the memory
    if (isAnswered) {
      arena.reset();
      returnBench("auto", bench);
    }
    reader.close();
  }
  return values as ArrayOf<D>;
}
