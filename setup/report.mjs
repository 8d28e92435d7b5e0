/**
 * `npm run report [-- notebook.ipynb …]`: executes notebooks headless and leaves them as HTML in `reports/`.
 * Without names, every notebook of `notebooks/`. Ends with 1 when a cell fails, naming it.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { venvPython } from "./python.mjs";
import { setUp } from "./setup.mjs";
import { root } from "./stage.mjs";

const named = process.argv.slice(2).map((path) => resolve(process.env.INIT_CWD ?? process.cwd(), path));
const absent = named.find((path) => !existsSync(path));
if (absent) {
  console.error(`no such notebook: ${absent}`);
  process.exit(2);
}
await setUp();
const folder = join(root, "notebooks");
const all = readdirSync(folder)
  .filter((name) => name.endsWith(".ipynb"))
  .sort();
const notebooks = named.length > 0 ? named : all.map((name) => join(folder, name));
const args = [join(root, "setup", "report.py"), "reports", ...notebooks.map((path) => relative(root, path))];
process.exit(spawnSync(venvPython, args, { cwd: root, stdio: "inherit" }).status ?? 1);
