/**
 * Makes the data of the notebooks: seeded, so that every machine has the same numbers; on all cores; files that are
 * already there are left alone, and what was not finished is made when asked again.
 * In a cell: `import { points, weather } from "./data";`; from a shell: `npm run data -- --scale full`.
 * @module
 */
import { mkdirSync, readFileSync, renameSync, rmSync, statfsSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { burr, column, norm, progress, range, toCsv, zip } from "tslab-bigdata";

/** `"small"`, `"full"` (the sizes of the book), or a number of rows. */
export type Scale = "small" | "full" | number;

/** What a generator takes. */
export interface DataOptions {
  /** Size of the data; the environment variable BIGDATA_SCALE unless told, or else `"small"`. */
  readonly scale?: Scale;
  /** Folder for the files, made when missing; `data` in the current folder (the notebook's) unless told. */
  readonly directory?: string;
}

/** A file that was made or found. */
export interface DataFile {
  readonly path: string;
  readonly rows: number;
  readonly bytes: number;
}

const POINTS = { full: 100_000_000, small: 1_000_000 };
const TEMPERATURES = { full: 288_000_000, small: 3_600_000 };
const SEED = 20_121;

/**
 * `points.bin`: Burr(10.8, 4.2) values as little-endian float64; 100,000,000 of them (763 MB) at full scale,
 * 1,000,000 at small scale. `points.json` beside it holds the recipe.
 * @throws Error when the scale is none, or the disk has too little room
 */
export async function points(options: DataOptions = {}): Promise<DataFile> {
  const rows = rowsOf(options, POINTS);
  const recipe = { distribution: "burr", c: 10.8, d: 4.2, seed: SEED, dtype: "<f8", rows };
  return numbers("points", recipe, options, (path) => burr.rvs(10.8, 4.2, { size: rows, seed: SEED }).toFile(path));
}

/**
 * `temp.bin`: monthly temperatures in °C of town after town, 120 years each, as little-endian float64: a seasonal course
 * that is lowest in January, and normal noise with a standard deviation of 4. 288,000,000 values (2.3 GB) at full
 * scale, the size of the weather table; 3,600,000 at small scale. `temp.json` beside it holds the recipe.
 * @throws Error when the scale is none, or the disk has too little room
 */
export async function temperatures(options: DataOptions = {}): Promise<DataFile> {
  const rows = rowsOf(options, TEMPERATURES);
  const recipe = { course: "8 - 10 cos(2π (month + 0.5) / 12)", noise: 4, seed: SEED, dtype: "<f8", rows };
  const noise = norm.rvs({ size: rows, seed: SEED, scale: 4 });
  const course = `8 - 10 * cos(${2 * Math.PI} * (row % 12 + 0.5) / 12) + noise`;
  return numbers("temp", recipe, options, (path) =>
    zip({ row: range(rows), noise })
      .map(course)
      .toFile(path),
  );
}

/** What the sizes of the data sets are at a scale. */
export interface Sizes {
  /** Values of `points.bin`. */
  readonly points: number;
  /** Weather files, towns in each, and rows of all. */
  readonly files: number;
  readonly towns: number;
  readonly rows: number;
}

/** The sizes at a scale; nothing is made. @throws Error when the scale is none */
export function sizes(options: DataOptions = {}): Sizes {
  const { files, towns } = weatherSize(options);
  return { points: rowsOf(options, POINTS), files, towns, rows: files * towns * MONTHS };
}

/** A file of float64 by its recipe: found, or made. */
async function numbers(
  name: string,
  recipe: { readonly rows: number },
  { directory = "data" }: DataOptions,
  make: (path: string) => Promise<void>,
): Promise<DataFile> {
  const path = join(directory, `${name}.bin`);
  const ledger = join(directory, `${name}.json`);
  const { rows } = recipe;
  const bytes = rows * 8;
  const text = `${JSON.stringify(recipe)}\n`;
  if (sizeOf(path) === bytes && textOf(ledger) === text) return { path, rows, bytes };
  mkdirSync(directory, { recursive: true });
  // The recipe goes first and comes last: whatever happens in between, the file does not pass for finished.
  rmSync(ledger, { force: true });
  requireRoom(directory, bytes);
  await make(resolve(path));
  writeFileSync(ledger, text);
  return { path, rows, bytes };
}

/** What {@link weather} takes. */
export interface WeatherOptions extends DataOptions {
  /** Number of files, one for each country; 200 at full scale, 16 at small scale. */
  readonly files?: number;
  /** Towns in each file; 1,000 at full scale, 100 at small scale. */
  readonly towns?: number;
}

/** The weather files that were made or found. */
export interface WeatherFiles {
  /** Paths in the order of the countries: `data/0.csv`, `data/1.csv`, … */
  readonly paths: readonly string[];
  readonly rows: number;
  readonly bytes: number;
  /** Files made by this call; the others were there. */
  readonly made: number;
}

const FIRST_YEAR = 1894;
const YEARS = 120;
const MONTHS = YEARS * 12;
const BYTES_OF_ROW = 50;
const WEATHER = { full: 288_000_000, small: 2_304_000 };

/**
 * `0.csv`, `1.csv`, …: country,town,year,month,precip,temp for each town, each of 120 years from 1894 on and each
 * month, so that row 100,000 of a file (counted from 0, without the header) is town 69, year 1947, month 5. Precipitation
 * in mm and temperature in °C are random around a seasonal course, with all their digits: 200 files take 14 GB at full
 * scale, 16 files 113 MB at small scale. `weather.json` holds the recipe and the files that are finished.
 * @throws Error when the scale is none, or the disk has too little room
 */
export async function weather(options: WeatherOptions = {}): Promise<WeatherFiles> {
  const scaled = weatherSize(options);
  const { files = scaled.files, towns = scaled.towns, directory = "data" } = options;
  requireCount("files", files);
  requireCount("towns", towns);
  mkdirSync(directory, { recursive: true });
  const rows = towns * MONTHS;
  const recipe = { seed: SEED, towns, firstYear: FIRST_YEAR, years: YEARS, version: 1 };
  const ledger = join(directory, "weather.json");
  const finished = finishedFiles(ledger, JSON.stringify(recipe));
  const paths = Array.from({ length: files }, (_, country) => join(directory, `${country}.csv`));
  const missing = paths.flatMap((path, country) => (sizeOf(path) === (finished[country] ?? -1) ? [] : [country]));
  requireRoom(directory, missing.length * rows * BYTES_OF_ROW);
  if (missing.length > 0) {
    const bar = progress("weather", { total: missing.length * rows, unit: "rows" });
    try {
      for (const [before, country] of missing.entries()) {
        await weatherFile(resolve(paths[country]), country, towns, (done) => bar.update(before * rows + done));
        finished[country] = sizeOf(paths[country]) ?? 0;
        writeFileSync(`${ledger}.partial`, JSON.stringify({ recipe, finished }));
        renameSync(`${ledger}.partial`, ledger);
        bar.update((before + 1) * rows);
      }
      bar.finish();
    } finally {
      bar.finish("failed");
    }
  }
  const bytes = paths.reduce((sum, path) => sum + (sizeOf(path) ?? 0), 0);
  return { paths, rows: files * rows, bytes, made: missing.length };
}

async function weatherFile(
  path: string,
  country: number,
  towns: number,
  onRows: (done: number) => void,
): Promise<void> {
  const size = towns * MONTHS;
  const seed = SEED + 2 * country;
  const each = (value: (row: number) => number) => column(Int16Array.from({ length: size }, (_, row) => value(row)));
  const month = (row: number): number => row % 12;
  const warmth = Array.from({ length: 12 }, (_, m) => 8 - 10 * Math.cos((2 * Math.PI * (m + 0.5)) / 12));
  const noise = await norm.rvs({ size, seed, scale: 4 }).toArray();
  await toCsv(
    {
      country: each(() => country),
      town: each((row) => Math.floor(row / MONTHS)),
      year: each((row) => FIRST_YEAR + (Math.floor(row / 12) % YEARS)),
      month: each((row) => month(row) + 1),
      precip: burr.rvs(3, 1.5, { size, seed: seed + 1, scale: 40 }),
      temp: column(noise.map((value, row) => value + warmth[month(row)])),
    },
    path,
    { onProgress: ({ done }) => onRows(done) },
  );
}

function weatherSize(options: DataOptions): { readonly files: number; readonly towns: number } {
  const scale = scaleOf(options);
  if (scale === "full") return { files: 200, towns: 1000 };
  if (scale === "small") return { files: 16, towns: 100 };
  const files = Math.ceil(rowsOf(options, WEATHER) / (100 * MONTHS));
  return files <= 200 ? { files, towns: 100 } : { files: 200, towns: Math.ceil(files / 2) };
}

/** Sizes of the finished files by country; none when they were made by another recipe, or the ledger is no JSON. */
function finishedFiles(ledger: string, recipe: string): (number | null)[] {
  const text = textOf(ledger);
  if (text === undefined) return [];
  try {
    const stored: { recipe?: unknown; finished?: (number | null)[] } = JSON.parse(text);
    return JSON.stringify(stored.recipe) === recipe ? (stored.finished ?? []) : [];
  } catch {
    return [];
  }
}

function requireCount(name: string, value: number): void {
  if (Number.isInteger(value) && value > 0 && value <= 10_000) return;
  throw new Error(`${name} ${value} must be an integer from 1 to 10000`);
}

function scaleOf({ scale }: DataOptions): Scale | string {
  return scale ?? process.env["BIGDATA_SCALE"] ?? "small";
}

function rowsOf(options: DataOptions, named: { readonly full: number; readonly small: number }): number {
  const scale = scaleOf(options);
  if (scale === "small" || scale === "full") return named[scale];
  const rows = Number(scale);
  if (Number.isSafeInteger(rows) && rows > 0) return rows;
  throw new Error(`scale '${scale}' must be small, full or a number of rows (BIGDATA_SCALE or the option 'scale')`);
}

function requireRoom(directory: string, bytes: number): void {
  const { bavail, bsize } = statfsSync(directory);
  const available = bavail * bsize;
  if (bytes <= available) return;
  throw new Error(
    `not enough disk space in '${directory}': ${bytes} bytes needed, ${available} available; ` +
      "free some, or choose a smaller scale (BIGDATA_SCALE=small)",
  );
}

function sizeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.size;
}

function textOf(path: string): string | undefined {
  return sizeOf(path) === undefined ? undefined : readFileSync(path, "utf8");
}
