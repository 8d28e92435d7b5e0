import process from "node:process";
import { StringDecoder } from "node:string_decoder";
import type { StreamName } from "../io/bridge.js";
import type { Execution } from "./execution.js";
import type { Link } from "./link.js";

/**
 * Sends what is written to `process.stdout` and `process.stderr`, and so by `console`, to the cell that wrote it.
 *
 * @param current  the running cell
 */
export function captureStreams(link: Link, current: () => Writing | undefined): void {
  for (const name of ["stdout", "stderr"] as const) {
    process[name].write = writer(name, link, current);
  }
}

/** The cell that writes. */
type Writing = Pick<Execution, "header" | "outputs">;

function writer(name: StreamName, link: Link, current: () => Writing | undefined): NodeJS.WriteStream["write"] {
  const decoder = new StringDecoder("utf8");
  return (
    chunk: Uint8Array | string,
    encodingOrDone?: BufferEncoding | ((error?: Error | null) => void),
    done?: (error?: Error | null) => void,
  ): boolean => {
    const callback = typeof encodingOrDone === "function" ? encodingOrDone : done;
    const text = typeof chunk === "string" ? chunk : decoder.write(Buffer.from(chunk));
    const cell = current();
    if (text !== "") {
      cell?.outputs.printed();
      link.post({ kind: "stream", name, text, ...(cell && { parent: cell.header }) });
    }
    if (callback) queueMicrotask(() => callback());
    return true;
  };
}
