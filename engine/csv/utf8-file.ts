/**
 * Files in other encodings as temporary UTF-8 files, for readers that know UTF-8 only.
 * @module
 */
import { once } from "node:events";
import { createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeError } from "../replace-file.js";
import { type Codec, streamFeed } from "./feed.js";

/** A file of UTF-8 text, maybe compressed. */
export interface Utf8File {
  readonly path: string;
  readonly gzip: boolean;
  /** Removes it, if it is a temporary one. */
  remove(): void;
}

const BLOCK = 1 << 20;

/** The file itself where it is UTF-8, a copy in the system's folder for temporary files else. */
export async function utf8File(path: string, codec: Codec, encoding: string): Promise<Utf8File> {
  if (encoding === "utf-8") return { path, gzip: codec === "gzip", remove() {} };
  const folder = mkdtempSync(join(tmpdir(), "tslab-bigdata-csv-"));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const copy = join(folder, "utf8.csv");
  const feed = streamFeed(path, codec, encoding, { bytes: 0, reads: 0, decodes: 0 });
  const out = createWriteStream(copy);
  try {
    for (;;) {
      const block = Buffer.alloc(BLOCK);
      const got = await feed.read(block);
      if (got === 0) break;
      if (!out.write(block.subarray(0, got))) await once(out, "drain");
    }
    out.end();
    await once(out, "finish");
    return { path: copy, gzip: false, remove };
  } catch (cause) {
    remove();
    throw cause instanceof Error && "syscall" in cause ? writeError(cause, copy) : cause;
  } finally {
    feed.close();
    out.destroy();
  }
}
