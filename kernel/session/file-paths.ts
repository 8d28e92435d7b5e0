import { readdirSync } from "node:fs";
import { homedir } from "node:os";
import { resolve } from "node:path";

/** Names offered at most. */
const LIMIT = 500;

/**
 * Files and folders that continue a typed path.
 *
 * @param typed      what stands before the cursor
 * @param directory  relative paths start here
 * @returns the last part of each path, folders with a slash; hidden ones only when a dot was typed
 */
export function continuePath(typed: string, directory: string): readonly string[] {
  const cut = typed.lastIndexOf("/") + 1;
  const folder = typed.slice(0, cut).replace(/^~\//, `${homedir()}/`);
  const prefix = typed.slice(cut);
  try {
    return readdirSync(resolve(directory, folder), { withFileTypes: true })
      .filter(({ name }) => name.startsWith(prefix) && (prefix.startsWith(".") || !name.startsWith(".")))
      .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
      .sort()
      .slice(0, LIMIT);
  } catch {
    return [];
  }
}
