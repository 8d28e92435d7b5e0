/**
 * `npm run chapter [-- step …] [--scale small|full|ROWS] [--folder DIR] [--keep] [--write]`: the steps of the Python
 * chapter in Python and by ours, in turns, each in a process of its own. Prints seconds and peak memory of each;
 * `--write` puts them into `bench/chapter.json` and the README's table. Data goes into a folder of its own in
 * `bench/data`, or in the one named by `--folder`, and is removed afterwards unless it is to be kept (`--keep`), for
 * runs of single steps. `--seconds N` and `--memory GIBIBYTES` bound a step (one hour; 8 GiB in Python, which was the
 * memory of the book's machine).
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { setUp } from "./setup.mjs";
import { root } from "./stage.mjs";

await setUp({ bench: true });
const args = [join(root, "dist", "bench", "chapter.js"), ...process.argv.slice(2)];
process.exit(spawnSync(process.execPath, args, { cwd: process.env.INIT_CWD ?? root, stdio: "inherit" }).status ?? 1);
