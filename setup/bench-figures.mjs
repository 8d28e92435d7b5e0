/**
 * `npm run bench:figures`: sets up everything, then measures figures in JupyterLab.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { setUp } from "./setup.mjs";
import { root } from "./stage.mjs";

await setUp({ bench: true });
await setUp({ tests: true });
const args = [join(root, "dist", "bench", "notebook-figures.js")];
process.exit(spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" }).status ?? 1);
