/**
 * `npm run report [-- notebook.ipynb …] [--to html|pdf|markdown|slides] [--output FOLDER]`: executes notebooks headless
 * and leaves them in `reports/`, as HTML unless told. Without names, every notebook of `notebooks/`. Ends with 1 when a
 * cell fails, naming it.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { findChromium } from "./chromium.mjs";
import { venvPython } from "./python.mjs";
import { setUp } from "./setup.mjs";
import { root } from "./stage.mjs";

const FORMATS = ["html", "pdf", "markdown", "slides"];

function readOptions() {
  const { values, positionals } = parseArgs({
    options: { to: { type: "string", default: "html" }, output: { type: "string" } },
    allowPositionals: true,
  });
  if (!FORMATS.includes(values.to)) throw new Error(`--to ${values.to} is none of ${FORMATS.join(", ")}`);
  const from = process.env.INIT_CWD ?? process.cwd();
  const named = positionals.map((path) => resolve(from, path));
  const absent = named.find((path) => !existsSync(path));
  if (absent) throw new Error(`no such notebook: ${absent}`);
  return { to: values.to, output: resolve(from, values.output ?? join(root, "reports")), named };
}

let options;
try {
  options = readOptions();
} catch (error) {
  console.error(`report: ${error.message}`);
  process.exit(2);
}
await setUp();
const folder = join(root, "notebooks");
const all = readdirSync(folder)
  .filter((name) => name.endsWith(".ipynb"))
  .sort();
const notebooks = options.named.length > 0 ? options.named : all.map((name) => join(folder, name));
const paths = notebooks.map((path) => relative(root, path));
const args = [join(root, "setup", "report.py"), "--to", options.to, options.output, ...paths];
const env = { ...process.env, CHROMIUM_PATH: findChromium() ?? "" };
process.exit(spawnSync(venvPython, args, { cwd: root, stdio: "inherit", env }).status ?? 1);
