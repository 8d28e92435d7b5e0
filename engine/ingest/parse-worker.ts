/**
 * What a lent thread does to read parts of files into rows, as many pieces ahead as it is allowed to.
 * @module
 */
import type { MessagePort } from "node:worker_threads";
import { toPlainError } from "../errors.js";
import { buffersOf, type ParseCredit, type ParseReply, type ParseSetup } from "./parse-task.js";
import { readPieces } from "./read-pieces.js";

/** Sends a piece for every credit it is given, `"end"` behind the last one, or an error. */
export async function serve(setup: ParseSetup, port: MessagePort): Promise<void> {
  const spare: ArrayBuffer[] = [];
  let credit = 0;
  let wake: (() => void) | undefined;
  port.on("message", ({ pieces, buffers }: ParseCredit) => {
    credit += pieces;
    spare.push(...buffers);
    wake?.();
  });
  const reply = (message: ParseReply, transfer: readonly ArrayBuffer[] = []): void =>
    port.postMessage(message, transfer);
  try {
    for await (const piece of readPieces(setup, spare)) {
      reply(piece, buffersOf(piece.rows));
      credit--;
      while (credit <= 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
    reply("end");
  } catch (error) {
    reply({ error: toPlainError(error) });
  }
}
