/**
 * Files opened for reading, with errors in words.
 * @module
 */
import { openSync } from "node:fs";
import { fileError } from "./errors.js";

/** Opens a file for reading and gives its descriptor. @throws FileMissing, FileAccess */
export function openForReading(path: string): number {
  try {
    return openSync(path, "r");
  } catch (cause) {
    throw fileError(cause, path, "cannot open");
  }
}
