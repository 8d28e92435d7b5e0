/**
 * `npm run slice`: the whole chain on real data in under a minute. A cell with a magic opens a file, aggregates it
 * and draws it, through the kernel and nbconvert's libraries into an executed HTML, whose numbers and picture are
 * checked; then a cell that must fail, must fail the report by name. Red means nothing else matters.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inflateSync } from "node:zlib";
import { venvPython } from "./python.mjs";
import { setUp } from "./setup.mjs";
import { root } from "./stage.mjs";

const ROWS = 1_000_003;
const LIMIT_SECONDS = 60;

const cell = (source) => ({
  cell_type: "code",
  id: `cell-${Math.abs(hash(source))}`,
  metadata: {},
  execution_count: null,
  outputs: [],
  source,
});
const hash = (text) => [...text].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) | 0, 7);

function notebook(...sources) {
  const kernelspec = { name: "tslab-bigdata", display_name: "TypeScript (Big Data)", language: "typescript" };
  return JSON.stringify({ cells: sources.map(cell), metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 });
}

function report(folder, name, text) {
  const path = join(folder, `${name}.ipynb`);
  writeFileSync(path, text);
  const run = spawnSync(venvPython, [join(root, "setup", "report.py"), folder, path], {
    cwd: folder,
    encoding: "utf8",
    timeout: LIMIT_SECONDS * 1000,
  });
  return { status: run.status, text: run.stdout + run.stderr, html: join(folder, `${name}.html`) };
}

/** Distinct byte values in a PNG's pixels: a blank picture has a handful. */
function distinctBytes(png) {
  assert.equal(png.toString("latin1", 1, 4), "PNG", "the report's picture is no PNG");
  const parts = [];
  for (let at = 8; at < png.length; at += png.readUInt32BE(at) + 12) {
    if (png.toString("latin1", at + 4, at + 8) === "IDAT")
      parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  return new Set(inflateSync(Buffer.concat(parts))).size;
}

await setUp();
const began = performance.now();
const folder = mkdtempSync(join(tmpdir(), "tslab-bigdata slice "));
try {
  const values = Float64Array.from({ length: ROWS }, (_, i) => ((i * 7919) % 1000) / 8 + 1);
  writeFileSync(join(folder, "points.bin"), values);
  const sum = values.reduce((total, value) => total + value, 0);
  const good = report(
    folder,
    "good",
    notebook(
      "%memmap data = points.bin --dtype float64",
      "[data.length, await data.mean()]",
      "%hist data --bins 100 --density",
    ),
  );
  assert.equal(good.status, 0, good.text);
  const html = readFileSync(good.html, "utf8");
  assert.ok(html.includes(String(ROWS)), "the length is not in the report");
  assert.ok(html.includes(String(sum / ROWS)), `the mean ${sum / ROWS} is not in the report`);
  const picture = /data:image\/png;base64,([A-Za-z0-9+/=\s]+)/.exec(html);
  assert.ok(picture, "no picture is in the report");
  assert.ok(distinctBytes(Buffer.from(picture[1], "base64")) > 16, "the picture in the report is blank");

  const bad = report(folder, "bad", notebook("const fine = 1", "%memmap data = nowhere.bin --dtype float64"));
  assert.equal(bad.status, 1, `a failing cell must fail the report: ${bad.text}`);
  assert.match(bad.text, /cell 2 \(%memmap data = nowhere\.bin/, "the failing cell is not named");
  assert.match(bad.text, /nowhere\.bin/);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const seconds = (performance.now() - began) / 1000;
assert.ok(seconds < LIMIT_SECONDS, `the slice took ${seconds.toFixed(1)} s; it has ${LIMIT_SECONDS} s`);
console.log(`slice: cell → magic → file → figure → executed HTML in ${seconds.toFixed(1)} s`);
