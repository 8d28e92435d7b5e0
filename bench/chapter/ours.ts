/**
 * The steps of the chapter by the library's public functions: `node ours.js FOLDER STEP` runs one and prints what
 * `chapter.py` prints for it. The scale is that of the notebooks (BIGDATA_SCALE).
 * @module
 */
import { readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import {
  aggregate,
  burr,
  column,
  type Figure,
  fromFile,
  type H5Table,
  hist,
  ingest,
  line,
  type MemmapArray,
  mean,
  memmap,
  openFile,
  openTable,
  range,
  scatter,
} from "../../index.js";
import { points, sizes, weather } from "../../notebooks/data.js";

/** The part of a step that is timed; what comes before it is there already in the chapter. */
type Timed = () => Promise<unknown> | unknown;

const [folder, name] = process.argv.slice(2) as [string, string];
const size = sizes();
const CHAPTER_ROWS = 288_000_000;
const SHAPE = [10.8, 4.2] as const;
const WIDE = { width: 2000, height: 1000 };
const NARROW = { width: 640, height: 480 };

const file = (base: string): string => join(folder, base);
const values = (): Promise<MemmapArray<"float64">> => memmap(file("points.bin"), { dtype: "float64" });
const table = (): Promise<H5Table> => openTable(file("weather.h5t"), "/weather");
const share = (rows: number): number => Math.max(1, Math.floor((size.rows * rows) / CHAPTER_ROWS));

async function draw(figure: Figure): Promise<number> {
  const path = file(`${name}.png`);
  await figure.save(path);
  return statSync(path).size;
}

/** The first of the chapter's rows as dots. */
const dots = (rows: number) => async (): Promise<Timed> => {
  const temp = (await table()).col("temp").slice(0, share(rows));
  return () => draw(scatter(temp, NARROW));
};

const tenMillionLine = async (): Promise<Timed> => {
  const temp = (await table()).col("temp").slice(0, share(10_000_000));
  return () => draw(line(temp, NARROW));
};

const STEPS: { readonly [name: string]: () => Promise<Timed> | Timed } = {
  points() {
    rmSync(file("points.json"), { force: true });
    return async () => (await points({ directory: folder })).rows;
  },
  async "points-histogram"() {
    const data = await values();
    const curve = (x: number): number => burr.pdf(x, ...SHAPE);
    return () => draw(hist(data, { ...WIDE, bins: 100, density: true, curve }));
  },
  async "points-line"() {
    const data = await values();
    return () => draw(line(data, WIDE));
  },
  load: () => async () => (await fromFile(file("points.bin"), { dtype: "float64" })).length,
  map: () => async () => (await memmap(file("points.bin"), { shape: size.points })).length,
  async copies() {
    const small = await memmap(file("points.bin"), { shape: size.points });
    return async () => {
      const many = await memmap(file("many-points.bin"), { mode: "w+", shape: 11 * size.points });
      for (let copy = 0; copy < 11; copy++) await many.assign(small, copy * size.points);
      return [many.at(size.points - 1), many.at(size.points), many.at(-1)];
    };
  },
  async "bytes-histogram"() {
    const many = await memmap(file("many-points.bin"));
    return () => draw(hist(many, { ...WIDE, bins: 100 }));
  },
  csv() {
    rmSync(file("weather.json"), { force: true });
    return async () => (await weather({ directory: folder })).paths.length;
  },
  ingest: () => async () => {
    const h5 = await openFile(file("weather.h5t"), "w");
    const whole = ["country", "town", "year", "month"].map((column) => [column, "<i8"] as const);
    const columns = [...whole, ["precip", "<f8"] as const, ["temp", "<f8"] as const];
    const filters = { complevel: 5, complib: "blosc" } as const;
    await h5.createTable("/", "weather", columns, { filters, expectedRows: size.rows });
    await h5.close();
    const paths = Array.from({ length: size.files }, (_, country) => file(`${country}.csv`));
    return (await ingest(paths, `${file("weather.h5t")}:/weather`)).nrows;
  },
  "ten-rows": () => async () => {
    const rows = await (await table()).slice(100_000, 100_010).read({ field: "precip" });
    return Array.from(rows as Float64Array);
  },
  async "temp-histogram"() {
    const temp = (await table()).col("temp").slice(0, share(1_000_000));
    return () => draw(hist(temp, { ...WIDE, bins: 100 }));
  },
  async "first-mean"() {
    const temp = (await table()).col("temp");
    return () => temp.slice(0, share(281_250)).mean();
  },
  async means() {
    const tab = await table();
    return async () => {
      const perChunk = Math.ceil(size.rows / 1024);
      const { means } = await aggregate(tab, { means: mean("temp") }, { perChunk });
      return [means.length, await column(Float64Array.from(means)).mean()];
    };
  },
  async "whole-mean"() {
    const tab = await table();
    return () => tab.col("temp").mean();
  },
  "dots-1000": dots(1_000),
  "dots-10000": dots(10_000),
  "dots-100000": dots(100_000),
  "dots-1000000": dots(1_000_000),
  "dots-10000000": dots(10_000_000),
  line: tenMillionLine,
  "line-chunked": tenMillionLine,
  async decimated() {
    const temp = (await table()).col("temp");
    const step = Math.max(1, Math.floor(size.rows / 100_000));
    const options = { ...NARROW, decimate: "none", opacity: 0.2 } as const;
    return () => draw(scatter(range(0, size.rows, step), temp.slice(undefined, undefined, step), options));
  },
  async sliced() {
    const temp = (await table()).col("temp").slice(0, share(10_000_000));
    return () => draw(scatter(temp, { ...NARROW, opacity: 0.2 }));
  },
};

/** Greatest resident memory of this process in bytes; getrusage's would begin with the parent's. */
function peak(): number {
  if (process.platform !== "linux") return process.resourceUsage().maxRSS * 1024;
  return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1]) * 1024;
}

const timed = await STEPS[name]();
const began = performance.now();
const result = await timed();
const seconds = (performance.now() - began) / 1000;
console.log(JSON.stringify({ name, seconds, memory: peak(), result }));
// The pool's threads would keep the process for a while.
process.exit(0);
