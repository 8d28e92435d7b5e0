/**
 * The pyramid that a figure carries, so that it still refines when there is no kernel.
 * @module
 */
import type { StaticLevel, StaticPyramid, Trace } from "../contract/index.js";
import { type Blocks, coarser } from "../engine/decimate/blocks.js";
import { gatherRows } from "../engine/decimate/gather.js";
import type { ScannedColumn } from "./columns.js";

/** Bytes of base64 text that a figure's pyramids take when nobody says otherwise. */
const DEFAULT_BYTES = 200_000;

/** Environment variable that says how many kilobytes a figure's pyramids may take; 0 turns them off. */
export const PYRAMID_VARIABLE = "BIGDATA_PYRAMID_KB";

/** Blocks of one level that stand for one of the next. */
const FACTOR = 4;

/** Blocks of the coarsest level: two a pixel of a small figure. */
const COARSEST = 1500;

/**
 * Blocks that the ground level of one of `traces` pyramids may have.
 * @param bytesPerBlock 8 for extremes alone, 16 with the block's first x
 */
export function affordableBlocks(traces: number, bytesPerBlock: number): number {
  const asked = Number(process.env[PYRAMID_VARIABLE] ?? Number.NaN);
  const bytes = Number.isFinite(asked) && asked >= 0 ? asked * 1000 : DEFAULT_BYTES;
  const levels = FACTOR / (FACTOR - 1);
  return Math.floor((bytes * 3) / 4 / levels / bytesPerBlock / Math.max(1, traces));
}

/** Where the x of a line come from. */
export type LineX = { readonly start: number; readonly step: number } | ScannedColumn;

/** The pyramid over blocks; `trace` is set when the figure is put together. */
export async function makePyramid(blocks: Blocks, rows: number, x: LineX): Promise<Omit<StaticPyramid, "trace">> {
  const regular = "step" in x;
  const levels: StaticLevel[] = [];
  for (let level = blocks; ; level = coarser(level, FACTOR)) {
    const starts = Float64Array.from(level.min, (_, block) => block * level.rows);
    const column = regular ? undefined : await gatherRows(x.source, x.position, starts);
    levels.push({ block: level.rows, minmax: base64(interleaved(level)), ...(column && { x: base64(column) }) });
    if (level.min.length <= COARSEST) break;
  }
  return { rows, x: regular ? { start: x.start, step: x.step } : null, levels };
}

/** The same pyramid over other positions, where it carries positions. */
export function mapPyramidX<P extends Omit<StaticPyramid, "trace">>(pyramid: P, map: (x: number) => number): P {
  const levels = pyramid.levels.map(({ x, ...level }): StaticLevel => {
    if (x === undefined) return level;
    const bytes = new Uint8Array(Buffer.from(x, "base64"));
    return { ...level, x: base64(new Float64Array(bytes.buffer).map(map)) };
  });
  return { ...pyramid, levels };
}

function interleaved({ min, max }: Blocks): Float32Array {
  const values = new Float32Array(min.length * 2);
  min.forEach((least, block) => {
    values[2 * block] = least;
    values[2 * block + 1] = max[block] ?? Number.NaN;
  });
  return values;
}

function base64(array: Float32Array | Float64Array): string {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString("base64");
}

/** Number of traces of a figure that may carry a pyramid. */
export function pyramidTraces(data: readonly Trace[]): number {
  return data.filter(({ type = "scatter", mode = "lines" }) => type.startsWith("scatter") && mode.includes("lines"))
    .length;
}
