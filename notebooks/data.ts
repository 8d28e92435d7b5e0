/**
 * Makes the data of the notebooks: seeded, so that every machine has the same numbers; on all cores; a file that is
 * already there is left alone, and one that was not finished is made again.
 * In a cell: `import { points } from "./data";`; from a shell: `npm run data -- --scale full`.
 * @module
 */
import { mkdirSync, readFileSync, rmSync, statfsSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { burr } from "tslab-bigdata";

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
const SEED = 20_121;

/**
 * `points.bin`: Burr(10.8, 4.2) values as little-endian float64; 100,000,000 of them (763 MB) at full scale,
 * 1,000,000 at small scale. `points.json` beside it holds the recipe.
 * @throws Error when the scale is none, or the disk has too little room
 */
export async function points(options: DataOptions = {}): Promise<DataFile> {
  const rows = rowsOf(options.scale ?? process.env["BIGDATA_SCALE"] ?? "small");
  const directory = options.directory ?? "data";
  const path = join(directory, "points.bin");
  const recipe = join(directory, "points.json");
  const bytes = rows * 8;
  const text = `${JSON.stringify({ distribution: "burr", c: 10.8, d: 4.2, seed: SEED, dtype: "<f8", rows })}\n`;
  if (sizeOf(path) === bytes && textOf(recipe) === text) return { path, rows, bytes };
  mkdirSync(directory, { recursive: true });
  // The recipe goes first and comes last: whatever happens in between, the file does not pass for finished.
  rmSync(recipe, { force: true });
  requireRoom(directory, bytes);
  await burr.rvs(10.8, 4.2, { size: rows, seed: SEED }).toFile(resolve(path));
  writeFileSync(recipe, text);
  return { path, rows, bytes };
}

function rowsOf(scale: Scale | string): number {
  if (scale === "small" || scale === "full") return POINTS[scale];
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
