/**
 * Files by pattern.
 * @module
 */
import { existsSync } from "node:fs";
import { isAbsolute, resolve } from "node:path";
import { globSync, isDynamicPattern } from "tinyglobby";
import { ambient } from "../../contract/index.js";
import { EngineError } from "../errors.js";

/** Whether a path is a pattern: `data/*.csv`, `**\/*.csv`, `{a,b}.csv`, `[0-9].csv`. A file of that very name is none. */
export function isPattern(path: string): boolean {
  return isDynamicPattern(path) && !existsSync(resolve(base(), path));
}

/**
 * The files that paths and patterns name, absolute, without repetition: those of each pattern in natural order (0, 1,
 * 2, … 10) of their paths, patterns in the order given. Paths that are no pattern are kept as they are, so that who
 * opens them says what is wrong. Hidden files are left out unless the pattern names them, as in a shell.
 * @throws FileMissing for a pattern that no file matches; InvalidArgument for no pattern at all
 */
export function filesOf(patterns: string | readonly string[]): string[] {
  const list = typeof patterns === "string" ? [patterns] : patterns;
  if (list.length === 0 || list.some((pattern) => typeof pattern !== "string" || pattern === ""))
    throw new EngineError(
      "InvalidArgument",
      `expected a path or pattern, as in "data/*.csv", got ${JSON.stringify(patterns)}`,
    );
  const files = list.flatMap((pattern) => (isPattern(pattern) ? matching(pattern) : [resolve(base(), pattern)]));
  return [...new Set(files)];
}

function matching(pattern: string): string[] {
  const cwd = base();
  const found = globSync(pattern, { cwd, absolute: true, onlyFiles: true, expandDirectories: false });
  if (found.length === 0)
    throw new EngineError(
      "FileMissing",
      `no file matches '${pattern}'${isAbsolute(pattern) ? "" : ` in '${cwd}'`}; a pattern means files, as in "data/*.csv"`,
    );
  return found.sort(natural);
}

const collator = new Intl.Collator("en", { numeric: true });

/** Numbers in names count as numbers; ties by code unit, so that the order is the same everywhere. */
function natural(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}

function base(): string {
  return ambient()?.directory ?? process.cwd();
}
