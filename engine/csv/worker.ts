/**
 * A thread that reads rows of columns and answers with their CSV text.
 * @module
 */
import { parentPort, workerData } from "node:worker_threads";
import { viewOf } from "../dtype.js";
import { toPlainError } from "../errors.js";
import { openReader } from "../sources/registry.js";
import { createBench } from "../workers/bench.js";
import { csvText } from "./text.js";
import type { CsvColumn, CsvReply, CsvRequest } from "./write.js";

const columns = workerData as readonly CsvColumn[];
const readers = Promise.all(columns.map(({ source }) => openReader(source)));
const { arena } = createBench("js");

async function format({ start, stop }: CsvRequest): Promise<Uint8Array> {
  const mark = arena.mark();
  const open = await readers;
  const offsets: number[] = [];
  for (const [k, { position }] of columns.entries()) {
    const batch = await open[k]!.readBatch({ rows: { start, stop } }, [position], arena);
    offsets.push(batch.columns[0]!.values);
  }
  // Views are made when all is read: memory may have moved while it grew.
  const values = columns.map(({ type }, k) => ({
    type,
    values: viewOf(type, arena.buffer, offsets[k]!, stop - start),
  }));
  const text = csvText(values);
  arena.reset(mark);
  return text;
}

let turn: Promise<void> = Promise.resolve();
parentPort?.on("message", (request: CsvRequest) => {
  turn = turn.then(async () => {
    const reply: CsvReply = await format(request).then(
      (text) => ({ text }),
      (error: unknown) => ({ error: toPlainError(error) }),
    );
    parentPort?.postMessage(reply, "text" in reply ? [reply.text.buffer as ArrayBuffer] : []);
  });
});
