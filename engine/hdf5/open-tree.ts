/**
 * Whose tree a file gets: ours where the format is known to it, the library's for the rest.
 * @module
 */
import { EngineError } from "../errors.js";
import { loadLibrary } from "../native/h5wasm.js";
import type { Library } from "../native/h5wasm-types.js";
import { fingerprintOf } from "../sources/fingerprint.js";
import { openImage } from "./format/image.js";
import { Elsewhere } from "./format/problem.js";
import { libraryTree } from "./library-tree.js";
import { ownTree, walk } from "./own-tree.js";
import type { Entry, ReaderName, Tree } from "./tree.js";

/** Objects looked at when a file is opened, to know whether the library will be needed. */
const LOOK_AHEAD = 1000;

/**
 * Opens the tree of a file.
 * @param forced which reader must be used
 * @throws FileMissing, FileAccess, CorruptData, TruncatedFile, Unavailable for what a forced reader cannot read
 */
export async function openTree(path: string, forced: ReaderName | undefined): Promise<Tree> {
  const image = openImage(path);
  const fingerprint = fingerprintOf(path, image.fd);
  const byLibrary = (library: Library): Tree => libraryTree(library, path, fingerprint);
  try {
    if (forced === "h5wasm") {
      image.close();
      return byLibrary(await loadLibrary(path));
    }
    const own = ownTree(image, fingerprint, image.close);
    if (forced === "own") return insistent(own, path);
    const both = withHelp(own, path, byLibrary);
    if (needsHelp(own)) await both.help();
    return both;
  } catch (error) {
    if (forced !== "h5wasm") image.close();
    if (!(error instanceof Elsewhere)) throw error;
    if (forced === "own") throw refused(path, "the file", error.reason);
    return becauseOf(byLibrary(await loadLibrary(path)), error.reason);
  }
}

/** Whether the first objects of a file have something that our own reader leaves to the library. */
function needsHelp(tree: Tree): boolean {
  let left = LOOK_AHEAD;
  try {
    for (const { entry } of walk(tree)) {
      if (entry.kind === "dataset" && entry.reader === "h5wasm") return true;
      if (--left === 0) return false;
    }
    return false;
  } catch (error) {
    if (error instanceof Elsewhere) return true;
    throw error;
  }
}

/** Our own tree, whose limits are errors. */
function insistent(tree: Tree, path: string): Tree {
  const guard = <T>(at: string, look: () => T): T => {
    try {
      return look();
    } catch (error) {
      throw error instanceof Elsewhere ? refused(path, `'${at}'`, error.reason) : error;
    }
  };
  return {
    entry: (at) => guard(at, () => tree.entry(at)),
    async source(at) {
      const entry = guard(at, () => tree.entry(at));
      if (entry?.kind === "dataset" && entry.reason !== undefined) throw refused(path, `'${at}'`, entry.reason);
      return tree.source(at);
    },
    close: () => tree.close(),
  };
}

function refused(path: string, what: string, reason: string): EngineError {
  return new EngineError(
    "Unavailable",
    `${what} in '${path}' has ${reason}, which reader "own" does not read; leave out 'reader' or give "h5wasm"`,
  );
}

/** The library's tree, with a reason for every dataset. */
function becauseOf(tree: Tree, reason: string): Tree {
  return {
    entry(at) {
      const entry = tree.entry(at);
      return entry?.kind === "dataset" ? { ...entry, reason } : entry;
    },
    source: (at) => tree.source(at),
    close: () => tree.close(),
  };
}

/** Our own tree, and the library's for objects that it leaves to that. */
function withHelp(own: Tree, path: string, byLibrary: (library: Library) => Tree): Tree & { help(): Promise<Tree> } {
  let helper: Tree | undefined;
  const help = async (): Promise<Tree> => {
    helper ??= byLibrary(await loadLibrary(path));
    return helper;
  };
  const ofHelper = (at: string, reason: string): Entry | undefined => {
    const entry = helper?.entry(at);
    return entry?.kind === "dataset" ? { ...entry, reason } : entry;
  };
  return {
    help,
    entry(at) {
      try {
        return own.entry(at);
      } catch (error) {
        if (!(error instanceof Elsewhere) || helper === undefined) throw error;
        return ofHelper(at, error.reason);
      }
    },
    async source(at) {
      try {
        const entry = own.entry(at);
        if (entry?.kind === "dataset" && entry.reader === "own") return await own.source(at);
      } catch (error) {
        if (!(error instanceof Elsewhere)) throw error;
      }
      return (await help()).source(at);
    },
    close() {
      own.close();
      helper?.close();
    },
  };
}
