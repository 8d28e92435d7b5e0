/**
 * Paths as users write them.
 * @module
 */
import { resolve } from "node:path";
import { ambient } from "../contract/index.js";

/** An absolute path; relative ones start from the notebook's folder, or the working directory in a script. */
export function absolutePath(path: string): string {
  return resolve(ambient()?.directory ?? process.cwd(), path);
}
