/**
 * `npm run binder [-- --user NAME]`: goes through what Binder does, in a clean folder: a copy of the checkout's files
 * without what was built, a fresh virtual environment, the requirements, postBuild, the notebooks executed there, and the tour opened in its JupyterLab by Chromium (which needs
 * a build).
 * Prints seconds and the greatest memory of each step; ends with 1 at the first that fails or needs more memory than
 * Binder gives. Started by root it takes the steps as another user. The folder is removed afterwards.
 */
import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { findChromium } from "./chromium.mjs";
import { findPython } from "./python.mjs";
import { root } from "./stage.mjs";

/** What a user of mybinder.org has at most. */
const MEMORY = 2 * 2 ** 30;

const { values } = parseArgs({ options: { user: { type: "string" } } });
if (process.getuid() === 0 && values.user === undefined) {
  console.error("binder: started by root, which Binder's builds are not; name a user: npm run binder -- --user NAME");
  process.exit(2);
}
const idOf = (flag) => Number(execFileSync("id", [flag, values.user], { encoding: "utf8" }));
const identity = values.user === undefined ? {} : { uid: idOf("-u"), gid: idOf("-g") };

/** Memory of a process and all below it, in bytes; what several share is counted once. */
function memoryBelow(pid) {
  const parents = new Map();
  for (const name of readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]));
    } catch {
      // It has ended since.
    }
  }
  const isBelow = (id) => id === pid || (parents.has(id) && parents.get(id) > 1 && isBelow(parents.get(id)));
  let bytes = 0;
  for (const id of [...parents.keys()].filter(isBelow)) {
    try {
      bytes += Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/smaps_rollup`, "utf8"))?.[1] ?? 0) * 1024;
    } catch {
      // It has ended since.
    }
  }
  return bytes;
}

/** Runs a step; rejects with its name when it fails. */
function step(name, command, args, options) {
  const began = performance.now();
  let most = 0;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, ...identity, stdio: ["ignore", "ignore", "inherit"] });
    const timer = setInterval(() => {
      most = Math.max(most, memoryBelow(child.pid));
    }, 500);
    child.on("error", reject);
    child.on("close", (code) => {
      clearInterval(timer);
      if (code !== 0) return reject(new Error(`${name} ended with ${code}`));
      const seconds = ((performance.now() - began) / 1000).toFixed(0);
      console.log(`${name}: ${seconds} s, ${(most / 2 ** 20).toFixed(0)} MiB`);
      if (most > MEMORY) return reject(new Error(`${name} needs more than ${MEMORY / 2 ** 20} MiB`));
      resolve();
    });
  });
}

/** Opens and runs the tour in the environment's JupyterLab by Chromium, which belongs to the reader's machine. */
async function openTour(chromium) {
  process.env.CHROMIUM_PATH = chromium;
  const { startChromium } = await import("../dist/test/browser/lab.js");
  const { freePort } = await import("../dist/test/support/free-port.js");
  const { codeCells, command, openNotebook } = await import("../dist/test/browser/page.js");
  const port = await freePort();
  const token = randomBytes(16).toString("hex");
  const address = `http://127.0.0.1:${port}`;
  const args = ["-m", "jupyterlab", "--no-browser", "--ServerApp.ip=127.0.0.1", `--ServerApp.port=${port}`];
  args.push(`--IdentityProvider.token=${token}`, "--LabApp.expose_app_in_browser=True");
  const began = performance.now();
  let most = 0;
  const server = spawn(python, args, { ...there, ...identity, stdio: "ignore" });
  const timer = setInterval(() => {
    most = Math.max(most, memoryBelow(server.pid));
  }, 500);
  const browser = await startChromium();
  try {
    while (!(await fetch(`${address}/api?token=${token}`).catch(() => undefined))?.ok) {
      if (server.exitCode !== null || performance.now() - began > 120_000) throw new Error("JupyterLab did not start");
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    const page = await openNotebook(browser, `${address}/?token=${token}`, "notebooks/00-tour.ipynb");
    await command(page, "notebook:run-all-cells");
    const wrong = (await codeCells(page)).find(
      ({ executionCount, outputs }) =>
        executionCount === null || outputs.some(({ output_type }) => output_type === "error"),
    );
    if (wrong) throw new Error(`the tour in JupyterLab: a cell failed: ${wrong.source}`);
    await page.locator(".tslab-bigdata-figure .js-plotly-plot").first().waitFor();
  } finally {
    clearInterval(timer);
    await browser.close();
    server.kill("SIGTERM");
  }
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  console.log(`the tour in JupyterLab: ${seconds} s, ${(most / 2 ** 20).toFixed(0)} MiB`);
  if (most > MEMORY) throw new Error(`the tour in JupyterLab needs more than ${MEMORY / 2 ** 20} MiB`);
}

const folder = mkdtempSync(join(tmpdir(), "binder "));
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));
const checkout = join(folder, "checkout");
const environment = join(folder, "environment");
const home = join(folder, "home");
mkdirSync(home);
const files = execFileSync("git", ["ls-files", "-z"], { cwd: root, encoding: "utf8" }).split("\0").filter(Boolean);
for (const file of files) {
  mkdirSync(dirname(join(checkout, file)), { recursive: true });
  cpSync(join(root, file), join(checkout, file));
}
if (values.user !== undefined) execFileSync("chown", ["-R", `${identity.uid}:${identity.gid}`, folder]);

/** What a machine says about its network; anything else would not be there on Binder. */
const NETWORK = /^(pip_.*|npm_config_(cafile|registry)|node_extra_ca_certs|https?_proxy|no_proxy)$/i;
const kept = Object.entries(process.env).filter(([name]) => NETWORK.test(name));
const env = {
  ...Object.fromEntries(kept),
  LANG: "C.UTF-8",
  HOME: home,
  PATH: `${join(environment, "bin")}:/usr/local/bin:/usr/bin:/bin`,
  BIGDATA_SCALE: "small",
};
const there = { cwd: checkout, env };
const python = join(environment, "bin", "python");
try {
  await step("environment", findPython().command, ["-m", "venv", environment], { cwd: folder, env });
  await step("requirements", python, ["-m", "pip", "install", "-q", "-r", "binder/requirements.txt"], there);
  await step("postBuild", join(checkout, "binder", "postBuild"), [], there);
  const kernel = join(environment, "share", "jupyter", "kernels", "tslab-bigdata", "kernel.json");
  const [node] = JSON.parse(readFileSync(kernel, "utf8")).argv;
  if (!node.startsWith(environment)) throw new Error(`the kernel runs on ${node}, which is not the environment's`);
  for (const name of readdirSync(join(checkout, "notebooks")).filter((entry) => entry.endsWith(".ipynb"))) {
    const execute = ["-m", "nbconvert", "--log-level=ERROR", "--to", "notebook", "--execute", `notebooks/${name}`];
    await step(name, python, [...execute, "--output", join(folder, name)], there);
  }
  const chromium = findChromium();
  if (chromium === undefined) console.log("the tour in JupyterLab: not run, no Chromium was found");
  else await openTour(chromium);
} catch (error) {
  console.error(`binder: ${error.message}`);
  process.exitCode = 1;
}
