import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { readParquet, type ScanReport } from "../../../index.js";
import { python } from "../../support/python.js";

const folder = mkdtempSync(join(tmpdir(), "parquet readers "));
after(() => rmSync(folder, { recursive: true }));

test("long chunks are read page by page, and only those that are needed", async () => {
  const path = join(folder, "long.parquet");
  const { size, rows } = python<{ size: number; rows: number }>(
    `import sys, json, numpy as np, pyarrow as pa, pyarrow.parquet as pq
x = np.random.default_rng(1).random(500_000)
pq.write_table(pa.table({"x": x, "y": -x}), sys.argv[1], use_dictionary=False, data_page_size=1 << 16)
m = pq.read_metadata(sys.argv[1]).row_group(0)
print(json.dumps({"size": m.column(0).total_compressed_size, "rows": m.num_rows}))`,
    path,
  );
  const table = await readParquet(path);
  let report: ScanReport | undefined;
  const m = await table.col("x").mean({ workers: 0, onReport: (r) => (report = r) });
  const { bytes, reads, decodes } = report!.counters;
  assert.equal(decodes, reads - 1, "one read for a page, which brings the next header");
  assert.ok(bytes >= size && bytes < size * 1.02, `${bytes} bytes of ${size}`);
  for (const options of [{ workers: 2 }, { workers: 0, chunk: 777 }, { workers: 1, chunk: 100_003 }])
    assert.equal(await table.col("x").mean(options), m);
  const few = table.slice(rows - 10, rows).col("x");
  assert.equal((await few.toArray()).length, 10);
  await few.sum({ workers: 0, onReport: (r) => (report = r) });
  assert.equal(report!.counters.decodes, 1);
  assert.ok(report!.counters.bytes < size / 10, `${report!.counters.bytes} of ${size}`);
});

test("each file of a folder has its own readers", async () => {
  const mixed = mkdtempSync(join(folder, "mixed "));
  python(
    `import sys, pyarrow as pa, pyarrow.parquet as pq, decimal
for i, (type, options) in enumerate([("i8", {}), ("i8", {"compression": "brotli"}), ("i4", {}), ("i8", {"use_dictionary": False, "column_encoding": {"v": "DELTA_BINARY_PACKED"}})]):
  v = pa.array(range(i * 100, i * 100 + 100), {"i8": pa.int64(), "i4": pa.int32()}[type])
  pq.write_table(pa.table({"v": v, "t": [f"t{k % 7}" for k in range(100)]}), f"{sys.argv[1]}/{i}.parquet", row_group_size=30, **({"column_encoding": {"v": "PLAIN", "t": "PLAIN"}, "use_dictionary": False} | options))
print("null")`,
    mixed,
  );
  const table = await readParquet(join(mixed, "*.parquet"));
  assert.equal(table.reader.chosen, "own and duckdb");
  assert.match(table.reader.reason!, /^column 'v' is compressed with BROTLI in '.*1\.parquet', and 3 more$/);
  assert.deepEqual(
    await table.col("v").toArray(),
    BigInt64Array.from({ length: 400 }, (_, i) => BigInt(i)),
  );
  assert.equal(await table.where("t == 't3'").count(), 56);
  const other = join(mixed, "4.parquet");
  python(
    `import sys, pyarrow as pa, pyarrow.parquet as pq
pq.write_table(pa.table({"w": [1]}), sys.argv[1]); print("null")`,
    other,
  );
  await assert.rejects(readParquet(join(mixed, "*.parquet")), {
    code: "InvalidArgument",
    message: /4\.parquet' has no column 'v', which '.*0\.parquet' has/,
  });
});

test("names in paths and names that differ in case only are as DuckDB has them", async () => {
  const year = join(mkdtempSync(join(folder, "parts ")), "year=2020");
  python(
    `import sys, os, pyarrow as pa, pyarrow.parquet as pq
os.mkdir(sys.argv[1])
pq.write_table(pa.table({"v": [1.5, 2.5]}), sys.argv[1] + "/a.parquet")
pq.write_table(pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["a", "A"]), sys.argv[2]); print("null")`,
    year,
    join(folder, "case.parquet"),
  );
  const table = await readParquet(join(year, "a.parquet"));
  assert.equal(table.reader.reason, "column 'year' is in the file's path");
  assert.deepEqual((await table.read()).toRows(), [
    { v: 1.5, year: 2020n },
    { v: 2.5, year: 2020n },
  ]);
  const alike = await readParquet(join(folder, "case.parquet"));
  assert.equal(alike.reader.chosen, "duckdb");
  assert.deepEqual((await alike.read()).toRows(), [{ a: 1n, A_1: 2n }]);
});

test("files without rows, of very many columns, and with odd names", async () => {
  const [empty, wide] = [join(folder, "empty.parquet"), join(folder, "wide.parquet")];
  python(
    `import sys, pyarrow as pa, pyarrow.parquet as pq
pq.write_table(pa.table({"x": pa.array([], pa.float64()), "größe \\"1\\"": pa.array([], pa.string())}), sys.argv[1])
pq.write_table(pa.table({f"column {i}": [i] * 5 for i in range(1500)}), sys.argv[2], row_group_size=2); print("null")`,
    empty,
    wide,
  );
  for (const reader of ["own", "duckdb"] as const) {
    const none = await readParquet(empty, { reader });
    assert.equal(none.nrows, 0);
    assert.deepEqual(
      none.schema.map(({ name, type }) => [name, type]),
      [
        ["x", "float64"],
        ['größe "1"', "string"],
      ],
    );
    assert.equal((await none.read()).length, 0);
    assert.equal(await none.col("x").sum(), 0);
  }
  const table = await readParquet(wide, { reader: "own" });
  assert.equal(await table.col("column 1499").sum({ workers: 0 }), 5n * 1499n);
  assert.deepEqual((await table.select(["column 7", "column 900"]).at(4)) as object, {
    "column 7": 7n,
    "column 900": 900n,
  });
});
