/**
 * Reading a large range of a file into memory, with several reads on their way at once.
 * @module
 */
import { fstatSync, read } from "node:fs";
import { availableParallelism } from "node:os";
import { promisify } from "node:util";
import { EngineError, fileError } from "./errors.js";

/** Bytes of a read. */
const BLOCK = 16 << 20;

/** Threads that Node.js reads with unless it is told otherwise. */
const THREADS = 4;

const readAt = promisify(read);

/**
 * Fills `bytes` from `position` on; the caller's thread is free meanwhile.
 * @throws TruncatedFile when the file ends before; FileAccess
 */
export async function readParallel(fd: number, path: string, bytes: Uint8Array, position: number): Promise<void> {
  let next = 0;
  const readBlocks = async (): Promise<void> => {
    while (next < bytes.byteLength) {
      const start = next;
      next += BLOCK;
      await fill(fd, path, bytes.subarray(start, start + BLOCK), position + start);
    }
  };
  const readers = Math.min(THREADS, availableParallelism(), Math.ceil(bytes.byteLength / BLOCK));
  const settled = await Promise.allSettled(Array.from({ length: readers }, readBlocks));
  // nobody may close the file, or use the memory, while a read is on its way
  for (const each of settled) if (each.status === "rejected") throw each.reason;
}

async function fill(fd: number, path: string, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.byteLength; ) {
    let got: number;
    try {
      got = (await readAt(fd, bytes, done, bytes.byteLength - done, position + done)).bytesRead;
    } catch (cause) {
      throw fileError(cause, path, "cannot read");
    }
    if (got === 0)
      throw new EngineError(
        "TruncatedFile",
        `'${path}' ends at byte ${Math.min(fstatSync(fd).size, position + done)}, inside rows it had when it was opened; open it again`,
      );
    done += got;
  }
}
