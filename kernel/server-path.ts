import { readFileSync } from "node:fs";
import { basename, delimiter, dirname, isAbsolute } from "node:path";

/** The program of a process as it was called, where the system tells (Linux); undefined elsewhere. */
export function commandOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0")[0];
  } catch {
    return undefined;
  }
}

/**
 * The PATH for a kernel: a server that was started by its full path (`.venv/bin/jupyter lab`) has its environment's
 * programs not on it; they go first, so that `python3` in a `%%sh` cell is the server's. A PATH that names the folder
 * anywhere stays as it is.
 *
 * @param path     PATH of the process
 * @param command  the program that started the kernel, as it was called
 */
export function pathWithServer(path: string, command: string | undefined): string {
  if (command === undefined || !isAbsolute(command) || !/^python[\d.]*$/.test(basename(command))) return path;
  const folder = dirname(command);
  const folders = path.split(delimiter).filter((part) => part !== "");
  return folders.includes(folder) ? path : [folder, ...folders].join(delimiter);
}
