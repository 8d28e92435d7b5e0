/**
 * Paths inside a file.
 * @module
 */
import { didYouMean } from "../errors.js";
import { isHidden } from "./group.js";
import { noSuchNode } from "./node.js";
import { childPath, type Tree } from "./tree.js";

/** Soft links followed one after the other. */
const MOST_LINKS = 32;

/** A path without a slash at the end or twice, and with one at the beginning. */
export function normalized(path: string): string {
  return `/${path.split("/").filter(Boolean).join("/")}`;
}

/**
 * Where a path leads when soft links on the way are followed.
 * @param file absolute path, for errors
 * @param path as {@link normalized} gives it
 * @throws InvalidArgument with the nearest name
 */
export function resolvePath(tree: Tree, file: string, path: string): string {
  let at = "/";
  let left = path === "/" ? [] : path.slice(1).split("/");
  for (let links = 0; left.length > 0; ) {
    const [name, ...rest] = left;
    const entry = tree.entry(at);
    if (entry?.kind !== "group") throw noSuchNode(file, path, `; '${at}' is no group`);
    const next = childPath(at, name!);
    if (!entry.names.includes(name!)) {
      const visible = entry.names.filter((known) => !isHidden(known));
      const hint = didYouMean(name!, visible);
      const through = links === 0 ? "" : ` (a link to '${next}')`;
      throw noSuchNode(file, path, through + (hint === "" ? `; '${at}' has ${listed(visible)}` : hint));
    }
    const found = tree.entry(next)!;
    if (found.kind === "soft") {
      if (++links > MOST_LINKS) throw noSuchNode(file, path, "; soft links lead in a circle");
      const target = normalized(found.target.startsWith("/") ? found.target : childPath(at, found.target));
      left = [...target.slice(1).split("/").filter(Boolean), ...rest];
      at = "/";
    } else {
      at = next;
      left = rest;
    }
  }
  return at;
}

function listed(names: readonly string[]): string {
  if (names.length === 0) return "nothing in it";
  const shown = names.slice(0, 10).map((name) => `'${name}'`);
  return names.length > 10 ? `${shown.join(", ")} and ${names.length - 10} more` : shown.join(", ");
}
