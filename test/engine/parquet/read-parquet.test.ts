import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { aggregate, count, mean, median, quantiles, readParquet, type ScanReport, std, sum } from "../../../index.js";
import { python } from "../../support/python.js";

const folder = mkdtempSync(join(tmpdir(), "parquet "));
after(() => rmSync(folder, { recursive: true }));

/** pyarrow's file: 20,011 rows in groups of 3,000, with every kind of column. */
const WRITE = `import sys, json, pyarrow as pa, pyarrow.parquet as pq, datetime as dt, decimal
n = int(sys.argv[3]); base = int(sys.argv[4])
r = range(base, base + n)
t = pa.table({
  "i": pa.array([i for i in r], pa.int64()),
  "x": pa.array([None if i % 7 == 3 else i / 8 for i in r], pa.float64()),
  "f": pa.array([float("nan") if i % 5 == 0 else i for i in r], pa.float32()),
  "small": pa.array([i % 100 for i in r], pa.int8()),
  "u": pa.array([i * 3 for i in r], pa.uint64()),
  "flag": pa.array([i % 2 == 0 for i in r]),
  "town": pa.array([None if i % 11 == 0 else "town %d" % (i % 30) for i in r]),
  "dict": pa.array(["abc"[i % 3] for i in r]).dictionary_encode(),
  "when": pa.array([i * 1000 for i in r], pa.timestamp("ms")),
  "day": pa.array([dt.date(2000, 1, 1) + dt.timedelta(days=i % 1000) for i in r]),
  "zoned": pa.array([i for i in r], pa.timestamp("us", tz="UTC")),
  "money": pa.array([decimal.Decimal(i) / 100 for i in r], pa.decimal128(12, 2)),
  "list": pa.array([[i, i + 1] for i in r]),
})
pq.write_table(t, sys.argv[1], row_group_size=int(sys.argv[2]))
print(json.dumps({"sum": sum(i / 8 for i in r if i % 7 != 3), "rows": t.num_rows}))`;

const write = (name: string, group: number, n: number, base = 0): string => {
  const path = join(folder, name);
  python(WRITE, path, String(group), String(n), String(base));
  return path;
};
const one = write("one.parquet", 3000, 20_011);
const parts = [
  write("part 2.parquet", 1000, 2500, 0),
  write("part 10.parquet", 700, 1501, 2500),
  write("part 11.parquet", 9000, 3, 4001),
];

test("rows, types and positions are those pyarrow wrote", async () => {
  const table = await readParquet(one);
  assert.equal(table.nrows, 20_011);
  assert.deepEqual(Object.fromEntries(table.schema.map(({ name, type }) => [name, type])), {
    i: "int64",
    x: "float64",
    f: "float32",
    small: "int8",
    u: "uint64",
    flag: "bool",
    town: "string",
    dict: "string",
    when: "timestamp[us]",
    day: "timestamp[s]",
    zoned: "timestamp[us]",
    money: "float64",
    list: "string",
  });
  assert.deepEqual(await table.at(17), {
    i: 17n,
    x: null,
    f: 17,
    small: 17,
    u: 51n,
    flag: false,
    town: "town 17",
    dict: "c",
    when: 17_000_000n,
    day: 946_684_800n + 17n * 86_400n,
    zoned: 17n,
    money: 0.17,
    list: "[17, 18]",
  });
  const rows = await table.slice(2990, 6050, 61).read();
  assert.deepEqual(
    rows.toRows().map(({ i, town }) => [i, town]),
    Array.from({ length: rows.length }, (_, k) => {
      const i = 2990 + 61 * k;
      return [BigInt(i), i % 11 === 0 ? null : `town ${i % 30}`];
    }),
  );
  assert.deepEqual(await table.read({ start: -2, field: "small" }), Int8Array.of(9, 10));
});

test("aggregates do not depend on chunks and workers, and read only what they need", async () => {
  const table = await readParquet(one);
  const asked = {
    m: mean("x"),
    s: std("x"),
    n: count("town"),
    q: quantiles("i", { q: [0.25, 0.9] }),
    u: sum("u"),
    d: median("money"),
  };
  const results = [];
  for (const options of [{}, { workers: 0 }, { workers: 2, chunk: 1000 }, { workers: 1, chunk: 7001 }])
    results.push(await aggregate(table, asked, options));
  for (const each of results) assert.deepEqual(each, results[0]);
  const judged = python<{ m: number; s: number; n: number; q: number[]; u: number; d: number }>(
    `import sys, json, pyarrow.parquet as pq, numpy as np, math
t = pq.read_table(sys.argv[1]).to_pandas(); x = t.x.dropna()
print(json.dumps({"m": math.fsum(x) / len(x), "s": float(np.std(x)), "n": int(t.town.count()), "q": [float(v) for v in np.quantile(t.i, [0.25, 0.9])], "u": int(t.u.sum()), "d": float(np.median(t.money.astype(float)))}))`,
    one,
  );
  const { s, u, ...exact } = results[0]!;
  assert.deepEqual({ ...exact, u: Number(u) }, { m: judged.m, n: judged.n, q: judged.q, d: judged.d, u: judged.u });
  assert.ok(Math.abs(s - judged.s) < 1e-9 * judged.s);
  let report: ScanReport | undefined;
  await aggregate(table, { m: mean("x") }, { onReport: (r) => (report = r) });
  assert.equal(report?.counters.decodes, 7, "one column of seven row groups");
  assert.equal(report?.counters.reads, 7);
  const chunks = python<number>(
    `import sys, pyarrow.parquet as pq
m = pq.read_metadata(sys.argv[1])
print(sum(m.row_group(g).column(1).total_compressed_size for g in range(m.num_row_groups)))`,
    one,
  );
  assert.equal(report?.counters.bytes, chunks, "the bytes of one column's chunks");
});

test("columns that our own reader does not know are DuckDB's, and the table says so", async () => {
  const table = await readParquet(one);
  assert.deepEqual(table.reader, {
    path: "parquet",
    chosen: "own and duckdb",
    reason: "column 'money' is FIXED_LEN_BYTE_ARRAY decimal, and 1 more",
  });
  const duckdb = await readParquet(one, { reader: "duckdb" });
  assert.deepEqual(duckdb.schema, table.schema);
  assert.deepEqual((await table.slice(2990, 3100).read()).toRows(), (await duckdb.slice(2990, 3100).read()).toRows());
  await assert.rejects(readParquet(one, { reader: "own" }), {
    code: "Unavailable",
    message: /one\.parquet': column 'money' is FIXED_LEN_BYTE_ARRAY decimal; leave out reader: "own"/,
  });
  await assert.rejects(readParquet(one, { reader: "polars" as "own" }), { code: "InvalidArgument", message: /reader/ });
});

test("several files are one table in natural order of their names", async () => {
  const table = await readParquet(join(folder, "part *.parquet"));
  assert.equal(table.nrows, 4004);
  const all = await table.col("i").toArray();
  assert.deepEqual(
    all,
    BigInt64Array.from({ length: 4004 }, (_, i) => BigInt(i)),
  );
  for (const chunk of [50, 999, 5000])
    assert.equal(await table.col("i").sum({ chunk, workers: 2 }), (4003n * 4004n) / 2n);
  assert.deepEqual((await readParquet([...parts].reverse())).nrows, 4004);
});

test("conditions leave row groups out, and change nothing else", async () => {
  const table = await readParquet(one);
  const cases = [
    ["i >= 15000", 2],
    ["(i < 100) & (town == 'town 3')", 1],
    ["14000 <= i && i < 14010", 1],
    ["when > '1970-01-01T05:00:00'", 1],
    ["x > 1e9", 0],
    ["f > 19000", 1],
    ["(i < 100) | (i > 20000)", 7],
    ["small > 200", 0],
    ["u == 30003", 1],
    ["i > -5", 7],
    ["isnan(f) & (i < 10)", 1],
  ] as const;
  const plain = table.slice();
  for (const [condition, groups] of cases) {
    const found = table.where(condition);
    let report: ScanReport | undefined;
    const pruned = await aggregate(found, { n: sum("i"), s: std("x") }, { onReport: (r) => (report = r) });
    const whole = await aggregate(plain.where(condition), { n: sum("i"), s: std("x") });
    assert.deepEqual(pruned, whole, condition);
    const columns = new Set(["i", "x", ...(condition.match(/\b(i|x|f|small|u|town|when)\b/g) ?? [])]).size;
    assert.equal(report?.counters.reads, groups * columns, condition);
    assert.deepEqual(await found.read({ field: "i" }), await plain.where(condition).read({ field: "i" }), condition);
  }
});

test("expected columns are held against the files", async () => {
  const table = await readParquet(one, { schema: { town: "string", small: "int8" } });
  const towns: (string | null)[] = await table.read({ field: "town", stop: 2 });
  assert.deepEqual(towns, [null, "town 1"]);
  await assert.rejects(readParquet(one, { schema: { town: "float64" } }), {
    code: "InvalidArgument",
    message: /column 'town' of '.*' is string, not float64/,
  });
  await assert.rejects(readParquet(one, { schema: { twn: "string" } }), {
    message: /has no column 'twn'; did you mean 'town'\?/,
  });
});

test("missing, foreign, broken and changed files are errors that name them", async () => {
  await assert.rejects(readParquet(join(folder, "no*.parquet")), { code: "FileMissing", message: /no file matches/ });
  await assert.rejects(readParquet(join(folder, "none.parquet")), {
    code: "FileMissing",
    message: /cannot open '.*none\.parquet'/,
  });
  const bad = join(folder, "bad.parquet");
  const good = readFileSync(one);
  for (const bytes of [Buffer.from("no parquet"), good.subarray(0, good.length - 9), Buffer.alloc(0)]) {
    writeFileSync(bad, bytes);
    await assert.rejects(readParquet(bad), { code: "CorruptData" });
  }
  const flipped = Buffer.from(good);
  flipped.fill(0xff, 4, 3000);
  writeFileSync(bad, flipped);
  const table = await readParquet(bad);
  await assert.rejects(table.col("i").mean(), { code: /CorruptData|Sql/ });
  const changing = write("changing.parquet", 100, 300);
  const open = await readParquet(changing);
  appendFileSync(changing, "x");
  await assert.rejects(open.col("i").sum(), { code: "SourceChanged" });
  await assert.rejects(open.read(), { code: "SourceChanged" });
});

test("a file name may look like a pattern", async () => {
  const odd = write("odd [1]*'?.parquet", 10, 25);
  assert.equal(await (await readParquet(odd)).col("i").sum(), 300n);
});

test("an abort ends a scan", async () => {
  const table = await readParquet(one);
  await assert.rejects(table.col("i").sum({ signal: AbortSignal.abort(new Error("enough")) }), { message: "enough" });
});
