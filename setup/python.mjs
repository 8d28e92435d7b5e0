/** Where Python is: the one that makes the environment, and the environment's own. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { root } from "./stage.mjs";

const OLDEST = [3, 10];

/** The environment's interpreter. */
export const venvPython = join(root, ".venv", "bin", "python");

/**
 * Finds a Python of at least 3.10: `$PYTHON` where it is set, otherwise the first of the usual names.
 * @throws Error naming what was found, or that nothing was
 * @returns {{ command: string, version: string }}
 */
export function findPython() {
  const seen = [];
  const names = ["python3", "python", "python3.13", "python3.12", "python3.11", "python3.10"];
  for (const command of process.env.PYTHON ? [process.env.PYTHON] : names) {
    const run = spawnSync(command, ["-c", "import sys; print('%d.%d.%d' % sys.version_info[:3])"], {
      encoding: "utf8",
    });
    if (run.status !== 0) continue;
    const version = run.stdout.trim();
    const [major, minor] = version.split(".").map(Number);
    if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return { command, version };
    seen.push(`${command} is ${version}`);
  }
  const none = process.env.PYTHON ? `$PYTHON, '${process.env.PYTHON}', does not run` : "no python3 was found";
  throw new Error(`Python ${OLDEST.join(".")} or newer is needed; ${seen.length > 0 ? seen.join(", ") : none}`);
}
