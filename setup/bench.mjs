/**
 * `npm run bench [-- group …] [--rows N] [--turns N]`: sets up everything, then measures ours and the peers.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { setUp } from "./setup.mjs";
import { root } from "./stage.mjs";

await setUp({ bench: true });
const args = [join(root, "dist", "bench", "main.js"), ...process.argv.slice(2)];
process.exit(spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" }).status ?? 1);
