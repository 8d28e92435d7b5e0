/**
 * A program that appends to a table and flushes, over and over, and says after each flush how many rows are safe. It
 * dies by itself where it is told to, or is killed, or has a limit on the size of files.
 *
 * argv: path, rows of a block, blocks at most, workers, number of the write that kills it (0 for none)
 * @module
 */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { pathToFileURL } from "node:url";
import type { RowsParts } from "../../../../contract/index.js";
import { textColumn } from "./fields.js";

/** Before anybody changes it. */
const realWrite = fs.writeSync;

/** Rows whose values follow from their numbers. */
export function numbered(first: number, length: number): RowsParts {
  const k = BigInt64Array.from({ length }, (_, i) => BigInt(first + i));
  const x = Float64Array.from({ length }, (_, i) => (first + i) / 8);
  const names = Array.from({ length }, (_, i) => `row ${first + i}`);
  return {
    length,
    columns: [
      { name: "k", type: "int64", shape: [], values: k },
      { name: "x", type: "float64", shape: [], values: x },
      textColumn("name", names),
    ],
  };
}

/** Bytes that the system writes as a whole, when they are aligned. */
const PAGE = 4096;

/** Counts writes of this thread; the one that is told never ends: its first page is written, then the process is gone. */
function dieAt(number: number): void {
  if (number === 0) return;
  let count = 0;
  fs.writeSync = ((fd: number, bytes: Uint8Array, offset: number, length: number, position: number) => {
    // standard output is no file of ours
    if (fd > 2 && ++count === number) {
      const whole = PAGE - (position % PAGE);
      if (length > whole) realWrite(fd, bytes, offset, whole, position);
      process.kill(process.pid, "SIGKILL");
    }
    return realWrite(fd, bytes, offset, length, position);
  }) as typeof fs.writeSync;
  syncBuiltinESMExports();
}

async function main([path, rows, blocks, workers, fatal]: readonly string[]): Promise<void> {
  dieAt(Number(fatal));
  const { openOutput } = await import("../../../../engine/hdf5/write/create.js");
  const { closeOutput } = await import("../../../../engine/hdf5/write/output.js");
  const { openTableWriter } = await import("../../../../engine/hdf5/write/table-writer.js");
  const file = await openOutput(path!);
  const writer = await openTableWriter(file, "/t", { workers: Number(workers) });
  realWrite(1, `${writer.flushedRows}\n`);
  try {
    for (let block = 0; block < Number(blocks); block++) {
      await writer.append(numbered(writer.nrows, Number(rows)));
      if (block % 3 === 0) writer.setAttribute("note", "n".repeat(1 + ((block * 37) % 900)));
      await writer.flush();
      realWrite(1, `${writer.flushedRows}\n`);
    }
  } catch (error) {
    realWrite(1, `${(error as Error).message}\n`);
    await writer.discard();
    realWrite(1, `${writer.flushedRows}\n`);
  }
  await writer.close();
  closeOutput(file);
  realWrite(1, "done\n");
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await main(process.argv.slice(2));
