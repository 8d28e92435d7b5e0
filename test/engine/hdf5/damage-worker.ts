/**
 * Reads files through the HDF5 library in a thread that can be ended when it hangs. Messages are paths; answers are
 * `"read"`, the code of an error of ours, or the stack of any other.
 * @module
 */
import { parentPort } from "node:worker_threads";
import { isEngineError } from "../../../engine/errors.js";
import { openFile } from "../../../engine/hdf5/open.js";
import { readAll } from "./damaged.js";

parentPort?.on("message", async (path: string) => {
  try {
    const h5 = await openFile(path, "r", { reader: "h5wasm" });
    try {
      await readAll(h5);
    } finally {
      await h5.close();
    }
    parentPort!.postMessage("read");
  } catch (error) {
    parentPort!.postMessage(isEngineError(error) ? error.code : error instanceof Error ? error.stack : String(error));
  }
});
