import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { csvFiles } from "../../support/csv.js";
import { root } from "../../support/repo.js";
import { run } from "../../support/run.js";

/** What a process that reads and writes tables on two cores may take above what it has after its imports. */
const MOST_MB = 200;

/** Begins every program: blocks of rows, `step`, which tells the most memory that a piece of work took. */
const HEAD = `
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ${JSON.stringify(join(root, "dist", "test", "support", "two-cores.js"))};
import { aggregate, ingest, mean, openFile, openTable, std } from ${JSON.stringify(join(root, "dist", "index.js"))};
const folder = process.argv[1];
const status = (name) => Number(new RegExp(name + ":\\\\s+(\\\\d+)").exec(readFileSync("/proc/self/status", "utf8"))[1]) / 1024;
const COLUMNS = { town: "int64", year: "int64", month: "int32", flag: "bool", precip: "float64", temp: "float64" };
const B = 10_000;
const block = { town: BigInt64Array.from({ length: B }, (_, i) => BigInt(i >> 4)), year: new BigInt64Array(B).fill(1947n),
  month: Int32Array.from({ length: B }, (_, i) => i % 12), flag: new Uint8Array(B),
  precip: Float64Array.from({ length: B }, Math.random), temp: Float64Array.from({ length: B }, Math.random) };
async function append(path, rows, filters) {
  const file = await openFile(path, "w", { durable: false });
  const table = await file.createTable("/", "t", COLUMNS, { ...filters, expectedRows: rows });
  for (let i = 0; i < rows; i += B) await table.append(block);
  await file.close();
}
const idle = status("VmRSS");
const took = {};
async function step(name, work) {
  writeFileSync("/proc/self/clear_refs", "5");
  await work();
  took[name] = Math.round(status("VmHWM") - idle);
}
`;

function measured(folder: string, body: string): { readonly [step: string]: number } {
  const { stdout, stderr, status } = run(process.execPath, [
    "--input-type=module",
    "-e",
    `${HEAD}${body}\nconsole.log(JSON.stringify(took)); process.exit(0);`,
    folder,
  ]);
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
}

function assertFlat(took: { readonly [step: string]: number }): void {
  for (const [name, megabytes] of Object.entries(took))
    assert.ok(megabytes <= MOST_MB, `${name}: ${megabytes} MB of ${JSON.stringify(took)}`);
}

for (const [name, filters, rows] of [
  ["no filter", {}, 8_000_000],
  ["lz4", { filters: { complib: "blosc:lz4", complevel: 5 } }, 8_000_000],
  ["zstd", { filters: { complib: "blosc:zstd", complevel: 1 } }, 8_000_000],
  ["zlib", { filters: { complib: "zlib", complevel: 1 } }, 8_000_000],
] as const)
  test(`a table of ${(rows * 37) / 1e6} MB, ${name}, is written and read within ${MOST_MB} MB`, (t) => {
    const folder = csvFiles(t, {});
    const place = `const rows = ${rows}, path = join(folder, "m.h5");`;
    assertFlat(
      measured(folder, `${place} await step("append", () => append(path, rows, ${JSON.stringify(filters)}));`),
    );
    assertFlat(
      measured(
        folder,
        `${place}
const table = await openTable(path, "/t");
await step("all columns", () => aggregate(table, { a: mean("town"), b: std("month"), c: mean("precip"), d: std("temp") }));
await step("by chunks", () => table.col("temp").mean({ perChunk: 281_250 }));
await step("every 2,880th", () => table.read({ step: 2880, field: "temp" }));
await step("pieces", async () => { for (let i = 0; i < rows; i += 281_250) await table.read({ start: i, stop: i + 281_250, field: "temp" }); });
await step("slices", async () => { for (let i = 0; i < 1000; i++) await table.read({ start: (i * 7919) % rows, stop: (i * 7919) % rows + 10 }); });
await step("where", () => table.where("(temp > 0.99) & (month == 3)").count());
`,
      ),
    );
  });

test(`tables written one after the other, and CSV files of 240 MB, stay within ${MOST_MB} MB`, (t) => {
  const line = (i: number): string => `${i % 97},1947,${i % 12},${i / 7},${i / 3}\n`;
  const text = `town,year,month,precip,temp\n${Array.from({ length: 100_000 }, (_, i) => line(i)).join("")}`;
  const folder = csvFiles(t, {});
  for (let i = 0; i < 50; i++) writeFileSync(join(folder, `${i}.csv`), text);
  assertFlat(
    measured(
      folder,
      `
const lz4 = { filters: { complib: "blosc:lz4", complevel: 5 } };
await step("tables", async () => { for (let i = 0; i < 30; i++) await append(join(folder, "many.h5"), 200_000, lz4); });
await step("files", () => ingest(join(folder, "*.csv"), join(folder, "w.h5") + ":/w"));
`,
    ),
  );
});
