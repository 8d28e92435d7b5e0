/**
 * Scripts of a job: self-contained executable files that speak Hadoop Streaming.
 * @module
 */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { serialize } from "node:v8";
import { fileError } from "../../engine/errors.js";
import { absolutePath } from "../../engine/paths.js";
import type { JobFunction } from "../functions.js";
import { bundleImports } from "../native/esbuild.js";
import type { NamedFunction, Role } from "../roles.js";

/** Options of {@link scriptText} and {@link writeScript}. */
export interface ScriptOptions {
  /** Whether the first line that the mapper throws at ends the job; else such lines are skipped and counted. */
  readonly strict?: boolean;
  /** A combiner that runs inside the mapper's process. */
  readonly combiner?: NamedFunction | undefined;
  /** Folder from which packages that the function imports are resolved; default the notebook's. */
  readonly folder?: string;
}

/** The runtime that every script carries, built beside this module. */
const RUNTIME = new URL("../script.bundle.js", import.meta.url);

/**
 * The text of a script: an ES module for Node 20 and newer, with everything it needs inside. Packages that the
 * function imports by `await import("name")` are bundled in.
 * @throws UserFunction for packages that cannot be found
 */
export async function scriptText(role: Role, f: NamedFunction, options: ScriptOptions = {}): Promise<string> {
  const { combiner, strict = false } = options;
  const text = [
    readFileSync(fileURLToPath(RUNTIME), "utf8").replace(/export\s*\{[^}]*\};?\s*$/, ""),
    functionText("call", f),
    ...(combiner === undefined ? [] : [functionText("combine", combiner)]),
    `await runScript({ role: "${role}", name: ${JSON.stringify(f.name)}, strict: ${strict}, call${
      combiner === undefined ? "" : `, combiner: { call: combine, name: ${JSON.stringify(combiner.name)} }`
    } });`,
  ].join("\n");
  const modules = [f, ...(combiner === undefined ? [] : [combiner])].map(({ shipped }) => shipped.module);
  const whole = modules.some((module) => /\bimport\s*\(/.test(module))
    ? await bundleImports(text, absolutePath(options.folder ?? "."))
    : text;
  return `#!/usr/bin/env node\n${whole}`;
}

/**
 * Writes a script with its run bit: `head 0.csv | ./mapper.mjs | ./reducer.mjs` works in any shell. Between the two
 * belongs `LC_ALL=C sort` where keys do not come in order.
 * @param f a mapper, combiner or reducer
 * @param path where to, relative to the notebook's folder; end it with `.mjs`
 * @returns the absolute path
 * @throws UserFunction for packages that cannot be found, FileMissing, FileAccess
 */
export async function writeScript<K, V, K2, V2>(
  f: JobFunction<K, V, K2, V2>,
  path: string,
  options: ScriptOptions = {},
): Promise<string> {
  const target = absolutePath(path);
  const text = await scriptText(f.role, f, options);
  try {
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
    chmodSync(target, 0o755);
  } catch (cause) {
    throw fileError(cause, target, "cannot write");
  }
  return target;
}

/** A shipped function as a constant of the script; its `uses` are packed as `structuredClone` would copy them. */
function functionText(constant: string, { shipped }: NamedFunction): string {
  const uses = serialize(shipped.uses).toString("base64");
  const made = shipped.module.replace(/^export default /, "").replace(/;\n$/, "");
  return `const ${constant} = (${made})(deserialize(Buffer.from("${uses}", "base64")));`;
}
