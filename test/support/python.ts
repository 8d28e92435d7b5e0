/**
 * Asks the judges: runs a script in the project's own Python.
 * @module
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const PYTHON = fileURLToPath(new URL("../../../.venv/bin/python", import.meta.url));

/** Runs Python code with arguments (`sys.argv[1:]`) and parses the JSON it prints. NaN and infinities are allowed. */
export function python<T>(script: string, ...args: readonly string[]): T {
  const done = spawnSync(PYTHON, ["-c", script, ...args], { encoding: "utf8", maxBuffer: 1 << 28 });
  if (done.status !== 0) throw new Error(`python failed: ${done.stderr || done.error?.message}`);
  return JSON.parse(done.stdout.replace(/(?<![\w"])(-?Infinity|NaN)(?![\w"])/g, '"$1"'), (_key, value) =>
    value === "NaN" || value === "Infinity" || value === "-Infinity" ? Number(value) : value,
  ) as T;
}
