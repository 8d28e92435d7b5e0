/**
 * Bytes of a file as UTF-8 text, from any place where it is plain, from the beginning where it is compressed or in
 * another encoding.
 * @module
 */
import { createReadStream, readSync } from "node:fs";
import { createGunzip } from "node:zlib";
import type { ReadCounters } from "../../contract/index.js";
import { EngineError, fileError } from "../errors.js";

/** How a file is compressed. */
export type Codec = "none" | "gzip";

/** Text, one run of bytes after the other. */
export interface Feed {
  /** Fills `into` as far as it can at once; 0 at the end. */
  read(into: Uint8Array): number | Promise<number>;
  close(): void;
}

/** Plain bytes of an open file from `start` on. */
export function plainFeed(fd: number, path: string, start: number, counters: ReadCounters): Feed {
  let position = start;
  return {
    read(into) {
      let got: number;
      try {
        got = readSync(fd, into, 0, into.byteLength, position);
      } catch (cause) {
        throw fileError(cause, path, "cannot read");
      }
      position += got;
      counters.bytes += got;
      counters.reads++;
      return got;
    },
    close() {},
  };
}

/** A whole file, decompressed and decoded while it is read. */
export function streamFeed(path: string, codec: Codec, encoding: string, counters: ReadCounters): Feed {
  const file = createReadStream(path, { highWaterMark: 1 << 18 });
  file.on("data", (chunk) => {
    counters.bytes += chunk.length;
    counters.reads++;
  });
  const source = codec === "gzip" ? file.pipe(createGunzip()) : file;
  if (source !== file) file.on("error", (error) => source.destroy(error));
  const chunks = source.iterator({ destroyOnReturn: true }) as AsyncIterator<Buffer>;
  const decoder = encoding === "utf-8" ? undefined : new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  let rest: Uint8Array = new Uint8Array(0);
  let ended = false;

  async function next(): Promise<Uint8Array | undefined> {
    try {
      const { value, done } = await chunks.next();
      ended = done === true;
      if (decoder === undefined) return ended ? undefined : value;
      return Buffer.from(ended ? decoder.decode() : decoder.decode(value, { stream: true }));
    } catch (cause) {
      throw unreadable(cause, path, encoding);
    }
  }

  return {
    async read(into) {
      while (rest.length === 0 && !ended) rest = (await next()) ?? rest;
      const take = Math.min(rest.length, into.length);
      into.set(rest.subarray(0, take));
      rest = rest.subarray(take);
      return take;
    },
    close() {
      file.destroy();
      source.destroy();
    },
  };
}

function unreadable(cause: unknown, path: string, encoding: string): Error {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  if (code === "ERR_ENCODING_INVALID_ENCODED_DATA")
    return new EngineError("CorruptData", `'${path}' holds bytes that are no ${encoding}; name its encoding`, cause);
  if (code === "Z_BUF_ERROR") return new EngineError("TruncatedFile", `'${path}' ends inside its gzip stream`, cause);
  if (code.startsWith("Z_"))
    return new EngineError("CorruptData", `'${path}' is no sound gzip file: ${(cause as Error).message}`, cause);
  return fileError(cause, path, "cannot read");
}
