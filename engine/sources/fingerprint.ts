/**
 * The state of a file, so that a scan notices when it reads another file than the one that was opened.
 * @module
 */
import { type BigIntStats, closeSync, fstatSync, statSync } from "node:fs";
import type { Fingerprint } from "../../contract/index.js";
import { EngineError, fileError } from "../errors.js";
import { openForReading } from "../open-file.js";

/** Takes the fingerprint of an open file. `path` is absolute. */
export function fingerprintOf(path: string, fd: number): Fingerprint {
  return fromStats(path, fstatSync(fd, { bigint: true }));
}

/** Takes the fingerprint of a file by its absolute path. @throws FileMissing, FileAccess when it cannot be read */
export function fingerprint(path: string): Fingerprint {
  const fd = openForReading(path);
  try {
    return fingerprintOf(path, fd);
  } finally {
    closeSync(fd);
  }
}

/**
 * Compares a file with its fingerprint.
 * @param fd an open descriptor of it, or undefined to look the path up again
 * @throws TruncatedFile when it has become shorter, SourceChanged on any other difference, FileMissing when it is gone
 */
export function checkFingerprint(known: Fingerprint, fd?: number): void {
  let now: Fingerprint;
  try {
    now = fromStats(
      known.path,
      fd === undefined ? statSync(known.path, { bigint: true }) : fstatSync(fd, { bigint: true }),
    );
  } catch (cause) {
    throw fileError(cause, known.path, "cannot look at");
  }
  if (now.device === known.device && now.inode === known.inode && now.size < known.size)
    throw new EngineError(
      "TruncatedFile",
      `'${known.path}' was cut from ${known.size} to ${now.size} bytes since it was opened; open it again`,
    );
  const what =
    now.device !== known.device || now.inode !== known.inode
      ? "was replaced by another file"
      : now.size !== known.size
        ? `grew from ${known.size} to ${now.size} bytes`
        : now.mtimeNs !== known.mtimeNs
          ? "was written to"
          : undefined;
  if (what !== undefined)
    throw new EngineError("SourceChanged", `'${known.path}' ${what} since it was opened; open it again`);
}

function fromStats(path: string, stats: BigIntStats): Fingerprint {
  return {
    path,
    device: String(stats.dev),
    inode: String(stats.ino),
    size: Number(stats.size),
    mtimeNs: String(stats.mtimeNs),
  };
}
