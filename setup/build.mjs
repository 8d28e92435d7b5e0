/**
 * Builds `dist/`: WebAssembly kernels, TypeScript, then what browsers get. Incremental; exits non-zero on the first error.
 * tslab puts its own TypeScript 5.0.4 into `.bin/tsc`, so compilers are called by path.
 */
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { fileURLToPath } from "node:url";
import { build as bundle } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));

function run(script, args) {
  const done = spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: "inherit" });
  if (done.status !== 0) process.exit(done.status ?? 1);
}

function newest(folder) {
  return Math.max(...readdirSync(folder).map((name) => statSync(`${folder}/${name}`).mtimeMs));
}

/** Removes results whose source is gone, so that a deleted test does not go on passing. */
function removeOrphans(folder) {
  if (!existsSync(`${root}dist/${folder}`)) return;
  for (const entry of readdirSync(`${root}dist/${folder}`, { withFileTypes: true })) {
    const path = `${folder}${entry.name}`;
    if (path === "labextension" || path.endsWith(".bundle.js")) continue;
    const source = path.replace(/\.(js|js\.map|d\.ts)$/, ".ts");
    if (entry.isDirectory()) removeOrphans(`${path}/`);
    else if (source !== path && !existsSync(root + source)) rmSync(`${root}dist/${path}`);
  }
}

/** Compiles the AssemblyScript of one folder when it is newer than the result. */
function assemble(folder, result) {
  const wasm = `${root}dist/engine/simd/${result}`;
  if (!existsSync(`${root}${folder}/index.ts`)) return;
  if (existsSync(wasm) && statSync(wasm).mtimeMs >= newest(`${root}${folder}`)) return;
  mkdirSync(`${root}dist/engine/simd`, { recursive: true });
  run("node_modules/assemblyscript/bin/asc.js", [
    `${folder}/index.ts`,
    "--config",
    `${folder}/asconfig.json`,
    "--outFile",
    wasm,
  ]);
}

assemble("engine/simd/assembly", "kernels.wasm");
assemble("engine/simd/assembly/random", "random.wasm");
assemble("engine/simd/assembly/csv", "csv.wasm");
assemble("engine/simd/assembly/hdf5", "hdf5.wasm");
assemble("engine/simd/assembly/hdf5-write", "hdf5-write.wasm");
assemble("engine/simd/assembly/parquet", "parquet.wasm");
removeOrphans("");
run("node_modules/typescript/bin/tsc", ["-p", "tsconfig.json"]);

/** The script that exported pages carry: one file for browsers. */
await bundle({
  entryPoints: [`${root}view/page.ts`],
  outfile: `${root}dist/view/page.bundle.js`,
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2020",
  logLevel: "warning",
});

/** What the scripts of map-reduce jobs and aggregations carry; their names are put into scope by who writes them. */
for (const [entry, result] of [
  ["runtime", "script"],
  ["scan", "scan"],
])
  await bundle({
    entryPoints: [`${root}mapreduce/script/${entry}.ts`],
    outfile: `${root}dist/mapreduce/${result}.bundle.js`,
    bundle: true,
    minifySyntax: true,
    minifyWhitespace: true,
    platform: "node",
    format: "esm",
    target: "node20",
    logLevel: "warning",
  });

/** nbconvert reads scripts, and parts of templates, only from the template's own folder. */
const template = `${root}nbconvert/tslab-bigdata/`;
copyFileSync(`${root}node_modules/plotly.js-cartesian-dist-min/plotly-cartesian.min.js`, `${template}plotly.js`);
copyFileSync(`${root}dist/view/page.bundle.js`, `${template}page.js`);
for (const name of ["figures.html.j2", "plotly.js", "page.js"])
  copyFileSync(template + name, `${root}nbconvert/tslab-bigdata-slides/${name}`);

/** The labextension: our script, Plotly beside it, and the metadata that JupyterLab reads. */
run("node_modules/typescript/bin/tsc", ["-p", "lab/tsconfig.json"]);
const labextension = `${root}dist/labextension/`;
await bundle({
  entryPoints: [`${root}lab/remote-entry.ts`],
  outfile: `${labextension}static/remoteEntry.js`,
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  logLevel: "warning",
});
const plotly = `${root}node_modules/plotly.js-dist/plotly.js`;
if (!existsSync(`${labextension}static/plotly.js`)) {
  await bundle({ entryPoints: [plotly], outfile: `${labextension}static/plotly.js`, minify: true, logLevel: "error" });
}
const { name, version, description, license } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
const jupyterlab = { extension: true, _build: { load: "static/remoteEntry.js", extension: "./extension" } };
writeFileSync(
  `${labextension}package.json`,
  JSON.stringify({ name, version, description, license, jupyterlab }, null, 2),
);
const cli = `${root}dist/kernel/install/cli.js`;
if (existsSync(cli)) chmodSync(cli, 0o755);
