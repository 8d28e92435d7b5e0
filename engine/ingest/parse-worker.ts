/**
 * A thread that reads parts of files into rows, as many pieces ahead as it is allowed to.
 * @module
 */
import { parentPort, workerData } from "node:worker_threads";
import { toPlainError } from "../errors.js";
import type { ParseCredit, ParsedPiece, ParseReply, ParseSetup } from "./parse-task.js";
import { readPieces } from "./read-pieces.js";

let credit = 0;
let wake: (() => void) | undefined;

async function run(): Promise<void> {
  for await (const piece of readPieces(workerData as ParseSetup)) {
    parentPort!.postMessage(piece satisfies ParseReply, buffersOf(piece));
    credit--;
    while (credit <= 0) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
}

function buffersOf({ rows }: ParsedPiece): ArrayBuffer[] {
  return rows.columns.flatMap(({ values, validity, offsets }) =>
    [values, validity, offsets].flatMap((array) => (array === undefined ? [] : [array.buffer as ArrayBuffer])),
  );
}

parentPort!.on("message", (more: ParseCredit) => {
  credit += more;
  wake?.();
});
run()
  .catch((error: unknown) => parentPort!.postMessage({ error: toPlainError(error) } satisfies ParseReply))
  .finally(() => parentPort!.close());
