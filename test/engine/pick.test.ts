import assert from "node:assert/strict";
import { test } from "node:test";
import { rowsSource } from "../../engine/sources/rows.js";
import { type Column, Rows, range, slice, Table } from "../../index.js";
import { mixedRows } from "../support/rows.js";

const rows = new Rows<{ x: "float64"; text: "string" }>(mixedRows(10_000)).select(["x", "text"]);
const table = new Table<{ x: "float64"; text: "string" }>({ source: rowsSource(rows) });

test("slices of tables are rows, of one column a column; of all rows a lazy one", async () => {
  for (const source of [table, rows]) {
    assert.deepEqual((await slice(source, { start: 100, stop: 110 })).toRows(), rows.toRows().slice(100, 110));
    assert.deepEqual((await slice(source, { start: -5 })).toRows(), rows.toRows().slice(-5));
    const every: Column<"float64"> = await slice(source, { step: 2880 }, "x");
    assert.deepEqual(await every.toArray(), Float64Array.of(0, 720, 1440, 2160));
    assert.deepEqual((await slice(source, { stop: 2 }, ["text"])).toRows(), [
      { text: rows.at(0).text },
      { text: "row 1" },
    ]);
    assert.equal(await (await slice(source, {}, "x")).mean(), 9999 / 8);
  }
  assert.deepEqual(await (await slice(range(10), { start: 8, stop: 2, step: -3 })).toArray(), Float64Array.of(8, 5));
});

test("of a table without a known length the first rows can be taken", async () => {
  const some = table.where("x > 10");
  assert.deepEqual((await slice(some, { start: 1, stop: 3 })).toRows(), rows.toRows().slice(42, 44));
  assert.equal((await slice(some, {}, "x")).length, 9959);
  await assert.rejects(slice(some, { start: -5 }), {
    code: "Unavailable",
    message: /rows \[-5::\] of a table whose length is not known/,
  });
  await assert.rejects(slice(table, {}, "txt" as "text"), { message: /no column 'txt'; did you mean 'text'\?/ });
  await assert.rejects(slice("tab" as never), { code: "InvalidArgument" });
});
