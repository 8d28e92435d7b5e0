/**
 * Whose tree a file gets.
 * @module
 */
import { EngineError } from "../errors.js";
import { fingerprintOf } from "../sources/fingerprint.js";
import { openImage } from "./format/image.js";
import { Elsewhere } from "./format/problem.js";
import { ownTree } from "./own-tree.js";
import type { ReaderName, Tree } from "./tree.js";

/**
 * Opens the tree of a file.
 * @param forced which reader must be used
 * @throws FileMissing, FileAccess, CorruptData, TruncatedFile, Unavailable for what a forced reader cannot read
 */
export async function openTree(path: string, forced: ReaderName | undefined): Promise<Tree> {
  const image = openImage(path);
  try {
    return ownTree(image, fingerprintOf(path, image.fd), image.close);
  } catch (error) {
    image.close();
    if (!(error instanceof Elsewhere)) throw error;
    throw new EngineError(
      "Unavailable",
      `'${path}' has ${error.reason}, which reader "${forced ?? "own"}" does not read`,
    );
  }
}
