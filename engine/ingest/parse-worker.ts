/**
 * What a lent thread does to read parts of files into rows, as many pieces ahead as it is allowed to.
 * @module
 */
import type { MessagePort } from "node:worker_threads";
import { toPlainError } from "../errors.js";
import type { ParseCredit, ParseReply, ParseSetup } from "./parse-task.js";
import { createPieceArena } from "./piece-arena.js";
import { readPieces } from "./read-pieces.js";

/** Sends a piece for every credit it is given, `"end"` behind the last one, or an error. */
export async function serve(setup: ParseSetup, port: MessagePort): Promise<void> {
  const arena = createPieceArena();
  let credit = 0;
  let wake: (() => void) | undefined;
  port.on("message", ({ pieces, free }: ParseCredit) => {
    credit += pieces;
    arena.free(free);
    wake?.();
  });
  const reply = (message: ParseReply): void => port.postMessage(message);
  try {
    for await (const piece of readPieces(setup, arena)) {
      reply(piece);
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
