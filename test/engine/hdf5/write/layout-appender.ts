/**
 * Appends numbered rows to `/g/t`, block after block, and prints the rows that are part of the file.
 *
 * Usage: layout-appender.js <file> <rows of a block> <blocks>
 * @module
 */
import { openFile } from "../../../../engine/hdf5/open.js";
import { numberedRows } from "./layout-rows.js";

const [path, rows, blocks] = [process.argv[2]!, Number(process.argv[3]), Number(process.argv[4])];
// SIGXFSZ would end the process where a full disk is imitated by a limit
process.on("SIGXFSZ", () => undefined);
const h5 = await openFile(path, "r+", { durable: false });
const table = await h5.getNode("/g/t", undefined, "Table");
console.log(table.nrows);
try {
  for (let block = 0; block < blocks; block++) {
    await table.append(numberedRows(table.colnames, table.nrows, rows));
    await table.flush();
    console.log(table.nrows);
  }
} catch (error) {
  console.log(error instanceof Error ? error.message : String(error));
}
await h5.close();
console.log("done");
