import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, test } from "node:test";
import { column } from "../../../engine/column.js";
import { toCsv } from "../../../engine/csv/write.js";
import { burr } from "../../../engine/distributions/burr.js";
import { norm } from "../../../engine/distributions/norm.js";
import { range } from "../../../engine/ranges.js";
import { memmap } from "../../../engine/sources/memmap.js";
import { python, run } from "../../support/run.js";

const base = mkdtempSync(join(tmpdir(), "to csv "));
after(() => rmSync(base, { recursive: true, force: true }));
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(base, "t"));
});

test("every number reads back in Python as the number it was, for any number of threads", async () => {
  const size = 50_001;
  const hard = Float64Array.from({ length: size }, (_, i) => (i % 2 ? -1 : 1) * (i + 0.1) * 10 ** ((i % 617) - 308));
  hard.set([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 5e-324, 1.7976931348623157e308, 1e21]);
  const columns = {
    hard: column(hard),
    random: burr.rvs(10.8, 4.2, { size, seed: 4 }),
    whole: range(-5, size - 5),
    "small, odd": column(Int8Array.from({ length: size }, (_, i) => i % 200)),
    long: column(BigInt64Array.from({ length: size }, (_, i) => (-1n) ** BigInt(i) * (2n ** 63n - 1n - BigInt(i)))),
    flag: column(Array.from({ length: size }, (_, i) => i % 3 === 0)),
    single: column(Float32Array.from({ length: size }, (_, i) => i / 3)),
  };
  const texts: Buffer[] = [];
  for (const workers of [1, 2, 3]) {
    await toCsv(columns, join(folder, `${workers}.csv`), { workers });
    texts.push(readFileSync(join(folder, `${workers}.csv`)));
  }
  assert.ok(texts[0].equals(texts[1]) && texts[0].equals(texts[2]));
  const script = `
import csv, sys, numpy as np
rows = list(csv.reader(open(sys.argv[1])))
print(rows[0], len(rows) - 1, rows[1][0] == "", rows[4][0])
fields = list(zip(*rows[1:]))
for name, field in zip(("hard", "random", "whole", "single"), (fields[0], fields[1], fields[2], fields[6])):
    np.array([float(v or "nan") for v in field]).tofile(sys.argv[2] + name)
i = np.arange(len(fields[4]))
print([int(v) for v in fields[4]] == [(-1) ** int(k) * (2**63 - 1 - int(k)) for k in i])
print([int(v) for v in fields[3]] == (i % 200).astype("i1").tolist(), fields[5][:4], all("." in v for v in fields[2]))`;
  const judged = run(python, ["-c", script, join(folder, "2.csv"), join(folder, "back-")]);
  assert.equal(judged.status, 0, judged.stderr);
  assert.equal(
    judged.stdout.trim(),
    [
      `['hard', 'random', 'whole', 'small, odd', 'long', 'flag', 'single'] ${size} True -0.0`,
      "True",
      "True ('True', 'False', 'False', 'True') True",
    ].join("\n"),
  );
  for (const name of ["hard", "random", "whole", "single"] as const) {
    const back = readFileSync(join(folder, `back-${name}`));
    const expected = Float64Array.from(await columns[name].toArray());
    assert.deepEqual(
      new Float64Array(back.buffer.slice(back.byteOffset, back.byteOffset + back.length)),
      expected,
      name,
    );
  }
});

test("slices, no rows and no header", async () => {
  await toCsv({ x: range(100).slice(10, 40, 10) }, join(folder, "a.csv"), { header: false });
  assert.equal(readFileSync(join(folder, "a.csv"), "utf8"), "10.0\n20.0\n30.0\n");
  await toCsv({ x: range(0), y: column([]) }, join(folder, "b.csv"));
  assert.equal(readFileSync(join(folder, "b.csv"), "utf8"), "x,y\n");
});

test("what cannot be written is told by name, and an earlier file stays", async () => {
  const path = join(folder, "a.csv");
  writeFileSync(path, "before");
  const code = "InvalidArgument";
  await assert.rejects(toCsv({}, path), { code, message: /at least one column/ });
  await assert.rejects(toCsv({ a: range(3), b: range(4) }, path), {
    code,
    message: "columns must be of equal length: 'a' has 3 elements, 'b' has 4",
  });
  await assert.rejects(toCsv({ a: range(3) }, path, { workers: 1.5 }), { code, message: /workers 1.5/ });
  await assert.rejects(toCsv({ a: range(3) }, join(folder, "no", "a.csv")), { code: "FileMissing" });
  const control = new AbortController();
  setTimeout(() => control.abort(), 150);
  const endless = toCsv({ a: norm.rvs({ size: 1e9, seed: 1 }) }, path, { signal: control.signal });
  await assert.rejects(endless, { name: "AbortError" });
  writeFileSync(join(folder, "x.bin"), Buffer.alloc(8_000_000));
  const map = await memmap(join(folder, "x.bin"), { dtype: "float64" });
  truncateSync(join(folder, "x.bin"), 4_000_000);
  await assert.rejects(toCsv({ a: map }, path), (error: Error) => "code" in error && /x\.bin/.test(error.message));
  map.close();
  assert.equal(readFileSync(path, "utf8"), "before");
  assert.deepEqual(readdirSync(folder).sort(), ["a.csv", "x.bin"]);
});
