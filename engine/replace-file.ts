/**
 * Files that appear under their name only when they are complete.
 * @module
 */
import { randomBytes } from "node:crypto";
import { close, closeSync, lstatSync, openSync, rmSync, statfsSync } from "node:fs";
import { rename } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { ambient } from "../contract/index.js";
import { EngineError, fileError } from "./errors.js";

/**
 * Writes a file under a temporary name beside the target and renames it at the end. When `write` fails, or the
 * process dies, an earlier file of that name stays as it was; after a failure nothing else is left.
 * @param path target, relative to the notebook's folder or the current one
 * @param bytes size if known, to refuse what the disk has no room for before anything is written
 * @param write fills the file, through its descriptor or by the path of the temporary one; nobody may use the
 *   descriptor after it has settled
 * @throws FileMissing, FileAccess
 */
export async function replaceFile(
  path: string,
  bytes: number,
  write: (fd: number, target: string, temporary: string) => Promise<void>,
): Promise<void> {
  const target = resolve(ambient()?.directory ?? "", path);
  requireRoom(target, bytes);
  const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString("hex")}.partial`);
  const fd = attemptWrite(target, () => openSync(temporary, "wx"));
  try {
    try {
      await write(fd, target, temporary);
    } finally {
      closeSync(fd);
    }
    const earlier = openEarlier(target);
    try {
      await rename(temporary, target).catch((cause: unknown) => {
        throw writeError(cause, target);
      });
    } finally {
      // giving back what a large earlier file held takes as long as a tenth of writing it; nobody need wait for that
      if (earlier !== undefined) close(earlier, () => {});
    }
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** A descriptor that keeps an earlier file of that name until it is closed; undefined when there is none to keep. */
function openEarlier(target: string): number | undefined {
  try {
    return lstatSync(target).isFile() ? openSync(target, "r") : undefined;
  } catch {
    return undefined;
  }
}

/** A failed system call while writing `target`, in words. */
export function writeError(cause: unknown, target: string): EngineError {
  return fileError(cause, target, "cannot write");
}

/** Runs a system call on `target`. @throws FileMissing, FileAccess */
export function attemptWrite<T>(target: string, operation: () => T): T {
  try {
    return operation();
  } catch (cause) {
    throw writeError(cause, target);
  }
}

function requireRoom(target: string, bytes: number): void {
  const { bavail, bsize } = attemptWrite(target, () => statfsSync(dirname(target)));
  const available = bavail * bsize;
  if (bytes <= available) return;
  throw new EngineError(
    "FileAccess",
    `cannot write '${target}': no space left on device (${bytes} bytes needed, ${available} available)`,
  );
}
