/**
 * `npm run data [-- points|temperatures|weather] [--scale small|full|ROWS]`: makes the notebooks' data in `notebooks/data`.
 * Needs the build (`npm run build`, or any of the commands that set up everything).
 */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = fileURLToPath(new URL("..", import.meta.url));

const SETS = ["points", "temperatures", "weather"];

async function main() {
  const { values, positionals } = parseArgs({ options: { scale: { type: "string" } }, allowPositionals: true });
  const [only] = positionals;
  if (positionals.length > 1 || (only !== undefined && !SETS.includes(only))) {
    throw new Error(`'${positionals.join(" ")}' is none of ${SETS.join(", ")}; name one of them, or none for all`);
  }
  if (!existsSync(`${root}dist/notebooks/data.js`)) throw new Error("not built yet: run 'npm run build' first");
  const { points, temperatures, weather } = await import("../dist/notebooks/data.js");
  const options = {
    directory: `${root}notebooks/data`,
    ...(values.scale === undefined ? {} : { scale: values.scale }),
  };
  for (const [name, make] of Object.entries({ points, temperatures })) {
    if (only !== undefined && only !== name) continue;
    const made = await make(options);
    console.log(`${made.path}: ${made.rows} rows, ${made.bytes} bytes`);
  }
  if (only === undefined || only === "weather") {
    const { paths, rows, bytes, made } = await weather(options);
    console.log(`${paths[0]} … ${paths.length} files: ${rows} rows, ${bytes} bytes (${made} made now)`);
  }
}

await main().catch((error) => {
  console.error(`data: ${error.message}`);
  process.exitCode = 1;
});
