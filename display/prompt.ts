import { readSync } from "node:fs";
import { ambient } from "../contract/index.js";

/**
 * Asks the user and waits for the answer: the front end in a notebook, the standard input in a script.
 *
 * @param text              shown in front of the input
 * @param options.password  the answer is not shown while it is typed; notebooks only
 * @returns the answer without its line break; empty at the end of the standard input
 */
export function prompt(text = "", options: { password?: boolean } = {}): string {
  const { password = false } = options;
  const context = ambient();
  if (context) return context.input({ prompt: text, password });
  if (password && process.stdin.isTTY) throw new Error("prompt: a terminal would show the password as it is typed");
  process.stdout.write(text);
  const bytes: number[] = [];
  const one = new Uint8Array(1);
  while (readByte(one) && one[0] !== 10) bytes.push(one[0]);
  return Buffer.from(bytes).toString("utf8").replace(/\r$/, "");
}

function readByte(into: Uint8Array): boolean {
  for (;;) {
    try {
      return readSync(0, into) > 0;
    } catch (error) {
      // A terminal that is set to non-blocking has nothing yet; Windows reports the end as an error.
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EOF") return false;
      if (code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
}
