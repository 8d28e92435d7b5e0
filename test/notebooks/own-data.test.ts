import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import {
  assertClose,
  dataOf,
  type ExecutedCell,
  executeAndJudge,
  numbersOf,
  type Output,
  outputsOf,
  plotted,
  printed,
} from "../support/notebook.js";

const ROWS = 40_000;

/** The account of pandas, NumPy, PyTables and pyarrow of the same files. */
const JUDGE = `
import json
import numpy as np, pandas as pd, pyarrow as pa, tables
csv = pd.read_csv("data/own/readings.csv", sep=";", float_precision="round_trip")
parquet = pd.read_parquet("data/own/readings.parquet")
array = np.load("data/own/temp.npy")
with tables.open_file("data/own/readings.h5") as file:
    table, ingested, listing, text, place = file.root.readings.read(), file.root.ingested.read(), str(file), repr(file.root.readings), str(file.root.readings.attrs.place)
frame = pd.read_hdf("data/own/store.h5", "readings")
hours = pa.ipc.open_file("data/own/hours.arrow").read_all().to_pandas()
by_hour = csv[csv.station != "west"].groupby(csv.minute % 1440 // 60).temp.agg(["mean", "size"])
rainy, rainy_csv = pd.read_parquet("data/own/rainy.parquet"), csv[(csv.rain > 1.5) & (csv.station == "south")]
wet, hot = csv[(csv.rain > 1) & (csv.station == "north")], csv[csv.temp > 20]
later = csv[(csv.index >= 2000) & (csv.temp > 18) & (csv.index < 10000)]
afternoon = pd.read_parquet("data/own/afternoon.parquet")
decoded = lambda table: {name: table[name].astype(str) if name == "station" else table[name] for name in csv}
same = lambda other: all(list(other[name]) == list(csv[name]) for name in csv)
print(json.dumps({
  "parquet": same(parquet), "frame": same(frame) and frame.index.equals(csv.index),
  "table": same(decoded(table)), "ingested": same(decoded(ingested)),
  "npy": array.shape == (${ROWS} // 4, 4) and bool((array.ravel() == csv.temp).all()),
  "fahrenheit": bool((np.load("data/own/fahrenheit.npy").ravel() == csv.temp * 1.8 + 32).all()),
  "arrow": bool(np.allclose(hours.temp, by_hour["mean"], rtol=1e-12)) and list(hours["rows"]) == list(by_hour["size"]),
  "rainy": list(rainy.temp) == list(rainy_csv.temp),
  "stations": [[name, float(g.temp.mean()), float(g.temp.std(ddof=0)), float(g.rain.max()), len(g)] for name, g in csv.groupby("station")],
  "wet": [float(wet.temp.mean()), len(wet)], "hot": [float(hot.temp.mean()), float(hot.temp.max()), len(hot)],
  "describe": [*csv.temp.describe().tolist(), 0], "means": [float(csv.temp.mean()), float(csv.rain.mean()), float(csv.temp.corr(csv.rain))],
  "histogram": np.histogram(array, bins=60, density=True)[0].tolist(), "rainyRows": len(rainy_csv), "later": len(later),
  "afternoon": list(afternoon.temp) == list(later.temp) and list(afternoon["index"]) == list(later.index),
  "warmest": [[float(g.temp.mean()), float(g.temp.max()), len(g)] for _, g in later.groupby("station")],
  "hottest": [int(h) for h in by_hour["mean"].sort_values(ascending=False).index[:3]],
  "repr": repr(array), "listing": listing, "text": text, "place": place}, default=lambda value: value.item()))`;

interface Judgement {
  readonly [check: string]: unknown;
  readonly stations: [name: string, mean: number, std: number, max: number, count: number][];
  readonly wet: number[];
  readonly hot: number[];
  readonly describe: number[];
  readonly means: number[];
  readonly histogram: number[];
  readonly rainyRows: number;
  readonly later: number;
  readonly warmest: number[][];
  readonly hottest: number[];
  readonly repr: string;
  readonly listing: string;
  readonly text: string;
  readonly place: string;
}

let folder: string;
let cells: ExecutedCell[];
let judge: Judgement;

before(() => {
  folder = mkdtempSync(join(tmpdir(), "own data "));
  ({ cells, judged: judge } = executeAndJudge<Judgement>("05-your-own-data.ipynb", folder, {
    rows: ROWS,
    judge: JUDGE,
  }));
});

after(() => rmSync(folder, { recursive: true, force: true }));

const of = (text: string): Output[] => outputsOf(cells, text);

test("every exported file holds the readings, as pandas, NumPy, PyTables and pyarrow read them", () => {
  for (const check of ["parquet", "frame", "table", "ingested", "npy", "fahrenheit", "arrow", "rainy", "afternoon"])
    assert.equal(judge[check], true, check);
});

test("CSV: groups and conditions are pandas'", () => {
  assert.match(printed(of("csv.reader")), /chosen: 'own' } ;/);
  assert.equal(printed(of("csv.count()")), `${ROWS}\n`);
  const groups = [...dataOf(of("byStation")).matchAll(/^ *(\w+) +(\S+) +(\S+) +(\S+) +(\d+)$/gm)];
  assert.deepEqual(
    groups.map(([, name]) => name),
    judge.stations.map(([name]) => name),
  );
  for (const [i, [, , ...figures]] of groups.entries())
    assertClose(figures.map(Number), judge.stations[i].slice(1).map(Number), 1e-6);
  assertClose(numbersOf(of("rain > 1)")), judge.wet);
});

test("Parquet: conditions and aggregates are pandas', the last rows are the last", () => {
  assertClose(numbersOf(of("%aggregate hot")), judge.hot);
  assert.match(dataOf(of("%slice parquet")), new RegExp(`^2 +${ROWS / 4 - 1} +west `, "m"));
  assert.match(dataOf(of("%density")), new RegExp(`density: ${ROWS.toLocaleString("en")} rows`));
});

test(".npy: text form, description and histogram are NumPy's and pandas'", () => {
  assert.equal(
    dataOf(of("array.nbytes"))
      .replace(/^memmap/, "")
      .replace(/\s+/g, ""),
    judge.repr.replace(/^array|, shape=\([\d, ]+\)/g, "").replace(/\s+/g, ""),
  );
  const ours = dataOf(of("%describe array")).replace(/'\d+%'/g, "quartile");
  assertClose((ours.match(/-?\d+(\.\d+)?/g) ?? []).map(Number), judge.describe);
  assertClose(plotted(of("%hist array")), judge.histogram);
  assertClose(numbersOf(of("fahrenheit.npy")), [judge.means[0] * 1.8 + 32]);
});

test("HDF5: text forms, attributes and aggregates are PyTables' and pandas'", () => {
  assert.equal(printed(of("listNodes")), `${judge.listing}\n/ingested undefined\n/readings ${judge.place}\n`);
  assert.equal(printed(of("tab.repr()")), `${judge.text}\n`);
  assertClose(numbersOf(of("correlation(temp, rain)")), judge.means, 1e-11);
  assert.deepEqual(numbersOf(of("rainy.count()")), [judge.rainyRows]);
  assert.match(dataOf(of("const afternoon")), new RegExp(`${judge.later.toLocaleString("en")} rows × 3 columns`));
  const warmest = [...dataOf(of("%aggregate warmest")).matchAll(/^ *\w+ +(\S+) +(\S+) +(\d+)$/gm)];
  assert.equal(warmest.length, judge.warmest.length);
  for (const [i, [, ...figures]] of warmest.entries()) assertClose(figures.map(Number), judge.warmest[i], 1e-6);
  assert.equal(plotted(of("scatter(afternoon")).length, judge.later);
});

test("Arrow keeps the rows, danfo.js sorts them, and Python reads the same mean from all five", () => {
  assert.match(printed(of("const arrow")), new RegExp(`^${judge.later} \\S+ ${judge.later}\n$`));
  const printedHours = [...printed(of("toDataFrame")).matchAll(/║ (\d+) +│/g)].map(([, hour]) => Number(hour));
  assert.deepEqual(printedHours, judge.hottest);
  const lines = [...printed(of("%%sh")).matchAll(/^(csv|parquet|npy|PyTables|pandas) (\S+)$/gm)];
  assertClose(
    lines.map(([, , mean]) => Number(mean)),
    Array(5).fill(judge.means[0]),
  );
});
