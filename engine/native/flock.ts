/**
 * Advisory locks on whole files, as HDF5 takes them: flock(2) of the system's C library.
 * @module
 */

/** Tries to lock a descriptor without waiting; the system's error number, 0 for done. */
export type Flock = (fd: number, kind: "shared" | "exclusive") => number;

const LOCK_SH = 1;
const LOCK_EX = 2;
const LOCK_NB = 4;

/** The function, or undefined where the system has none (Windows) or koffi has no binary for it. */
export async function loadFlock(): Promise<Flock | undefined> {
  if (process.platform === "win32") return undefined;
  try {
    const { default: koffi } = await import("koffi");
    const library = koffi.load(process.platform === "darwin" ? "libSystem.dylib" : null);
    const flock = library.func("int flock(int fd, int operation)");
    return (fd, kind) => {
      const done: unknown = flock(fd, LOCK_NB | (kind === "shared" ? LOCK_SH : LOCK_EX));
      return done === 0 ? 0 : koffi.errno();
    };
  } catch {
    return undefined;
  }
}
