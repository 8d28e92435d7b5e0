/**
 * A thread that reads parts of files into rows, as many pieces ahead as it is allowed to.
 * @module
 */
import { parentPort, workerData } from "node:worker_threads";
import { toPlainError } from "../errors.js";
import { buffersOf, type ParseCredit, type ParseReply, type ParseSetup } from "./parse-task.js";
import { readPieces } from "./read-pieces.js";

const spare: ArrayBuffer[] = [];
let credit = 0;
let wake: (() => void) | undefined;

async function run(): Promise<void> {
  for await (const piece of readPieces(workerData as ParseSetup, spare)) {
    parentPort!.postMessage(piece satisfies ParseReply, buffersOf(piece.rows));
    credit--;
    while (credit <= 0) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
}

parentPort!.on("message", ({ pieces, buffers }: ParseCredit) => {
  credit += pieces;
  spare.push(...buffers);
  wake?.();
});
run()
  .catch((error: unknown) => parentPort!.postMessage({ error: toPlainError(error) } satisfies ParseReply))
  .finally(() => parentPort!.close());
