import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { tableFromIPC, tableToIPC } from "apache-arrow";
import { JUPYTER_DISPLAY, type MimeBundle } from "../../../contract/index.js";
import { aggregate, max, mean, Rows, sum } from "../../../index.js";
import { python } from "../../support/python.js";
import { mixedRows } from "../../support/rows.js";

const folder = mkdtempSync(join(tmpdir(), "rows "));
after(() => rmSync(folder, { recursive: true }));

const shown = (value: unknown): MimeBundle => (value as { [JUPYTER_DISPLAY](): MimeBundle })[JUPYTER_DISPLAY]();

test("rows give objects, columns and slices", () => {
  const rows = new Rows(mixedRows(100));
  assert.equal(rows.length, 100);
  assert.deepEqual(rows.at(4), {
    x: 1,
    wide: 4_000_000_028n,
    flag: false,
    text: "row 4",
    when: 345_600_001n,
    small: -1,
    code: "fr",
    vector: Float32Array.of(6, 6.5, 7),
  });
  assert.equal(rows.at(-2)["text"], "row 98");
  assert.equal(rows.at(5)["text"], null);
  assert.deepEqual([...rows.slice(1, 4)], rows.toRows().slice(1, 4));
  assert.deepEqual(
    rows.slice(90, 3, -13).toRows(),
    [90, 77, 64, 51, 38, 25, 12].map((i) => rows.at(i)),
  );
  assert.deepEqual(
    rows.slice(3, 50).slice(5, 20).slice(undefined, undefined, 4).toRows(),
    [8, 12, 16, 20].map((i) => rows.at(i)),
  );
  assert.deepEqual(rows.select(["code", "x"]).at(2), { code: "ünï", x: 0.5 });
  assert.equal(rows.col("text").at(11), "row 11 with ünïcode ☃ and more than twelve bytes");
  assert.throws(() => rows.col("txt"), { code: "InvalidArgument", message: /no column 'txt'; did you mean 'text'\?/ });
  assert.throws(() => rows.at(100), {
    code: "OutOfBounds",
    message: "index 100 is out of bounds for axis 0 with size 100",
  });
});

test("slices without a step share memory", () => {
  const rows = new Rows(mixedRows(64));
  const cut = rows.slice(8, 40);
  for (const [i, column] of cut.columns.entries()) assert.equal(column.values.buffer, rows.columns[i]!.values.buffer);
});

test("rows are scanned like any source", async () => {
  const rows = new Rows(mixedRows(5000));
  const found = await aggregate(rows, { m: mean("x"), w: max("wide"), s: sum("small") });
  assert.deepEqual(found, { m: 4999 / 8, w: 4999n * 1_000_000_007n, s: 4999 * 2500 - 25_000 });
  const by = await aggregate(rows.slice(0, 10), { m: sum("x") }, { by: "code" });
  assert.deepEqual(by.toRows(), [
    { code: "de", m: 4.5 },
    { code: "fr", m: 3 },
    { code: "ünï", m: 3.75 },
  ]);
  const texts = await aggregate(rows, { n: sum("x") }, { where: "(text == 'row 7') | (code == 'fr') & (x < 1)" });
  assert.equal(texts.n, 7 / 4 + 1 / 4);
});

test("toArrow shares the values, and pyarrow reads the same", async () => {
  const rows = new Rows(mixedRows(41)).slice(3);
  const table = await rows.toArrow();
  assert.equal(table.numRows, 38);
  for (const name of ["x", "wide", "text", "when", "small", "code"]) {
    const data = table.getChild(name)!.data[0] as { values: Uint8Array };
    const own = rows.columns.find((column) => column.name === name)!;
    assert.equal(data.values.buffer, own.values.buffer, name);
  }
  const file = join(folder, "rows.arrow");
  writeFileSync(file, tableToIPC(table as never, "file"));
  const read = python<{ types: string[]; rows: unknown[][] }>(
    `import sys, json, pyarrow as pa
t = pa.ipc.open_file(sys.argv[1]).read_all(); t.validate(full=True)
print(json.dumps({"types": [str(f.type) for f in t.schema], "rows": [[str(v) if hasattr(v, "isoformat") else v for v in r.values()] for r in t.to_pylist()]}))`,
    file,
  );
  assert.deepEqual(read.types, [
    "double",
    "int64",
    "bool",
    "string",
    "timestamp[ms]",
    "int16",
    "dictionary<values=string, indices=int32, ordered=0>",
    "fixed_size_list<item: float not null>[3]",
  ]);
  const own = rows.toRows().map(({ when, wide, vector, ...row }) => ({
    ...row,
    wide: wide === null ? null : Number(wide),
    vector: [...(vector as Float32Array)],
    day: Number(when),
  }));
  read.rows.forEach(([x, wide, flag, text, when, small, code, vector], i) => {
    assert.deepEqual(
      { x, flag, text, small, code, wide, vector, day: Date.parse(`${String(when).replace(" ", "T")}Z`) },
      own[i],
    );
  });
  assert.equal(tableFromIPC(tableToIPC(table as never)).numRows, 38);
});

test("toDataFrame gives danfo.js its columns", async () => {
  const rows = new Rows(mixedRows(6));
  const frame = await rows.select(["x", "wide", "text", "when"]).toDataFrame();
  assert.deepEqual(frame.shape, [6, 4]);
  assert.deepEqual((frame.values as unknown[][])[5], [1.25, 5_000_000_035, null, "1970-01-06T00:00:00.001"]);
  assert.ok(Number.isNaN((frame.values as unknown[][])[3]![1]));
  assert.deepEqual((await rows.slice(0, 0).toDataFrame()).columns, [...rows.colnames]);
  const large = new Rows({
    length: 1,
    columns: [{ name: "n", type: "int64", shape: [], values: BigInt64Array.of(2n ** 60n) }],
  });
  await assert.rejects(large.toDataFrame(), {
    code: "InvalidArgument",
    message: /column 'n' holds 1152921504606846976/,
  });
});

test("rows show names, types, both ends and the number of rows, and escape what they hold", () => {
  const rows = new Rows(mixedRows(1000));
  const { "text/html": html, "text/plain": text } = shown(rows) as { [mime: string]: string };
  assert.match(text!, /vector\n +float64 +int64 +bool +string +timestamp\[ms\] +int16 +string +float32\[3\]\n/);
  assert.match(text!, /\n *… .*\n *995 /);
  assert.match(text!, /\n\n1,000 rows × 8 columns$/);
  assert.match(html!, /<th style="text-align: right">x<br><small>float64<\/small><\/th>/);
  assert.equal(text!.split("\n").length, 2 + 5 + 1 + 5 + 2);
  const hostile = new Rows({
    length: 1,
    columns: [
      { name: "<img src=x>", type: "string", shape: [], values: Int32Array.of(0), dictionary: ["</td><script>"] },
    ],
  });
  const unsafe = shown(hostile)["text/html"] as string;
  assert.ok(!/<script|<img/.test(unsafe), unsafe);
  assert.match(new Rows(mixedRows(0)).toString(), /0 rows × 8 columns$/);
});

test("rows refuse two columns of one name", () => {
  const [column] = mixedRows(2).columns;
  assert.throws(() => new Rows({ length: 2, columns: [column!, column!] }), {
    code: "InvalidArgument",
    message: "two columns are called 'x'; give one of them another name",
  });
});
