import process from "node:process";
import { StringDecoder } from "node:string_decoder";
import type { StreamName } from "../io/bridge.js";
import type { Header } from "../wire/message.js";
import type { Link } from "./link.js";

/**
 * Sends what is written to `process.stdout` and `process.stderr`, and so by `console`, to the cell that wrote it.
 *
 * @param parent  header of the running cell
 */
export function captureStreams(link: Link, parent: () => Header | undefined): void {
  for (const name of ["stdout", "stderr"] as const) {
    process[name].write = writer(name, link, parent);
  }
}

function writer(name: StreamName, link: Link, parent: () => Header | undefined): NodeJS.WriteStream["write"] {
  const decoder = new StringDecoder("utf8");
  return (
    chunk: Uint8Array | string,
    encodingOrDone?: BufferEncoding | ((error?: Error | null) => void),
    done?: (error?: Error | null) => void,
  ): boolean => {
    const callback = typeof encodingOrDone === "function" ? encodingOrDone : done;
    const text = typeof chunk === "string" ? chunk : decoder.write(Buffer.from(chunk));
    const header = parent();
    if (text !== "") link.post({ kind: "stream", name, text, ...(header && { parent: header }) });
    if (callback) queueMicrotask(() => callback());
    return true;
  };
}
