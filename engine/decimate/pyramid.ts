/**
 * Pyramids of columns: extremes of blocks of rows, made in one pass and kept, so that every later view costs as much
 * as it has pixels.
 * @module
 */
import { statSync } from "node:fs";
import type { ScanOptions } from "../options.js";
import { checkFingerprint } from "../sources/fingerprint.js";
import { type BlockTable, blockTable, PYRAMID_ROWS } from "./block-table.js";
import { pyramidFolder, readPyramidFile, writePyramidFile } from "./pyramid-file.js";
import { pyramidKey } from "./pyramid-key.js";
import { type Decimatable, one } from "./scan-column.js";

/** A column's pyramid. */
export interface Pyramid {
  /** Rows of the column. */
  readonly rows: number;
  /** Rows of a block: 4,096. */
  readonly blockRows: number;
  /** Whether the column ascends, without NaN. */
  readonly sorted: boolean;
  /** Least and greatest value of each block; NaN where a block holds none. */
  readonly min: Float64Array;
  readonly max: Float64Array;
  /** Where it came from: a pass over the column, this process, or a file. */
  readonly origin: "built" | "memory" | "disk";
}

/** Bytes of pyramids that a process keeps. */
const MEMORY_BYTES = 256 << 20;

/**
 * Milliseconds between the last write to a file and its pyramid, below which another write might leave the same
 * modification time: such a pyramid is used and not kept.
 */
const CLOCK_MS = 50;

/** The same for pyramids on disk; network file systems count whole seconds. */
const DISK_CLOCK_MS = 2000;

const kept = new Map<string, BlockTable>();

/**
 * The pyramid of a column: from this process or the disk where it is known there, else by one pass. Files are looked
 * at every time: a pyramid of other bytes is never used.
 * @throws SourceChanged, TruncatedFile or FileMissing when a file is not the one that was opened; UnsupportedType for
 * columns that are not numbers
 */
export async function pyramidOf(column: Decimatable, options: ScanOptions = {}): Promise<Pyramid> {
  const { table, origin } = await tableOf(column, options);
  const { rows, sorted, min, max } = table;
  return { rows, blockRows: PYRAMID_ROWS, sorted, min, max, origin };
}

/** The block table behind {@link pyramidOf}. */
export async function tableOf(
  column: Decimatable,
  options: ScanOptions,
): Promise<{ readonly table: BlockTable; readonly origin: Pyramid["origin"] }> {
  const known = await knownTable(column);
  if (known !== undefined) return known;
  const { source } = column;
  const table = await one<BlockTable>(column, blockTable(source.length), options, "pyramid");
  const key = pyramidKey(column);
  if (key !== undefined) {
    const age = ageOf(source.descriptor.files.map(({ path }) => path));
    const folder = folderOf(column);
    if (age > CLOCK_MS) keep(key, table);
    if (folder !== undefined && age > DISK_CLOCK_MS) await writePyramidFile(folder, key, table);
  }
  return { table, origin: "built" };
}

/** The table of a column, unless it takes a pass to make it. */
export async function knownTable(
  column: Decimatable,
): Promise<{ readonly table: BlockTable; readonly origin: "memory" | "disk" } | undefined> {
  const key = pyramidKey(column);
  if (key === undefined) return undefined;
  for (const file of column.source.descriptor.files) checkFingerprint(file);
  const own = kept.get(key);
  if (own !== undefined) {
    keep(key, own);
    return { table: own, origin: "memory" };
  }
  const folder = folderOf(column);
  const stored = folder === undefined ? undefined : await readPyramidFile(folder, key);
  if (stored === undefined) return undefined;
  keep(key, stored);
  return { table: stored, origin: "disk" };
}

/**
 * Keeps a table that was made while the column's file was written: in this process, and on disk as other pyramids are.
 * Waits until another write to the file would have another time.
 */
export async function adoptTable(column: Decimatable, table: BlockTable): Promise<void> {
  const key = pyramidKey(column);
  if (key === undefined) return;
  const folder = folderOf(column);
  const wait =
    (folder === undefined ? CLOCK_MS : DISK_CLOCK_MS) - ageOf(column.source.descriptor.files.map((f) => f.path));
  if (wait >= 0) await new Promise((resolve) => setTimeout(resolve, wait + 1));
  for (const file of column.source.descriptor.files) checkFingerprint(file);
  keep(key, table);
  if (folder !== undefined) await writePyramidFile(folder, key, table);
}

/** Forgets the pyramids this process keeps; those on disk stay. */
export function forgetPyramids(): void {
  kept.clear();
}

function folderOf({ source }: Decimatable): string | undefined {
  return pyramidFolder(source.descriptor.files.map(({ path }) => path));
}

/** Milliseconds since the last of some files was written to. */
function ageOf(paths: readonly string[]): number {
  return Date.now() - Math.max(0, ...paths.map((path) => statSync(path).mtimeMs));
}

function keep(key: string, table: BlockTable): void {
  kept.delete(key);
  kept.set(key, table);
  let bytes = 0;
  for (const { min } of kept.values()) bytes += min.length * 24;
  for (const [oldest, { min }] of kept) {
    if (bytes <= MEMORY_BYTES) return;
    kept.delete(oldest);
    bytes -= min.length * 24;
  }
}
