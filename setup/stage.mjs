/**
 * Set-up as a list of idempotent stages. A stage is stamped with the hash of what it depends on once it has
 * succeeded, so a second run skips it, and a run that was interrupted starts again at the stage it died in.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout, without a trailing slash. */
export const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");

/**
 * @typedef {object} Stage
 * @property {string} name
 * @property {() => string[]} inputs   what its result depends on: absolute paths of files
 * @property {string[]} [keys]         further strings its result depends on (versions, the checkout's path)
 * @property {string[]} outputs        files that must exist for the stamp to count
 * @property {number} timeoutMs
 * @property {string} remedy           one line: what a person can do when it fails
 * @property {boolean} [optional]      a failure is reported, not fatal; what needs it is not run
 * @property {(timeoutMs: number) => Promise<void>} run   rejects with the reason
 */

/**
 * Runs a program to its end, its output shown only when it fails.
 * @returns {Promise<void>}
 */
export function execute(command, args, { timeoutMs, env = process.env, cwd = root } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
    const output = [];
    const stop = (reason) => {
      try {
        process.kill(-child.pid, "SIGKILL");
      } catch {
        // It has ended already.
      }
      reject(new Error(reason));
    };
    const timer = setTimeout(() => stop(`${command} took longer than ${timeoutMs / 1000} s`), timeoutMs);
    const interrupted = () => {
      stop("interrupted");
      process.exit(130);
    };
    process.once("SIGINT", interrupted);
    process.once("SIGTERM", interrupted);
    child.stdout.on("data", (chunk) => output.push(chunk));
    child.stderr.on("data", (chunk) => output.push(chunk));
    child.on("error", (error) => reject(new Error(`${command}: ${error.message}`)));
    child.on("close", (code) => {
      clearTimeout(timer);
      process.off("SIGINT", interrupted);
      process.off("SIGTERM", interrupted);
      if (code === 0) return resolve();
      reject(
        new Error(
          `${command} ended with ${code}\n${Buffer.concat(output).toString().trimEnd().split("\n").slice(-15).join("\n")}`,
        ),
      );
    });
  });
}

/** All files below folders of the checkout, sorted, build results left out. */
export function filesBelow(...folders) {
  const found = [];
  const visit = (path) => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      if (entry.name === "node_modules" || entry.name === "data" || entry.name.startsWith(".")) continue;
      const child = join(path, entry.name);
      if (entry.isDirectory()) visit(child);
      else found.push(child);
    }
  };
  for (const folder of folders) {
    const path = join(root, folder);
    if (!existsSync(path)) continue;
    if (statSync(path).isDirectory()) visit(path);
    else found.push(path);
  }
  return found.sort();
}

function hashOf(stage, base) {
  const hash = createHash("sha256");
  for (const key of stage.keys ?? []) hash.update(`${key}\0`);
  for (const file of stage.inputs())
    hash
      .update(`${relative(base, file)}\0`)
      .update(readFileSync(file))
      .update("\0");
  return hash.digest("hex");
}

const stampOf = (stage, base) => join(base, ".setup", "stamps", `${stage.name.replaceAll(/\W+/g, "-")}.json`);

function isFresh(stage, hash, base) {
  if (!stage.outputs.every((path) => existsSync(join(base, path)))) return false;
  try {
    return JSON.parse(readFileSync(stampOf(stage, base), "utf8")).hash === hash;
  } catch {
    return false;
  }
}

/**
 * Runs one stage unless its stamp is fresh.
 * @param {Stage} stage
 * @param {string} [base]  the checkout
 * @returns {Promise<{ ok: boolean, reason?: string }>}
 */
export async function runStage(stage, base = root) {
  const hash = hashOf(stage, base);
  if (isFresh(stage, hash, base)) return { ok: true };
  const stamp = stampOf(stage, base);
  rmSync(stamp, { force: true });
  const began = performance.now();
  process.stdout.write(`set-up: ${stage.name} … `);
  try {
    await stage.run(stage.timeoutMs);
    const missing = stage.outputs.find((path) => !existsSync(join(base, path)));
    if (missing) throw new Error(`it ended well but left no ${missing}`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stdout.write(`${stage.optional ? "not available" : "failed"}\n${reason}\n  way out: ${stage.remedy}\n`);
    return { ok: false, reason: reason.split("\n")[0] };
  }
  const seconds = (performance.now() - began) / 1000;
  process.stdout.write(`${seconds.toFixed(1)} s\n`);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(`${stamp}.new`, JSON.stringify({ hash, seconds: Number(seconds.toFixed(1)) }));
  renameSync(`${stamp}.new`, stamp);
  return { ok: true };
}

/**
 * Takes the set-up lock, so that `npm start` and `npm test` at the same time do not build into each other. The lock
 * of a process that died is taken over.
 * @param {string} [base]  the checkout
 * @returns {Promise<() => void>} releases it
 */
export async function lock(base = root) {
  const path = join(base, ".setup", "lock");
  mkdirSync(dirname(path), { recursive: true });
  for (let waited = false; ; waited = true) {
    try {
      writeFileSync(path, String(process.pid), { flag: "wx" });
      const release = () => rmSync(path, { force: true });
      process.once("exit", release);
      return release;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    const holder = Number(readFileSync(path, "utf8") || 0);
    let alive = true;
    try {
      process.kill(holder, 0);
    } catch (error) {
      alive = error.code === "EPERM";
    }
    if (!alive) rmSync(path, { force: true });
    else {
      if (!waited) process.stdout.write(`set-up: waiting for another set-up (process ${holder}) …\n`);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}
