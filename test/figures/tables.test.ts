import assert from "node:assert/strict";
import { test } from "node:test";
import { makeVector, vectorFromArray } from "apache-arrow";
import { rowsSource } from "../../engine/sources/rows.js";
import { bar, column, hist, line, plot, rows, Table } from "../../index.js";

const N = 50_000;
const wave = Float64Array.from({ length: N }, (_, i) => Math.sin(i / 1000));
const own = rows({ y: wave, name: Array.from({ length: N }, (_, i) => `n${i % 5}`) });
const table = new Table<{ y: "float64" }>({ source: rowsSource(own) });

test("lines and histograms of rows, tables and Arrow vectors are those of the same column", async () => {
  const vector = makeVector(wave);
  const judged = (await line(column(wave)).toJson()).data;
  for (const data of [own.col("y"), table.col("y"), vector]) {
    assert.deepEqual((await line(data as never).toJson()).data, judged);
    assert.deepEqual(
      (
        await plot({ data: [] })
          .add({ type: "scatter", mode: "lines", y: data as never })
          .toJson()
      ).data,
      judged,
    );
  }
  assert.deepEqual((await hist(vector as never).toJson()).data, (await hist(table.col("y")).toJson()).data);
});

test("text of rows and of Arrow vectors names bars", async () => {
  const few = own.slice(0, 3);
  const drawn = await bar(few.col("name") as never, few.col("y")).toJson();
  assert.deepEqual((drawn.data[0] as { x: unknown }).x, ["n0", "n1", "n2"]);
  const vectors = await bar(vectorFromArray(["a", "b"]) as never, vectorFromArray([1.5, 2.5]) as never).toJson();
  assert.deepEqual((vectors.data[0] as { x: unknown }).x, ["a", "b"]);
  const marked = await plot({
    data: [{ type: "scatter", mode: "markers", y: [1, 2], marker: { size: vectorFromArray([3, 4]) } }],
  }).toJson();
  assert.match(JSON.stringify((marked.data[0] as { marker: unknown }).marker), /bdata|\[3,4\]/);
});
