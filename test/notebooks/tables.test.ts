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

const FILES = 8;
const ROWS = FILES * 100 * 1440;
const RANGE = ROWS / 1024;

/** The account of NumPy, pandas and PyTables of the same steps on the same files. */
const JUDGE = `
import json, math
import numpy as np, pandas as pd, tables
csv = pd.concat([pd.read_csv(f"data/{i}.csv", float_precision="round_trip") for i in range(${FILES})], ignore_index=True)
with tables.open_file("data/weather.h5t") as file:
    table, listing, text = file.root.weather, str(file), repr(file.root.weather)
    data, copy, filters = table.read(), file.root.weather_temp.read(), [table.filters.complib, table.filters.complevel]
    attrs = [int(table.attrs.rows), float(table.attrs.meanTemp), *map(int, table.attrs.years), float(table.attrs.wettest)]
temp = data["temp"]
mean = lambda values: math.fsum(values) / len(values)
town = csv[csv.country == 0]
with pd.HDFStore("data/store.h5", "r") as store:
    when, measured, fahrenheit = (store.select(key) for key in ("when", "measured", "fahrenheit"))
july = (when.year >= 1990) & (when.month == 7)
decades = csv[csv.year >= 1900].groupby(csv.year // 10 * 10).agg(rows=("temp", "size"), temp=("temp", "mean"), wettest=("precip", "max"))
parquet = pd.read_parquet("data/decades.parquet").set_index("decade")
with tables.open_file("data/fahrenheit.h5t") as file:
    both = file.root.weather.read()
first = csv[csv.country < 2]
print(json.dumps({
  "new column": all(bool((both[name] == first[name].to_numpy()).all()) for name in csv) and len(both) == len(first) and
                bool((both["fahrenheit"] == both["temp"] * 1.8 + 32).all()),
  "in both": [mean(both["temp"]), mean(both["fahrenheit"])],
  "table is csv": all(bool((data[name] == csv[name].to_numpy()).all()) for name in csv) and len(data) == len(csv),
  "store is csv": all(bool((frame[name] == town[name]).all()) for frame in (when, measured) for name in frame),
  "one index": all(frame.index.equals(pd.Index(range(len(town)))) for frame in (when, measured, fahrenheit)),
  "fahrenheit": bool((fahrenheit.fahrenheit == measured.temp * 1.8 + 32).all()), "hot": int((fahrenheit.fahrenheit > 90).sum()),
  "copy": bool((temp[copy["row"]] == copy["temp"]).all()) and len(copy) <= 2000 and
          copy["temp"].min() == temp.min() and copy["temp"].max() == temp.max(),
  "parquet": bool(np.allclose(parquet, decades.loc[parquet.index], rtol=1e-12)) and len(parquet) == len(decades),
  "listing": listing, "text": text, "filters": filters, "attrs": attrs,
  "julys": [int(july.sum()), mean(measured.temp[july]), mean(measured.precip[july])], "precip": data["precip"][100000:100010].tolist(),
  "row": [int(data[name][100000]) for name in ("town", "year", "month")],
  "histogram": np.histogram(temp[: len(temp) // 288], bins=100)[0].tolist(),
  "means": [mean(temp[i : i + ${RANGE}]) for i in range(0, len(temp), ${RANGE})],
  "all": [mean(data["precip"]), mean(temp), mean(data["year"]), temp.max()],
  "season": town.groupby("month")[["temp", "precip"]].mean().to_numpy().tolist()}, default=lambda value: value.item()))`;

interface Judgement {
  readonly [check: string]: unknown;
  readonly listing: string;
  readonly text: string;
  readonly filters: [string, number];
  readonly attrs: number[];
  readonly hot: number;
  readonly julys: number[];
  readonly precip: number[];
  readonly row: number[];
  readonly histogram: number[];
  readonly means: number[];
  readonly all: number[];
  readonly season: [number, number][];
  readonly "in both": number[];
}

let folder: string;
let cells: ExecutedCell[];
let judge: Judgement;

before(() => {
  folder = mkdtempSync(join(tmpdir(), "tables "));
  ({ cells, judged: judge } = executeAndJudge<Judgement>("02-tables-on-disk.ipynb", folder, {
    rows: ROWS,
    judge: JUDGE,
  }));
});

after(() => rmSync(folder, { recursive: true, force: true }));

const of = (text: string): Output[] => outputsOf(cells, text);

test("table and store hold the rows of the CSV files, as PyTables and pandas read them", () => {
  for (const check of ["table is csv", "store is csv", "one index", "fahrenheit", "copy", "new column", "parquet"])
    assert.equal(judge[check], true, check);
  assert.deepEqual(judge.filters, ["blosc", 5]);
});

test("rows are chosen across column groups as pandas chooses them", () => {
  assertClose(numbersOf(of("let julys")), judge.julys);
  assert.match(dataOf(of("const fahrenheit")), new RegExp(`${judge.hot.toLocaleString("en")} rows × 2 columns`));
});

test("text forms of file and table are PyTables'", () => {
  assert.ok(printed(of("console.log(String(h5))")).startsWith(judge.listing), judge.listing);
  assert.equal(printed(of("console.log(node.repr())")), `${judge.text}\n`);
});

test("row 100,000 is town 69, year 1947, month 5, and a closed file says so", () => {
  assert.deepEqual(judge.row, [69, 1947, 5]);
  assert.match(dataOf(of("%slice rows")), /^0 +0 +69 +1947 +5 /m);
  assert.deepEqual(numbersOf(of("%slice precip")).slice(-10), judge.precip);
  assert.match(printed(of("await h5.close()")), /^ClosedError: .*weather\.h5t' was closed; open it again/);
});

test("histogram, the means of 1,024 ranges and the exact means are NumPy's", () => {
  assert.deepEqual(plotted(of("%hist some")), judge.histogram);
  assertClose(numbersOf(of("temp.slice(0, range)")), judge.means.slice(0, 1), 4e-16);
  assertClose(plotted(of("perChunk: range")), judge.means, 4e-16);
  const [ranges, meanOfMeans, exact] = numbersOf(of("const meanOfMeans"));
  assert.equal(ranges, 1024);
  assertClose([meanOfMeans, exact], [judge.all[1], judge.all[1]], 4e-16);
  assertClose(numbersOf(of("const all = ")), judge.all, 4e-16);
});

test("what was made while ingesting are PyTables' attributes, and the numbers of the table", () => {
  const [precip, temp] = judge.all;
  assert.ok(precip > 0);
  assert.deepEqual(judge.attrs.slice(0, 1), [ROWS]);
  assertClose(judge.attrs.slice(1, 2), [temp], 4e-16);
  assert.deepEqual(numbersOf(of("const { attrs }")), judge.attrs);
  assertClose(numbersOf(of("%hdf5 inBoth")), judge["in both"], 4e-16);
  assert.match(dataOf(of("%hdf5 copy")), new RegExp(`figure: 2,000 of ${ROWS.toLocaleString("en")} temperatures`));
});

test("the shell cell opens both files with PyTables and pandas", () => {
  const text = printed(of("%%sh"));
  assert.ok(text.includes(judge.text), text);
  assert.match(text, new RegExp(`rows ${ROWS} mean of the attributes ${judge.attrs[1]}\n`));
  assert.match(text, /\['\/fahrenheit', '\/measured', '\/when'\]/);
  assert.match(text, /^warmest \d+\.\d+$/m);
});

test("SQL over the CSV files gives pandas' groups", () => {
  const rows = [
    ...dataOf(cells.filter(({ source }) => source === "season")[0].outputs).matchAll(/^ *\d+ +(\d+) +(\S+) +(\S+)$/gm),
  ];
  assert.deepEqual(
    rows.map(([, month]) => Number(month)),
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
  );
  assertClose(
    rows.flatMap(([, , temp, precip]) => [Number(temp), Number(precip)]),
    judge.season.flat(),
    1e-9,
  );
});
