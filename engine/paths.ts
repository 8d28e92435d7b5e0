/**
 * Paths as users write them, and files that appear under their name only when they are whole.
 * @module
 */
import { randomUUID } from "node:crypto";
import { closeSync, ftruncateSync, openSync, renameSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { ambient } from "../contract/index.js";
import { fileError } from "./errors.js";

/** An absolute path; relative ones start from the notebook's folder, or the working directory in a script. */
export function absolutePath(path: string): string {
  return resolve(ambient()?.directory ?? process.cwd(), path);
}

/**
 * Lets `write` fill a new file of `bytes` bytes beside `path`, then renames it: an error or an abort leaves what was
 * there before.
 * @throws FileAccess when the folder is missing or read-only, or the disk is full
 */
export async function replaceFile(
  path: string,
  bytes: number,
  write: (temporary: string) => Promise<void>,
): Promise<void> {
  const temporary = `${path}.${randomUUID().slice(0, 8)}.part`;
  try {
    const fd = openSync(temporary, "wx");
    try {
      ftruncateSync(fd, bytes);
    } finally {
      closeSync(fd);
    }
    await write(temporary);
    renameSync(temporary, path);
  } catch (cause) {
    rmSync(temporary, { force: true });
    const system = cause instanceof Error && "syscall" in cause;
    throw system ? fileError(cause, path, "cannot write") : cause;
  }
}
