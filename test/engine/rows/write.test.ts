import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { rowsSource } from "../../../engine/sources/rows.js";
import { column, Rows, range, readParquet, Table, toArrowFile, toParquet } from "../../../index.js";
import { python } from "../../support/python.js";
import { mixedRows } from "../../support/rows.js";

const folder = mkdtempSync(join(tmpdir(), "write rows "));
after(() => rmSync(folder, { recursive: true }));

const N = 150_001;
const rows = new Rows(mixedRows(N));
const table = new Table({ source: rowsSource(rows) });

/** What pyarrow makes of a file: types, sums, some rows. */
const LOOK = `import sys, json, pyarrow as pa, pyarrow.parquet as pq, pyarrow.compute as pc
t = pq.read_table(sys.argv[1]) if sys.argv[1].endswith("parquet") else pa.ipc.open_file(sys.argv[1]).read_all()
t.validate(full=True)
one = t.slice(int(sys.argv[2]), 1).to_pylist()[0]
print(json.dumps({"types": [str(f.type) for f in t.schema], "rows": t.num_rows, "nulls": t["text"].null_count, "x": pc.sum(t["x"]).as_py(), "one": [str(v) for v in one.values()]}))`;

test("pyarrow reads the Parquet and Arrow files of tables, rows and conditions as they were", async () => {
  const expected = rows.toRows();
  const kept = expected.filter(({ x }) => (x as number) > 100);
  const types = ["double", "int64", "bool", "string", "", "int16", "string", ""];
  for (const name of ["t.parquet", "t.arrow", "r.parquet", "r.arrow", "w.parquet", "w.arrow"]) {
    const path = join(folder, name);
    const source = name[0] === "t" ? table : name[0] === "r" ? rows : table.where("x > 100");
    if (name.endsWith("parquet")) await source.toParquet(path);
    else await source.toArrowFile(path);
    const judged = name[0] === "w" ? kept : expected;
    const at = 140_000;
    const found = python<{ types: string[]; rows: number; nulls: number; x: number; one: string[] }>(
      LOOK,
      path,
      String(at),
    );
    assert.equal(found.rows, judged.length, name);
    assert.equal(found.nulls, judged.filter(({ text }) => text === null).length, name);
    assert.equal(
      found.x,
      judged.reduce((s, { x }) => s + (x as number), 0),
      name,
    );
    assert.deepEqual(
      found.types.map((type, i) => (types[i] === "" ? "" : type)),
      types,
      name,
    );
    const one = judged[at]!;
    assert.deepEqual(
      found.one.slice(0, 4),
      [one["x"], one["wide"], one["flag"] ? "True" : "False", one["text"]].map((v) =>
        typeof v === "number" && Number.isInteger(v) ? `${v}.0` : v === null ? "None" : String(v),
      ),
      name,
    );
    assert.match(
      found.one[4]!,
      new RegExp(`^${new Date(Number(one["when"])).toISOString().slice(0, 10)} 00:00:00.001`),
      name,
    );
    assert.equal(found.one[7], `[${[...(one["vector"] as Float32Array)].map((v) => v.toFixed(1)).join(", ")}]`, name);
  }
});

test("what was written is read again", async () => {
  const path = join(folder, "again.parquet");
  await toParquet(rows.select(["x", "wide", "text", "flag", "code", "small"]), path, {
    rowGroup: 10_000,
    compression: "snappy",
  });
  const again = await readParquet(path);
  assert.deepEqual(
    (await again.slice(99_990, 100_010).read()).toRows(),
    rows.select(["x", "wide", "text", "flag", "code", "small"]).slice(99_990, 100_010).toRows(),
  );
  await toParquet(range(1_000_000), path);
  assert.equal(await (await readParquet(path)).col("value").sum(), 499_999_500_000);
  await toArrowFile(column(["a", null, "b"]), join(folder, "text.arrow"));
});

test("a failed or aborted write leaves the earlier file and nothing else", async () => {
  const inside = mkdtempSync(join(folder, "safe "));
  for (const [name, write] of [
    ["x.parquet", toParquet],
    ["x.arrow", toArrowFile],
  ] as const) {
    const path = join(inside, name);
    writeFileSync(path, "earlier");
    await assert.rejects(write(rows, path, { signal: AbortSignal.abort(new Error("enough")) }), { message: "enough" });
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error("in the middle")), 100);
    await assert.rejects(write(range(2 ** 45), path, { signal: stop.signal }), { message: "in the middle" });
    assert.equal(readFileSync(path, "utf8"), "earlier");
    await assert.rejects(write(rows, join(inside, "none", name)), { code: "FileMissing" });
    await assert.rejects(write(rows, path, { compresion: "zstd" } as never), { code: "InvalidArgument" });
  }
  await assert.rejects(toParquet(rows, join(inside, "y.parquet"), { compression: "lzo" as never }), {
    message: /'compression' must be/,
  });
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.deepEqual(readdirSync(inside).sort(), ["x.arrow", "x.parquet"]);
});
