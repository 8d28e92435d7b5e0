/** The browser of the browser tests: Debian's Chromium, or any Chromium or Chrome that is there. */
import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { execute } from "./stage.mjs";

/**
 * The path of a Chromium: `$CHROMIUM_PATH`, then the usual names on PATH.
 * @returns {string | undefined}
 */
export function findChromium() {
  const names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/bin"];
  const places = [process.env.CHROMIUM_PATH, ...names.flatMap((name) => folders.map((folder) => join(folder, name)))];
  return places.find((path) => {
    if (!path) return false;
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Installs Debian's package; needs root. */
export async function installChromium(timeoutMs) {
  if (findChromium()) return;
  if (process.getuid?.() !== 0) throw new Error("no Chromium was found, and installing one needs root");
  if (spawnSync("apt-get", ["--version"]).status !== 0)
    throw new Error("no Chromium was found, and there is no apt-get");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  await execute("apt-get", ["update", "-q"], { timeoutMs, env });
  await execute("apt-get", ["install", "-y", "-q", "--no-install-recommends", "chromium"], { timeoutMs, env });
  if (!findChromium()) throw new Error("Debian's package chromium left no chromium on PATH");
}
