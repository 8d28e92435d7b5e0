import { appendFile, mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, resolve } from "node:path";
import { ambient } from "../../contract/index.js";
import { session } from "./session.js";

/** The folder that relative paths start from: the notebook's, or the working directory of a script. */
export function directory(): string {
  return ambient()?.directory ?? process.cwd();
}

/**
 * Writes text to a file. Its folder is made where it is missing.
 *
 * @param path            relative to {@link directory}; `~` is the user's home
 * @param options.append  adds to the end; an existing file is overwritten by default
 */
export async function writeText(path: string, text: string, options: { append?: boolean } = {}): Promise<void> {
  const target = absolute(path);
  const before = await stat(target).catch(() => undefined);
  if (before?.isDirectory()) throw new Error(`writeText: '${path}' is a folder`);
  await mkdir(dirname(target), { recursive: true });
  await (options.append ? appendFile(target, text) : writeFile(target, text));
  const what = options.append ? "Appending to" : before ? "Overwriting" : "Writing";
  process.stdout.write(`${what} ${path}\n`);
}

/**
 * Changes the folder that paths, imports and commands start from, and prints it.
 *
 * @param path  relative to the current one; the user's home by default
 * @throws Error when it is no folder
 */
export async function changeDirectory(path = "~"): Promise<void> {
  const target = absolute(path);
  const found = await stat(target).catch(() => undefined);
  if (!found?.isDirectory()) throw new Error(`no such folder: '${path}' (looked for ${target})`);
  const context = ambient();
  if (context) session("%cd").changeDirectory(target);
  else process.chdir(target);
  process.stdout.write(`${target}\n`);
}

/** Puts a file's text into the running cell, in place of the magic that asked for it. */
export async function loadCell(path: string): Promise<void> {
  const { setNextInput } = session("%load");
  const text = await readFile(absolute(path), "utf8");
  setNextInput(`// %load ${path}\n${text}`, true);
}

function absolute(path: string): string {
  return resolve(
    directory(),
    path.replace(/^~(?=$|[\\/])/, () => homedir()),
  );
}
