import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { gzipSync } from "node:zlib";
import { aggregate, max, mean, readJson, sum } from "../../../index.js";

const folder = mkdtempSync(join(tmpdir(), "json "));
after(() => rmSync(folder, { recursive: true }));

const N = 70_000;
const record = (i: number): object => ({
  i,
  x: i / 4,
  town: i % 9 === 0 ? null : `town ${i % 7}`,
  when: new Date(i * 1000).toISOString(),
  ...(i % 2 === 0 ? { even: true } : {}),
  nested: { a: [i] },
});
const lines = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, i) => JSON.stringify(record(from + i))).join("\n");
writeFileSync(join(folder, "log 0.json"), lines(0, N));
writeFileSync(join(folder, "log 2.json"), `[${lines(N, N + 10).replaceAll("\n", ",\n")}]`);
writeFileSync(join(folder, "log 10.json.gz"), gzipSync(lines(N + 10, N + 15)));

test("lines, arrays and compressed files are one table, files in natural order", async () => {
  const table = await readJson(join(folder, "log *.json*"));
  assert.deepEqual(
    table.schema.map(({ name, type }) => `${name}: ${type}`),
    ["i: int64", "x: float64", "town: string", "when: timestamp[us]", "even: bool", "nested: string"],
  );
  assert.equal(await table.count(), N + 15);
  assert.deepEqual(
    await table.read({ field: "i" }),
    BigInt64Array.from({ length: N + 15 }, (_, i) => BigInt(i)),
  );
  assert.deepEqual((await table.head(2)).toRows()[1], {
    i: 1n,
    x: 0.25,
    town: "town 1",
    when: 1_000_000n,
    even: null,
    nested: "{'a': [1]}",
  });
  assert.deepEqual(
    (await table.where("(i > 69998) & (i < 70012)").select(["i"]).toRows()).map(({ i }) => Number(i)),
    [69_999, 70_000, 70_001, 70_002, 70_003, 70_004, 70_005, 70_006, 70_007, 70_008, 70_009, 70_010, 70_011],
  );
});

test("aggregates do not depend on workers", async () => {
  const table = await readJson(join(folder, "log *.json*"));
  const asked = { m: mean("x"), s: sum("i"), t: max("i") };
  const last = N + 14;
  for (const workers of [0, 1, 2])
    assert.deepEqual(await aggregate(table, asked, { workers }), {
      m: last / 8,
      s: (BigInt(last) * BigInt(last + 1)) / 2n,
      t: BigInt(last),
    });
  const by = await aggregate(table, { n: sum("i") }, { by: "town", where: "i < 10" });
  assert.deepEqual(by.toRows()[0], { town: "town 0", n: 7n });
});

test("wrong files and options are refused in words", async () => {
  await assert.rejects(readJson(join(folder, "none*.json")), { code: "FileMissing" });
  const bad = join(folder, "bad.json");
  writeFileSync(bad, '{"a": 1}\n{"a": oops}\n');
  await assert.rejects(readJson(bad), { message: /Malformed JSON/ });
  const late = join(folder, "late.json");
  writeFileSync(late, `${'{"a": 1}\n'.repeat(30_000)}{"a": "text"}\n`);
  const table = await readJson(late);
  await assert.rejects(table.col("a").sum(), {
    message: /late\.json[\s\S]*line 30001|Could not convert|Failed to cast|transform/i,
  });
  assert.equal(await (await readJson(late, { sample: -1 })).count(), 30_001);
  await assert.rejects(readJson(late, { format: "lines" as never }), {
    code: "InvalidArgument",
    message: /'format' must be/,
  });
  await assert.rejects(readJson(late, { sample: 0 }), { code: "InvalidArgument" });
  appendFileSync(late, '{"a": 2}\n');
  await assert.rejects(table.count(), { code: "SourceChanged" });
});
