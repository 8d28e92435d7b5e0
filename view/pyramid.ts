/**
 * Reads a pyramid of least and greatest values: zooms without a kernel. Extremes are exact on the edges of blocks.
 * @module
 */
import type { StaticLevel, StaticPyramid } from "../contract/index.js";

/** A line for a view: two points a block, at its start and its middle. */
export interface PyramidLine {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Rows of one block of the level that was used. */
  readonly block: number;
}

/** Blocks for each device pixel at least, where the finest level has them. */
const BLOCKS_PER_PIXEL = 2;

interface Level {
  readonly block: number;
  readonly blocks: number;
  readonly minmax: Float32Array;
  readonly x: Float64Array | undefined;
}

/** A pyramid whose levels are decoded. */
export interface PyramidReader {
  /**
   * The line in view from the coarsest level that still has two blocks a pixel, with one block on each side.
   * @param range lowest and highest x in view; undefined for all
   * @param width plot area in device pixels
   */
  line(range: readonly [number, number] | undefined, width: number): PyramidLine;
}

/** Decodes a pyramid, level by level as they are needed. */
export function readPyramid(pyramid: StaticPyramid): PyramidReader {
  const decoded = new Map<StaticLevel, Level>();
  const levelOf = (level: StaticLevel): Level => {
    const known = decoded.get(level) ?? decode(level);
    decoded.set(level, known);
    return known;
  };
  return {
    line(range, width) {
      let level = levelOf(pyramid.levels[0]!);
      for (const coarser of pyramid.levels) {
        const candidate = levelOf(coarser);
        const [start, stop] = blocksIn(pyramid, candidate, range);
        if (stop - start < BLOCKS_PER_PIXEL * width) break;
        level = candidate;
      }
      const [start, stop] = blocksIn(pyramid, level, range);
      return points(pyramid, level, Math.max(0, start - 1), Math.min(level.blocks, stop + 1));
    },
  };
}

function decode({ block, minmax, x }: StaticLevel): Level {
  const values = new Float32Array(bytesOf(minmax).buffer as ArrayBuffer);
  const decoded = x === undefined ? undefined : new Float64Array(bytesOf(x).buffer as ArrayBuffer);
  return { block, blocks: values.length / 2, minmax: values, x: decoded };
}

/** Bytes of base64 text; `atob` is in browsers and in Node. */
function bytesOf(base64: string): Uint8Array {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index);
  return bytes;
}

/** x of a block's first row; past the last block, of the last row. */
function startOf({ x, rows }: StaticPyramid, level: Level, block: number): number {
  if (level.x !== undefined) return level.x[Math.min(block, level.x.length - 1)]!;
  const { start, step } = x ?? { start: 0, step: 1 };
  return start + step * Math.min(block * level.block, rows - 1);
}

/** First and last block, the last excluded, that reach into a range. */
function blocksIn(
  pyramid: StaticPyramid,
  level: Level,
  range: readonly [number, number] | undefined,
): readonly [number, number] {
  if (range === undefined) return [0, level.blocks];
  const [low, high] = range[0] <= range[1] ? range : [range[1], range[0]];
  return [Math.max(0, firstAfter(pyramid, level, low) - 1), firstAfter(pyramid, level, high)];
}

/** Number of blocks that start at or below a value. */
function firstAfter(pyramid: StaticPyramid, level: Level, value: number): number {
  let [low, high] = [0, level.blocks];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (startOf(pyramid, level, middle) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function points(pyramid: StaticPyramid, level: Level, start: number, stop: number): PyramidLine {
  const n = Math.max(0, stop - start);
  const x = new Float64Array(2 * n);
  const y = new Float64Array(2 * n);
  for (let k = 0; k < n; k++) {
    const at = startOf(pyramid, level, start + k);
    x[2 * k] = at;
    x[2 * k + 1] = (at + startOf(pyramid, level, start + k + 1)) / 2;
    y[2 * k] = level.minmax[2 * (start + k)]!;
    y[2 * k + 1] = level.minmax[2 * (start + k) + 1]!;
  }
  return { x, y, block: level.block };
}
