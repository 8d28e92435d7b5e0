/**
 * Changes of a file by way of a copy: the HDF5 library changes the copy, which takes the file's place by one rename.
 * Whatever moment a process dies, the file is the old one or the new one.
 * @module
 */
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  fsyncSync,
  ftruncateSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
} from "node:fs";
import { copyFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { EngineError, fileError } from "../../errors.js";
import { loadLibrary } from "../../native/h5wasm.js";
import type { LibraryOutput } from "../../native/h5wasm-types.js";
import { attempt } from "../library-error.js";
import { lockFile } from "./lock.js";

/** Somebody whose changes are in the copy. */
export interface CopyUser {
  /** Puts the last changes into the copy, before it takes the file's place. */
  prepare(file: LibraryOutput): void;
  /** The copy is the file. */
  committed(): void;
  /** The copy is gone, with all that was changed. */
  lost(cause: unknown): void;
}

/** The copy of one file. Nothing is copied before there is something to change. */
export interface FileCopy {
  /** Whether there is a copy whose changes are not part of the file yet. */
  readonly started: boolean;
  /** Those whose changes are in it. */
  readonly users: Set<CopyUser>;
  /**
   * Changes the copy, which is made now if there is none. When that fails, the copy is gone.
   * @param what names what is changed, for errors
   * @throws FileAccess when the disk is full, CorruptData, Unavailable
   */
  change<T>(what: string, work: (file: LibraryOutput) => T): Promise<T>;
  /** Puts the copy in the file's place. @throws FileAccess, CorruptData; the file is as it was then */
  commit(): Promise<void>;
  /** Removes the copy. */
  abandon(cause?: unknown): void;
}

/** What a copy needs to know of its file. */
export interface CopyOptions {
  readonly path: string;
  /** Whether a commit waits until the disk has everything. */
  readonly durable: boolean;
  /** Called before the file is copied: what others have to write must be in it. */
  readonly settle: () => Promise<void>;
  /** Called when the copy has taken the file's place. @param fd the file as it is now, locked */
  readonly replaced: (fd: number) => void;
}

const SUFFIX = ".change";

/** Makes a copy's keeper. */
export function createFileCopy({ path, durable, settle, replaced }: CopyOptions): FileCopy {
  // a rename onto a symbolic link would put the file in the link's place
  const target = realpathSync(path);
  const users = new Set<CopyUser>();
  let copy: { readonly path: string; readonly fd: number; readonly file: LibraryOutput } | undefined;

  const begin = async (): Promise<LibraryOutput> => {
    if (copy !== undefined) return copy.file;
    await settle();
    await removeStale(target);
    const made = await copyOf(target);
    try {
      const library = await loadLibrary(made.path);
      copy = { ...made, file: attempt(path, "the file", () => library.openForWriting(made.path), [], "write") };
      return copy.file;
    } catch (error) {
      closeSync(made.fd);
      rmSync(made.path, { force: true });
      throw error;
    }
  };

  const abandon = (cause?: unknown): void => {
    if (copy === undefined) return;
    const { path: at, fd, file } = copy;
    copy = undefined;
    try {
      file.close();
    } catch {
      // a library that failed may keep the copy open: its bytes are given back below all the same
    }
    try {
      ftruncateSync(fd, 0);
    } finally {
      closeSync(fd);
      rmSync(at, { force: true });
    }
    for (const user of users) user.lost(cause);
    users.clear();
  };

  /** Runs what changes the copy. */
  const guarded = <T>(what: string, work: () => T): T => {
    try {
      return attempt(path, what, work, [], "write");
    } catch (error) {
      abandon(error);
      throw error;
    }
  };

  return {
    get started() {
      return copy !== undefined;
    },
    users,
    async change(what, work) {
      const file = await begin();
      return guarded(what, () => work(file));
    },
    async commit() {
      if (copy === undefined) return;
      const { path: at, fd, file } = copy;
      guarded("the file", () => {
        for (const user of users) user.prepare(file);
        file.flush();
        file.close();
      });
      try {
        if (durable) fsyncSync(fd);
        renameSync(at, target);
        if (durable) syncFolder(dirname(target));
      } catch (cause) {
        abandon(cause);
        throw fileError(cause, path, "cannot write");
      }
      copy = undefined;
      replaced(fd);
      for (const user of users) user.committed();
      users.clear();
    },
    abandon,
  };
}

/** Copies a file beside itself, with its rights; the copy is locked, so that nobody takes it for a leftover. */
async function copyOf(target: string): Promise<{ readonly path: string; readonly fd: number }> {
  const path = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString("hex")}${SUFFIX}`);
  const { size, mode, uid, gid } = statSync(target);
  const { bavail, bsize } = statfsSync(dirname(target));
  if (size > bavail * bsize)
    throw new EngineError(
      "FileAccess",
      `cannot write '${target}': its layout is changed in a copy, which takes ${size} bytes, and ${bavail * bsize} are available`,
    );
  try {
    await copyFile(target, path, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    chmodSync(path, mode & 0o7777);
    const fd = openSync(path, "r+");
    if (process.getuid?.() === 0) chownSync(path, uid, gid);
    await lockFile(fd, path, "exclusive");
    return { path, fd };
  } catch (cause) {
    rmSync(path, { force: true });
    throw cause instanceof EngineError ? cause : fileError(cause, target, "cannot write a copy of");
  }
}

/** Removes copies that processes left behind which were killed: nobody holds their locks. */
async function removeStale(target: string): Promise<void> {
  const isCopy = (name: string): boolean => name.startsWith(`.${basename(target)}.`) && name.endsWith(SUFFIX);
  for (const name of readdirSync(dirname(target)).filter(isCopy)) {
    const path = join(dirname(target), name);
    let fd: number | undefined;
    try {
      fd = openSync(path, "r+");
      if (await lockFile(fd, path, "exclusive")) rmSync(path, { force: true });
    } catch {
      // it is in use, or somebody else's
    } finally {
      if (fd !== undefined) closeSync(fd);
    }
  }
}

function syncFolder(path: string): void {
  const fd = openSync(path, "r");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
