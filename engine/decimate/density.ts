/**
 * How many points fall into each cell of a raster: what stands for markers that are too many to draw.
 * @module
 */
import type { AggregateRequest, IndexedSource } from "../../contract/index.js";
import { EngineError } from "../errors.js";
import type { ScanOptions } from "../options.js";
import { scan } from "../scan.js";
import { zipSource } from "../sources/zip.js";
import { type FiniteExtremes, finiteExtremes } from "./finite-extremes.js";
import { DENSITY, type RasterAxis } from "./raster.js";
import type { Decimatable } from "./scan-column.js";

export type { RasterAxis } from "./raster.js";

/** Counts by cell. */
export interface Raster {
  readonly x: RasterAxis;
  readonly y: RasterAxis;
  /** `y.cells × x.cells`, row by row from the lowest y. */
  readonly counts: Float64Array;
  /** Points in the raster; the others lie outside, or are NaN. */
  readonly inside: number;
  /** Points in all. */
  readonly rows: number;
}

/** Options of {@link density}. */
export interface DensityOptions extends ScanOptions {
  /** Cells across and up; default 400 × 300. */
  readonly cells?: readonly [x: number, y: number];
  /** Ranges counted; default the data's extremes. */
  readonly xRange?: readonly [number, number];
  readonly yRange?: readonly [number, number];
  /** Cells of equal width in log10; values at or below 0 are left out. Default false. */
  readonly xLog?: boolean;
  readonly yLog?: boolean;
}

/** Cells on each axis at most. */
const MOST_CELLS = 4096;

/**
 * Counts the points `(x, y)` in the cells of a raster: one pass over both columns, and one before over each column
 * whose range is not given.
 * @throws InvalidArgument for columns of unequal length, cells that are no whole numbers from 1 to 4096
 */
export async function density(x: Decimatable, y: Decimatable, options: DensityOptions = {}): Promise<Raster> {
  const [across = 400, up = 300] = options.cells ?? [];
  const source = zipSource({ x, y });
  const given = [options.xRange, options.yRange] as const;
  const found = given.some((range) => range === undefined) ? await bothExtremes(source, given, options) : [];
  const xAxis = axisOf(across, given[0] ?? rangeOf(found[0]!, options.xLog), options.xLog);
  const yAxis = axisOf(up, given[1] ?? rangeOf(found[1]!, options.yLog), options.yLog);
  const request: AggregateRequest = {
    kind: DENSITY,
    columns: ["x", "y"],
    options: { x: { ...xAxis }, y: { ...yAxis } },
  };
  const [counts] = await scan({ source, columns: [0, 1] }, [request], options, "density");
  const cells = counts as Float64Array;
  return {
    x: xAxis,
    y: yAxis,
    counts: cells,
    inside: cells.reduce((sum, count) => sum + count, 0),
    rows: source.length,
  };
}

/** The extremes of those of both columns whose range is not given, in one pass. */
async function bothExtremes(
  source: IndexedSource,
  given: readonly unknown[],
  options: ScanOptions,
): Promise<readonly (FiniteExtremes | undefined)[]> {
  const wanted = given.flatMap((range, position) => (range === undefined ? [position] : []));
  const requests = wanted.map((position) => finiteExtremes([source.columns[position]!.name]));
  const found = await scan({ source, columns: [0, 1] }, requests, options, "extremes");
  return given.map((_, position) => found[wanted.indexOf(position)] as FiniteExtremes | undefined);
}

function axisOf(cells: number, [low, high]: readonly [number, number], log = false): RasterAxis {
  if (!Number.isInteger(cells) || cells < 1 || cells > MOST_CELLS)
    throw new EngineError(
      "InvalidArgument",
      `'cells' must be whole numbers from 1 to ${MOST_CELLS}, got ${String(cells)}`,
    );
  return { low, high, cells, log };
}

function rangeOf({ low, high }: FiniteExtremes, log = false): readonly [number, number] {
  if (Number.isFinite(low) && Number.isFinite(high) && low < high && !(log && low <= 0)) return [low, high];
  if (log && high > 0 && Number.isFinite(high)) return [high / 1e6, high];
  return Number.isFinite(low) && low === high ? [low - 0.5, low + 0.5] : [0, 1];
}
