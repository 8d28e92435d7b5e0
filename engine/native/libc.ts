/**
 * Functions of the system's C library that Node.js does not offer. Windows has none of them, and a system for which
 * koffi has no binary neither.
 * @module
 */

/** Tries to lock a descriptor without waiting, as HDF5 does with flock(2); the system's error number, 0 for done. */
export type Flock = (fd: number, kind: "shared" | "exclusive") => number;

/** Tells Linux, by madvise(2), to put large pages behind memory; whether it takes the advice. */
export type AdviseLargePages = (memory: Uint8Array) => boolean;

const LOCK_SH = 1;
const LOCK_EX = 2;
const LOCK_NB = 4;
const MADV_HUGEPAGE = 14;

/** The function, or undefined where there is none. */
export async function loadFlock(): Promise<Flock | undefined> {
  const libc = await loadLibc();
  const flock = libc?.library.func("int flock(int fd, int operation)");
  if (libc === undefined || flock === undefined) return undefined;
  return (fd, kind) => {
    const done: unknown = flock(fd, LOCK_NB | (kind === "shared" ? LOCK_SH : LOCK_EX));
    return done === 0 ? 0 : libc.koffi.errno();
  };
}

/** The function, or undefined where there is none: it is Linux's own. */
export async function loadAdviseLargePages(): Promise<AdviseLargePages | undefined> {
  if (process.platform !== "linux") return undefined;
  const madvise = (await loadLibc())?.library.func("int madvise(void *address, size_t length, int advice)");
  return madvise && ((memory) => madvise(memory, memory.byteLength, MADV_HUGEPAGE) === 0);
}

async function loadLibc() {
  if (process.platform === "win32") return undefined;
  try {
    const { default: koffi } = await import("koffi");
    return { koffi, library: koffi.load(process.platform === "darwin" ? "libSystem.dylib" : null) };
  } catch {
    return undefined;
  }
}
