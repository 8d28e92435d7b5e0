/**
 * `npm run data [-- --scale small|full|ROWS]`: makes the notebooks' data in `notebooks/data`.
 * Needs the build (`npm run build`, or any of the commands that set up everything).
 */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = fileURLToPath(new URL("..", import.meta.url));

async function main() {
  const { values } = parseArgs({ options: { scale: { type: "string" } } });
  if (!existsSync(`${root}dist/notebooks/data.js`)) throw new Error("not built yet: run 'npm run build' first");
  const { points } = await import("../dist/notebooks/data.js");
  const made = await points({
    directory: `${root}notebooks/data`,
    ...(values.scale === undefined ? {} : { scale: values.scale }),
  });
  console.log(`${made.path}: ${made.rows} rows, ${made.bytes} bytes`);
}

await main().catch((error) => {
  console.error(`data: ${error.message}`);
  process.exitCode = 1;
});
