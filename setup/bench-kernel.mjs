/**
 * `npm run bench:kernel [-- --turns N]`: sets up everything and Deno in a folder of its own, then measures kernels.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setUp } from "./setup.mjs";
import { execute, root } from "./stage.mjs";

const DENO = "deno@2.9.6";
const MINUTE = 60_000;

await setUp({});
const place = join(root, ".setup", "bench");
mkdirSync(place, { recursive: true });
await execute("npm", ["install", "--no-save", "--no-audit", "--no-fund", "--prefix", place, DENO], {
  timeoutMs: 10 * MINUTE,
  cwd: place,
});
const args = [join(root, "dist", "bench", "kernel.js"), ...process.argv.slice(2)];
process.exit(spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" }).status ?? 1);
