import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { tableFromIPC } from "apache-arrow";
import { type Data, type JsonObject, LIVE, type RefineRequest } from "../../contract/index.js";
import { density, type Figure, hist, line } from "../../figures/index.js";
import { dateText } from "../../figures/words.js";
import { memmap, openFile, openTable, readCsv, readParquet } from "../../index.js";
import { decoded } from "../support/figures.js";
import { python } from "../support/python.js";

const ROWS = 20_003;
const folder = mkdtempSync(join(tmpdir(), "stored times-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Times of ten seconds' distance from 2024-03-30 12:00 UTC on, as NumPy, pandas, pyarrow and PyTables store them. */
const WRITE = `import sys, json
import numpy as np, pandas as pd, pyarrow as pa, pyarrow.parquet as pq, tables
folder, rows = sys.argv[1], int(sys.argv[2])
times = pd.date_range("2024-03-30 12:00", periods=rows, freq="10s")
y = np.sin(np.arange(rows) / 900)
times.to_numpy().astype("datetime64[ns]").astype(np.int64).tofile(folder + "/ns.bin")
y.tofile(folder + "/y.bin")
frame = pd.DataFrame({"time": times, "y": y})
table = pa.table({"time": pa.array(times, pa.timestamp("us", "UTC")), "y": y})
with pa.OSFile(folder + "/times.arrow", "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer: writer.write_table(table)
pq.write_table(table, folder + "/times.parquet")
frame.to_csv(folder + "/times.csv", index=False)
class Row(tables.IsDescription):
    time = tables.Time64Col(pos=0)
    whole = tables.Time32Col(pos=1)
    y = tables.Float64Col(pos=2)
with tables.open_file(folder + "/times.h5", "w") as file:
    seconds = times.to_numpy().astype("datetime64[us]").astype(np.int64) / 1e6
    t = file.create_table("/", "rows", Row)
    rec = np.empty(rows, dtype=[("time", "f8"), ("whole", "i4"), ("y", "f8")])
    rec["time"], rec["whole"], rec["y"] = seconds, seconds.astype("i4"), y
    t.append(rec)
local = times.tz_localize("UTC").tz_convert("Europe/Berlin")
text = lambda stamps: [str(stamp)[:19] for stamp in stamps]
print(json.dumps({"first": text(local[[0, -1]]), "near": text(local[4678:4687]), "counts": np.histogram(seconds.astype(np.int64), 4)[0].tolist()}))`;

let expected: {
  readonly first: readonly string[];
  readonly near: readonly string[];
  readonly counts: readonly number[];
};
const sources = new Map<string, readonly [x: Data, y: Data, time?: "ns"]>();

before(async () => {
  expected = python(WRITE, folder, String(ROWS));
  const y = await memmap(join(folder, "y.bin"), { dtype: "float64" });
  sources.set("a map of int64 nanoseconds", [await memmap(join(folder, "ns.bin"), { dtype: "int64" }), y, "ns"]);
  const arrow = tableFromIPC(readFileSync(join(folder, "times.arrow")));
  sources.set("an Arrow Timestamp", [arrow.getChild("time") as Data, y]);
  const parquet = await readParquet(join(folder, "times.parquet"));
  sources.set("a Parquet timestamp", [parquet.col("time") as Data, parquet.col("y") as Data]);
  const rows = await (await readCsv(join(folder, "times.csv"))).read();
  sources.set("a CSV timestamp", [rows.col("time") as Data, rows.col("y") as Data]);
  const table = await openTable(join(folder, "times.h5"), "/rows");
  sources.set("PyTables' Time64", [table.col("time") as Data, table.col("y") as Data]);
  sources.set("PyTables' Time32, a slice of a slice", [
    (table.slice(0).col("whole") as never as { slice(): Data }).slice(),
    table.col("y") as Data,
  ]);
});

const near: RefineRequest = {
  type: "refine",
  sequence: 1,
  // the night in which Europe's clocks are set forward, from 01:00 UTC on
  ranges: { xaxis: ["2024-03-31 01:59:50", "2024-03-31 03:00:50"] },
  width: 300,
  height: 100,
  pixelRatio: 1,
};

async function shownNear(figure: Figure): Promise<string[]> {
  const answer = await figure[LIVE]().refine(near, new AbortController().signal);
  const [{ attributes }] = answer.content["traces"] as unknown as { attributes: { x: { buffer: number } } }[];
  return [...(answer.buffers[attributes.x.buffer] as Float64Array)].map(dateText);
}

for (const name of [
  "a map of int64 nanoseconds",
  "an Arrow Timestamp",
  "a Parquet timestamp",
  "a CSV timestamp",
  "PyTables' Time64",
  "PyTables' Time32, a slice of a slice",
]) {
  test(`${name} is an axis of dates by the zone's clock, thinned, and refined when zoomed`, async () => {
    const [x, y, time] = sources.get(name)!;
    const figure = line(x, y, { timeZone: "Europe/Berlin", ...(time && { time }) });
    const { data, layout } = await figure.toJson();
    const axis = layout["xaxis"] as JsonObject;
    assert.equal(axis["type"], "date");
    assert.deepEqual(axis["range"], expected.first);
    const points = decoded(data[0]["x"]).length;
    assert.ok(points < ROWS / 2, `${points} points`);
    assert.match(await figure.toText(), /20,003 rows → [\d,]+ points, minmax/);
    assert.deepEqual(await shownNear(figure), expected.near);
  });

  test(`${name} is binned and counted as times`, async () => {
    const [x, y, time] = sources.get(name)!;
    const times = { timeZone: "Europe/Berlin", ...(time && { time }) };
    const bars = await hist(x, { bins: 4, ...times }).toJson();
    assert.equal((bars.layout["xaxis"] as JsonObject)["type"], "date");
    assert.deepEqual(decoded(bars.data[0]["y"]).map(Math.round), expected.counts);
    const cloud = density(x, y, { cells: [4, 3], ...times });
    const { data, layout } = await cloud.toJson();
    assert.deepEqual((layout["xaxis"] as JsonObject)["range"], expected.first);
    const edges = decoded(data[0]["x"]);
    const listed = await cloud[LIVE]().refine(
      { type: "rows", sequence: -1, trace: 0, cell: { x: [edges[0], edges[1]] }, limit: 2 },
      new AbortController().signal,
    );
    assert.deepEqual(listed.content["rows"], [
      [0, expected.first[0]],
      [1, "2024-03-30 13:00:10"],
    ]);
  });
}

test("an opened file's times stay dates as long as its table lives", async () => {
  const file = await openFile(join(folder, "times.h5"), "r");
  const table = (await file.getNode("/rows")) as unknown as { col(name: string): Data };
  const figure = line(table.col("time"), table.col("y"));
  await figure.ready;
  await file.close();
  await assert.rejects(shownNear(figure), /closed|SourceChanged|not open/);
});
