import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { rowsSource } from "../../engine/sources/rows.js";
import { lazyReader } from "../../figures/lazy.js";
import {
  column,
  density,
  type FilteredColumn,
  hist,
  line,
  plot,
  readCsv,
  readParquet,
  rows,
  scatter,
  Table,
} from "../../index.js";

const folder = mkdtempSync(join(tmpdir(), "figures-lazy-"));
after(() => rmSync(folder, { recursive: true }));

const N = 60_001;
const t = Float64Array.from({ length: N }, (_, i) => i / 10);
const y = Float64Array.from({ length: N }, (_, i) => Math.round(Math.sin(i / 500) * 1e6) / 1e6);
/** Columns by kind of source, and the same in memory. */
let sources: readonly { readonly name: string; readonly t: FilteredColumn; readonly y: FilteredColumn }[];

before(async () => {
  const csv = join(folder, "wave.csv");
  writeFileSync(csv, ["t,y", ...Array.from(t, (value, i) => `${value},${y[i]}`)].join("\n"));
  const own = rows({ t, y });
  await own.toParquet(join(folder, "wave.parquet"));
  const text = await readCsv(csv);
  const parquet = await readParquet(join(folder, "wave.parquet"));
  const filtered = new Table<{ t: "float64"; y: "float64" }>({ source: rowsSource(own) }).where("t >= 0");
  sources = [
    { name: "CSV", t: text.col("t"), y: text.col("y") },
    { name: "Parquet", t: parquet.col("t"), y: parquet.col("y") },
    { name: "where", t: filtered.col("t"), y: filtered.col("y") },
  ] as never;
});

test("lines, markers and densities of columns of unknown length are those of the same values in memory", async () => {
  const judged = {
    line: await line(column(y)).toJson(),
    xy: await line(column(t), column(y)).toJson(),
    markers: await scatter(column(t), column(y), { maxPoints: 500, decimate: "stride" }).toJson(),
    density: await density(column(t), column(y)).toJson(),
  };
  for (const source of sources) {
    const found = {
      line: await line(source.y).toJson(),
      xy: await line(source.t, source.y).toJson(),
      markers: await scatter(source.t, source.y, { maxPoints: 500, decimate: "stride" }).toJson(),
      density: await density(source.t, source.y).toJson(),
    };
    for (const kind of Object.keys(judged) as (keyof typeof judged)[])
      assert.deepEqual(found[kind].data, judged[kind].data, `${kind} of ${source.name}`);
    const note = /60,001 rows → 3,200 points, minmax(; 60,001 rows read into memory)?"/.exec(
      JSON.stringify(found.line.layout),
    );
    assert.equal(note?.[1] !== undefined, !("length" in source.y), `${source.name}: ${note?.[0]}`);
  }
});

test("histograms of them are counted pass by pass, whatever their length; on a log axis they are read", async () => {
  const judged = await hist(column(y), { bins: 37 }).toJson();
  for (const source of sources) {
    const found = await hist(source.y, { bins: 37 }).toJson();
    assert.deepEqual(found, judged, source.name);
    const layout = { xaxis: { type: "log" as const } };
    const log = await hist(source.t, { bins: 5, layout }).toJson();
    assert.deepEqual(log.data, (await hist(column(t), { bins: 5, layout }).toJson()).data);
  }
});

test("x and y of one scan keep their rows together, nulls too", async () => {
  const path = join(folder, "holes.csv");
  writeFileSync(path, ["x,y", ...Array.from({ length: 20 }, (_, i) => `${i},${i % 4 === 0 ? "" : i * 2}`)].join("\n"));
  const table = (await readCsv(path)).where("x >= 10");
  const drawn = await plot({
    data: [
      { type: "scatter", mode: "markers", x: table.col("x"), y: table.col("y"), marker: { color: table.col("x") } },
    ],
  }).toJson();
  const { x, y: values, marker } = drawn.data[0] as { x: unknown; y: unknown; marker: { color: unknown } };
  assert.deepEqual(decoded(x), [10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
  assert.deepEqual(decoded(marker.color), decoded(x));
  assert.deepEqual(decoded(values), [20, 22, Number.NaN, 26, 28, 30, Number.NaN, 34, 36, 38]);
});

test("more rows than are held are refused, with the way out", async () => {
  const reader = lazyReader(1000);
  await assert.rejects(
    reader.settle({ y: sources[0]!.y }, undefined),
    (error) =>
      error instanceof RangeError && /up to 1,000 rows, and it has more; put it into an HDF5 table/.test(error.message),
  );
  const few = (await readCsv(join(folder, "wave.csv"))).where("t < 50").col("y");
  assert.equal((await reader.settle({ y: few }, undefined)).rows, 500);
});

/** Numbers of Plotly's base64 arrays, or of plain ones. */
function decoded(values: unknown): number[] {
  if (Array.isArray(values)) return values.map((value) => (value === null ? Number.NaN : Number(value)));
  const { bdata, dtype } = values as { bdata: string; dtype: string };
  const { buffer } = Uint8Array.from(Buffer.from(bdata, "base64"));
  const arrays = {
    f8: Float64Array,
    f4: Float32Array,
    i4: Int32Array,
    u4: Uint32Array,
    i2: Int16Array,
    u1: Uint8Array,
    i1: Int8Array,
  };
  return Array.from(new arrays[dtype as keyof typeof arrays](buffer));
}
