import assert from "node:assert/strict";
import { test } from "node:test";
import * as arrow from "apache-arrow";
import { aggregate, type Column, column, mean, Rows, rows, sql, sum } from "../../../index.js";
import { mixedRows } from "../../support/rows.js";

test("Arrow vectors are columns; what lies as ours does is shared", async () => {
  const vector = arrow.vectorFromArray([1.5, null, 3.5], new arrow.Float64());
  const found: Column<"float64"> = column<"float64">(vector);
  assert.equal(found.dtype, "float64");
  assert.equal(await found.mean(), 2.5);
  assert.equal(await found.count(), 2);
  assert.equal(found.at(1), null);
  const big = arrow.makeVector(BigInt64Array.from([5n, 7n]));
  const input = column(big).source.descriptor.options as unknown as { columns: { values: { buffer: ArrayBuffer } }[] };
  assert.equal(input.columns[0]!.values.buffer, (big.data[0]!.values as BigInt64Array).buffer);
  assert.equal(await column<"int64">(big).sum(), 12n);
  const texts = column<"string">(arrow.vectorFromArray(["b", "a", null, "b"]));
  assert.deepEqual(await texts.toArray(), ["b", "a", null, "b"]);
  assert.equal(await texts.distinct(), 2);
  assert.equal(await column(arrow.vectorFromArray([true, false, true], new arrow.Bool())).count(), 3);
  assert.deepEqual(
    await column(arrow.vectorFromArray([new Date(86_400_000)], new arrow.DateDay())).toArray(),
    BigInt64Array.of(86_400n),
  );
});

test("vectors in several chunks and slices of vectors keep their rows and nulls", async () => {
  const long = arrow.vectorFromArray(
    Array.from({ length: 100 }, (_, i) => (i % 5 === 3 ? null : i)),
    new arrow.Int32(),
  );
  const texts = arrow.vectorFromArray(
    Array.from({ length: 100 }, (_, i) => (i % 5 === 3 ? null : `t${i}`)),
    new arrow.Utf8(),
  );
  const flags = arrow.vectorFromArray(
    Array.from({ length: 100 }, (_, i) => (i % 5 === 3 ? null : i % 2 === 0)),
    new arrow.Bool(),
  );
  for (const vector of [long, texts, flags]) {
    for (const part of [
      vector.slice(3, 90),
      vector.slice(11, 60).concat(vector.slice(0, 9) as never) as typeof vector,
      vector.slice(5, 5),
    ]) {
      const made = column(part as typeof long);
      const values = Array.from({ length: part.length }, (_, i) => made.at(i));
      assert.deepEqual(
        values,
        Array.from({ length: part.length }, (_, i) => part.get(i)),
      );
    }
  }
});

test("an Arrow table is rows, there and back, and a table of queries", async () => {
  const own = new Rows(mixedRows(1000));
  const table = await own.toArrow();
  const back = rows(table as never);
  assert.deepEqual(back.toRows(), own.toRows());
  assert.equal(back.columns[0]!.values.buffer, own.columns[0]!.values.buffer);
  const ipc = arrow.tableFromIPC(arrow.tableToIPC(table as never, "stream"));
  assert.deepEqual(rows(ipc).toRows(), own.toRows());
  assert.deepEqual((await sql("SELECT sum(x) s FROM t", { tables: { t: ipc } })).at(0), { s: (999 * 1000) / 8 });
  assert.equal((await aggregate(rows(ipc), { m: mean("x") })).m, 999 / 8);
  assert.throws(() => rows(arrow.tableFromArrays({ a: [[1], [2]] })), {
    code: "UnsupportedType",
    message: /column 'a' holds Arrow's List/,
  });
});

test("rows are made of arrays and objects by what these hold", async () => {
  const made = rows({
    town: ["x", null],
    temp: new Float32Array([1.5, 2]),
    n: [1n, 2n],
    ok: [true, false],
    at: [new Date(5), undefined],
  });
  assert.deepEqual(
    made.schema.map(({ type }) => type),
    ["string", "float32", "int64", "bool", "timestamp[ms]"],
  );
  assert.deepEqual(made.at(1), { town: null, temp: 2, n: 2n, ok: false, at: null });
  assert.deepEqual(rows([{ a: 1 }, { b: "x", a: 2 }]).toRows(), [
    { a: 1, b: null },
    { a: 2, b: "x" },
  ]);
  assert.throws(() => rows({ a: [1, "x"] }), { message: "column 'a' holds one type: row 0 is 1, row 1 is \"x\"" });
  assert.throws(() => rows({ a: [1], b: [] }), {
    message: "columns must be of equal length: 'a' has 1 elements, 'b' has 0",
  });
  assert.throws(() => rows({ a: [2n ** 63n] }), {
    message: /column 'a' holds 9223372036854775808 in row 0, beyond int64/,
  });
  assert.throws(() => rows({ a: [{}] }), { message: /column 'a' holds a Object in row 0; numbers, bigints/ });
});

test("groups are columns as well", async () => {
  const own = new Rows(mixedRows(100));
  const groups = await aggregate(own, { s: sum("x") }, { by: "code" });
  assert.equal((await groups.toArrow()).numRows, 3);
  assert.equal((await aggregate(groups, { all: sum("s") })).all, (99 * 100) / 8);
  assert.deepEqual((await groups.toDataFrame()).columns, ["code", "s"]);
});

test("columns become Arrow vectors and arrays, text and times too", async () => {
  const own = new Rows(mixedRows(30));
  const vector = await own.col("text").slice(4, 7).toArrow();
  assert.deepEqual(vector.toJSON(), ["row 4", null, "row 6"]);
  assert.deepEqual(await own.col("when").slice(0, 2).toArray(), BigInt64Array.of(1n, 86_400_001n));
  assert.deepEqual(await own.col("vector").slice(1, 2).toArray(), Float32Array.of(1.5, 2, 2.5));
  assert.deepEqual(await own.col("text").filter("value == 'row 4'").toArray(), ["row 4"]);
});
