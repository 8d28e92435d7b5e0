import { homedir } from "node:os";
import { join } from "node:path";

/** The user's Jupyter data folder, as jupyter_core computes it. */
export function jupyterDataFolder(): string {
  const { env } = process;
  if (env["JUPYTER_DATA_DIR"]) return env["JUPYTER_DATA_DIR"];
  if (process.platform === "darwin") return join(homedir(), "Library", "Jupyter");
  if (process.platform === "win32") return join(env["APPDATA"] ?? join(homedir(), "AppData", "Roaming"), "jupyter");
  return join(env["XDG_DATA_HOME"] || join(homedir(), ".local", "share"), "jupyter");
}

/** Where executed cells are kept. */
export function historyFile(): string {
  return join(jupyterDataFolder(), "tslab-bigdata", "history.jsonl");
}
