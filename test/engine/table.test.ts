import assert from "node:assert/strict";
import { test } from "node:test";
import { JUPYTER_DISPLAY, type MimeBundle } from "../../contract/index.js";
import { rowsSource } from "../../engine/sources/rows.js";
import { aggregate, count, mean, Rows, sum, Table } from "../../index.js";
import { mixedRows } from "../support/rows.js";

const rows = new Rows<{
  x: "float64";
  wide: "int64";
  flag: "bool";
  text: "string";
  when: "timestamp[ms]";
  small: "int16";
  code: "string";
  vector: "float32";
}>(mixedRows(100_003));
const table = new Table<typeof rows extends Rows<infer S> ? S : never>({ source: rowsSource(rows), label: "mixed" });

test("a table reads what its rows are", async () => {
  assert.equal(table.nrows, 100_003);
  assert.deepEqual(table.colnames, ["x", "wide", "flag", "text", "when", "small", "code", "vector"]);
  assert.deepEqual(await table.slice(77_000, 77_003).toRows(), rows.slice(77_000, 77_003).toRows());
  assert.deepEqual(await table.at(-1), rows.at(-1));
  assert.deepEqual((await table.read({ start: -5 })).toRows(), rows.tail().toRows());
  assert.deepEqual((await table.read({ step: 2880 })).toRows(), rows.slice(undefined, undefined, 2880).toRows());
  assert.deepEqual((await table.read({ start: 90, stop: 3, step: -13 })).toRows(), rows.slice(90, 3, -13).toRows());
  assert.deepEqual(await table.read({ start: 2, stop: 5, field: "text" }), ["row 2", "row 3", "row 4"]);
  assert.deepEqual(await table.read({ start: 2, stop: 5, field: "x" }), Float64Array.of(0.5, 0.75, 1));
  assert.deepEqual(await table.select(["code", "x"]).slice(1, 2).toRows(), [{ code: "fr", x: 0.25 }]);
  assert.deepEqual((await table.head(2)).toRows(), rows.head(2).toRows());
  assert.deepEqual((await table.tail(3)).toRows(), rows.tail(3).toRows());
});

test("columns of a table are columns", async () => {
  assert.equal(await table.col("x").mean(), 100_002 / 8);
  assert.equal(await table.slice(0, 9).col("wide").sum(), 36n * 1_000_000_007n - 3n * 1_000_000_007n);
  assert.deepEqual(await table.slice(3, 7).col("small").toArray(), Int16Array.of(-2, -1, 0, 1));
});

test("conditions are lazy and add up", async () => {
  const warm = table.where("(x > 10) & (code == 'fr')").where("x < 100");
  const judged = rows.toRows().filter(({ x, code }) => x > 10 && code === "fr" && x < 100);
  assert.equal(await warm.count(), judged.length);
  assert.deepEqual(await warm.toRows(), judged);
  assert.deepEqual((await warm.head(3)).toRows(), judged.slice(0, 3));
  assert.deepEqual(
    await warm.read({ field: "text" }),
    judged.map(({ text }) => text),
  );
  assert.equal(await warm.col("x").mean(), judged.reduce((s, { x }) => s + x, 0) / judged.length);
  assert.deepEqual(
    await warm
      .select(["small"])
      .head(1)
      .then((r) => r.toRows()),
    [{ small: judged[0]!.small }],
  );
  const m = await aggregate(warm, { m: mean("x"), n: count("text"), s: sum("small") });
  assert.equal(m.n, judged.filter(({ text }) => text !== null).length);
});

test("counting rows of a condition counts nulls as well", async () => {
  assert.equal(await table.where("isnull(wide)").count(), rows.toRows().filter(({ wide }) => wide === null).length);
});

test("a table shows its ends and types without reading the rest", async () => {
  const show = (value: object): Promise<MimeBundle> =>
    (value as { [JUPYTER_DISPLAY](): Promise<MimeBundle> })[JUPYTER_DISPLAY]();
  const text = (await show(table))["text/plain"] as string;
  assert.match(text, /^ +x +wide /);
  assert.match(text, /\n100002 .*\n\n100,003 rows × 8 columns · mixed$/);
  assert.match(
    (await show(table.where("x > 3")))["text/plain"] as string,
    /\n *4 .*\n *… .*\n\nrows not counted × 8 columns · mixed$/,
  );
  assert.match((await show(table.where("x < 1")))["text/plain"] as string, /\n\n4 rows × 8 columns/);
  assert.equal(String(table.select(["x"])), "table(mixed, 100003 rows, x: float64)");
});

test("unknown names and options are refused with the nearest", async () => {
  assert.throws(() => table.col("smal" as "small"), { message: /no column 'smal'; did you mean 'small'\?/ });
  assert.throws(() => table.where("temp > 2"), { code: "InvalidArgument", message: /no column 'temp'/ });
  assert.throws(() => table.where("x + 1"), { code: "UnsupportedType" });
  await assert.rejects(table.read({ stat: 3 } as never), {
    message: /read has no option 'stat'; did you mean 'start'\?/,
  });
  await assert.rejects(table.read({ step: 0 }), { message: "slice step cannot be zero" });
});

test("reading stops at an abort", async () => {
  await assert.rejects(table.rows({ signal: AbortSignal.abort(new Error("enough")) }), { message: "enough" });
  const stop = new AbortController();
  setTimeout(() => stop.abort(new Error("in the middle")), 5);
  const large = new Table({ source: rowsSource(mixedRows(300_000)) });
  await assert.rejects(large.where("text != 'x'").rows({ signal: stop.signal }), { message: "in the middle" });
});
