/**
 * `npm start`: sets up everything, then opens JupyterLab on `notebooks/`.
 * Options after `--`: `--no-browser`, `--port N`. Loopback only; the token stays on.
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { portProblem } from "./port.mjs";
import { venvPython } from "./python.mjs";
import { setUp } from "./setup.mjs";
import { root } from "./stage.mjs";

function readOptions() {
  try {
    const { values } = parseArgs({ options: { "no-browser": { type: "boolean" }, port: { type: "string" } } });
    const port = values.port === undefined ? undefined : Number(values.port);
    if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65536))
      throw new Error(`--port takes a number from 1 to 65535, not ${values.port}`);
    return { browser: !values["no-browser"], port };
  } catch (error) {
    console.error(`${error.message}\nusage: npm start -- [--no-browser] [--port N]`);
    process.exit(2);
  }
}

const options = readOptions();
const problem = options.port === undefined ? undefined : await portProblem(options.port);
if (problem !== undefined) {
  console.error(problem);
  process.exit(1);
}
await setUp();
const args = [
  "-m",
  "jupyterlab",
  "--ServerApp.ip=127.0.0.1",
  `--ServerApp.root_dir=${join(root, "notebooks")}`,
  "--LabApp.default_url=/lab/tree/00-tour.ipynb",
];
if (!options.browser) args.push("--no-browser");
if (options.port !== undefined) args.push(`--ServerApp.port=${options.port}`, "--ServerApp.port_retries=0");
if (process.getuid?.() === 0) args.push("--allow-root");
const lab = spawn(venvPython, args, { cwd: join(root, "notebooks"), stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
  process.on(signal, () => lab.kill(signal === "SIGINT" ? "SIGTERM" : signal));
lab.on("exit", (code, signal) => process.exit(signal ? 0 : (code ?? 1)));
