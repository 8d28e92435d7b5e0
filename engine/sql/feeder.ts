/**
 * A thread that reads a table of ours for DuckDB, a few pieces ahead.
 * @module
 */
import { workerData } from "node:worker_threads";
import type { RowsParts } from "../../contract/index.js";
import { toPlainError } from "../errors.js";
import { rowsBuilder } from "../rows/builder.js";
import { eachPiece } from "../rows/read.js";
import { AHEAD, type FeederMessage, type FeederTask, inputOf, stopWords } from "./protocol.js";

const { table, columns, port, words: shared, stop } = workerData as FeederTask;
const words = new Int32Array(shared);
const query = stopWords(stop);

/** Rows of a piece, at least, unless there are no more. */
const PIECE_ROWS = 16_384;

function send(message: FeederMessage): void {
  while (Atomics.load(words, 0) - Atomics.load(words, 1) >= AHEAD) {
    if (query.stopped()) throw new Error("stopped");
    Atomics.wait(words, 1, Atomics.load(words, 1), 100);
  }
  port.postMessage(message, "rows" in message ? buffersOf(message.rows) : []);
  Atomics.add(words, 0, 1);
  Atomics.notify(words, 0);
}

function buffersOf({ columns: sent }: RowsParts): ArrayBuffer[] {
  const arrays = sent.flatMap(({ values, validity, offsets }) => [values, validity, offsets]);
  return [...new Set(arrays.flatMap((array) => (array === undefined ? [] : [array.buffer as ArrayBuffer])))];
}

async function feed(): Promise<void> {
  const input = inputOf(table, columns);
  const schema = input.columns.map((column) => input.source.columns[column]!);
  let builder = rowsBuilder(schema, PIECE_ROWS);
  await eachPiece(input, {}, ({ columns: read, rows, picked }) => {
    if (query.stopped()) throw new Error("stopped");
    builder.append(read, rows, picked);
    if (builder.length < PIECE_ROWS) return;
    send({ rows: builder.finish() });
    builder = rowsBuilder(schema, PIECE_ROWS);
  });
  if (builder.length > 0) send({ rows: builder.finish() });
  send({ done: true });
}

process.once("exit", () => {
  Atomics.store(words, 2, 1);
  Atomics.notify(words, 0);
});
feed().catch((error: unknown) => {
  if (!query.stopped()) send({ error: toPlainError(error) });
});
