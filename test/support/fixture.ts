/**
 * Fixtures that a reference tool writes when the tests run.
 * @module
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { python } from "./python.js";
import { root } from "./repo.js";

/** Runs a script of `test/fixtures` with arguments and parses the JSON it prints. */
export function fixture<T>(script: string, ...args: readonly string[]): T {
  return python<T>(readFileSync(join(root, "test", "fixtures", script), "utf8"), ...args);
}
