/**
 * HDF5's file locking: one writer, or readers (H5FDsec2.c of HDF5 1.14: flock on the whole file, refused at once).
 * @module
 */
import { constants } from "node:os";
import { EngineError } from "../../errors.js";
import { loadFlock } from "../../native/libc.js";

/**
 * Locks an open HDF5 file for as long as its descriptor is open, as the HDF5 library does: `exclusive` for writing,
 * `shared` for reading. `HDF5_USE_FILE_LOCKING=FALSE` in the environment turns it off; a file system without locks is
 * no error unless that variable is `TRUE`.
 * @returns whether the file is locked now
 * @throws FileAccess when another process (or another handle of this one) holds it
 */
export async function lockFile(fd: number, path: string, kind: "shared" | "exclusive"): Promise<boolean> {
  const wish = (process.env["HDF5_USE_FILE_LOCKING"] ?? "BEST_EFFORT").toUpperCase();
  if (wish === "FALSE" || wish === "0") return false;
  const flock = await loadFlock();
  const must = wish === "TRUE" || wish === "1";
  if (flock === undefined) {
    if (!must) return false;
    throw new EngineError(
      "Unavailable",
      `cannot lock '${path}': no flock on this system; set HDF5_USE_FILE_LOCKING=FALSE`,
    );
  }
  const error = flock(fd, kind);
  if (error === 0) return true;
  const { EAGAIN, EWOULDBLOCK, ENOSYS, ENOTSUP } = constants.errno;
  if (error === EAGAIN || error === EWOULDBLOCK) {
    const holder = kind === "exclusive" ? "open elsewhere" : "open for writing elsewhere";
    throw new EngineError("FileAccess", `unable to lock file '${path}': it is ${holder}; close it there first`);
  }
  if (!must && (error === ENOSYS || error === ENOTSUP)) return false;
  throw new EngineError("FileAccess", `unable to lock file '${path}': error ${error} of flock`);
}
