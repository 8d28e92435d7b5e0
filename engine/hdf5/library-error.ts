/**
 * Errors of the HDF5 library in our words.
 * @module
 */
import { EngineError } from "../errors.js";
import { libraryEnded, retireLibrary } from "../native/h5wasm.js";
import type { LibraryFile } from "../native/h5wasm-types.js";
import { filterName } from "./filters.js";
import type { Filter } from "./model.js";
import { wasStopped, withinTime } from "./time-limit.js";

/** One call reads an object's header or a block of 1 MiB, or a whole chunk where that is larger. */
const LONGEST_MS = 30_000;

/**
 * Refuses what would end the library: its blosc plugins were built without zlib.
 * @throws Unavailable
 */
export function requireDecodable(path: string, node: string, filters: readonly Filter[]): void {
  const zlib = filters.find(({ id, values }) => (id === 32001 || id === 32026) && values[6] === 4);
  if (zlib !== undefined)
    throw new EngineError(
      "Unavailable",
      `'${node}' in '${path}' is stored with ${filterName(zlib)} and its codec zlib, which the HDF5 library has no decoder for here; rewrite it with ptrepack --complib=blosc:zstd`,
    );
}

/**
 * Runs a call of the library; its stack of reasons becomes one line.
 * @throws CorruptData, also after 30 s without an end; Unavailable when a filter is missing; FileAccess when the system refuses to write
 */
export function attempt<T>(
  path: string,
  what: string,
  call: () => T,
  filters: readonly Filter[] = [],
  doing: "read" | "write" = "read",
): T {
  try {
    return withinTime(LONGEST_MS, call);
  } catch (cause) {
    if (cause instanceof EngineError) throw cause;
    if (wasStopped(cause)) {
      retireLibrary();
      throw new EngineError(
        "CorruptData",
        `the HDF5 library was stopped at ${what} in '${path}', which took more than ${LONGEST_MS / 1000} s: the file is damaged; restore it from a copy`,
      );
    }
    if (libraryEnded(cause))
      throw new EngineError(
        "CorruptData",
        `the HDF5 library gave up at ${what} in '${path}': the file is damaged, or stored in a way that it cannot read here; open it again for its other parts`,
        cause,
      );
    const text = cause instanceof Error ? cause.message : String(cause);
    const refused = doing === "write" ? /errno = \d+, error message = '([^']*)'/.exec(text) : null;
    if (refused !== null)
      throw new EngineError("FileAccess", `cannot write '${path}': ${refused[1]!.toLowerCase()}`, cause);
    const missing = /required filter '?([^']*)'? is not (?:registered|available)/.exec(text);
    if (missing !== null || /can't open directory|unable to load plugin|plugin/i.test(text)) {
      const names = filters.map(filterName).join(", ") || (missing?.[1] ?? "a filter");
      throw new EngineError(
        "Unavailable",
        `${what} in '${path}' is stored with ${names}, and there is no decoder for all of that here; rewrite it with ptrepack --complib=zlib`,
        cause,
      );
    }
    const reasons = [...text.matchAll(/#\d+:.*?\(\): (.*)/g)].map((match) => match[1]);
    throw new EngineError(
      "CorruptData",
      `the HDF5 library cannot ${doing} ${what} in '${path}': ${reasons.at(-1) ?? text.split("\n")[0]}`,
      cause,
    );
  }
}

/** Closes a file that was read. A library that failed may fail again, and nothing is lost by that. */
export function closeQuietly(file: LibraryFile): void {
  try {
    file.close();
  } catch {
    // its instance opens nothing more
  }
}
