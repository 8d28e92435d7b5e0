import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { root } from "./repo.js";

/** What a finished program left. */
export interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end from the checkout, or from `cwd`. */
export function run(
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Finished {
  const done = spawnSync(command, args, {
    cwd: options.cwd ?? root,
    env: { ...process.env, ...options.env },
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  return { status: done.status, stdout: done.stdout, stderr: done.stderr };
}

/** The environment's interpreter. */
export const python: string = join(root, ".venv", "bin", "python");
