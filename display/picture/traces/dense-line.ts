/**
 * Lines so dense that they are all but areas: drawn by what they cover in each quarter of a pixel column.
 * @module
 */
import type { Mask } from "../mask.js";

/** Strips of a pixel column whose heights are found one by one. */
const STRIPS = 4;

/** Lengths of the plot's width that a line may go up and down before it counts as dense. */
const DENSE = 50;

/** Whether a line runs from left to right, and so much up and down that its strokes lie over each other. */
export function isDense(x: Float64Array, y: Float64Array, width: number): boolean {
  let last = -1;
  let way = 0;
  for (let index = 0; index < x.length; index++) {
    if (!Number.isFinite(x[index]!) || !Number.isFinite(y[index]!)) continue;
    if (last >= 0) {
      if (x[index]! < x[last]!) return false;
      way += Math.abs(y[index]! - y[last]!);
    }
    last = index;
  }
  return way > DENSE * width;
}

/**
 * Covers what a line that runs from left to right covers. A stroke through a strip of slope `s` is `w · √(1 + s²)` high,
 * which is exact but for the corners.
 * @param mask an empty one
 * @param x in pixels of the mask; a point that is not finite interrupts the line
 * @param width of the stroke, in pixels of the mask
 */
export function coverLine(mask: Mask, x: Float64Array, y: Float64Array, width: number): void {
  const strips = mask.width * STRIPS;
  const low = new Float32Array(strips);
  const high = new Float32Array(strips);
  let from = 0;
  for (let index = 0; index <= x.length; index++) {
    if (index < x.length && Number.isFinite(x[index]!) && Number.isFinite(y[index]!)) continue;
    if (index - from > 1) {
      low.fill(Number.POSITIVE_INFINITY);
      high.fill(Number.NEGATIVE_INFINITY);
      for (let k = from + 1; k < index; k++) addSegment(low, high, x[k - 1]!, y[k - 1]!, x[k]!, y[k]!);
      addSteps(mask, low, high, width, x[from]!, x[index - 1]!);
    }
    from = index + 1;
  }
  sumUp(mask);
}

/** Widens the strips that a segment passes by its heights there. */
function addSegment(low: Float32Array, high: Float32Array, x0: number, y0: number, x1: number, y1: number): void {
  const a = x0 * STRIPS;
  const b = x1 * STRIPS;
  const first = Math.max(0, Math.floor(a));
  const last = Math.min(low.length - 1, Math.floor(b));
  const slope = b > a ? (y1 - y0) / (b - a) : 0;
  for (let strip = first; strip <= last; strip++) {
    const at = strip <= a ? y0 : y0 + slope * (strip - a);
    const to = strip + 1 >= b ? y1 : y0 + slope * (strip + 1 - a);
    const [least, most] = at < to ? [at, to] : [to, at];
    if (least < low[strip]!) low[strip] = least;
    if (most > high[strip]!) high[strip] = most;
  }
}

/**
 * Notes for each strip where its stroke begins and ends, between the extremes of the strips within half a stroke of it, as
 * steps: summed up from the top they are the share of each pixel.
 */
function addSteps(mask: Mask, low: Float32Array, high: Float32Array, width: number, from: number, to: number): void {
  const reach = Math.max(0, Math.round((width / 2) * STRIPS - 0.5));
  const last = Math.min(low.length - 1, Math.floor(to * STRIPS) + reach);
  for (let strip = Math.max(0, Math.floor(from * STRIPS) - reach); strip <= last; strip++) {
    let least = Number.POSITIVE_INFINITY;
    let most = Number.NEGATIVE_INFINITY;
    const stop = Math.min(low.length - 1, strip + reach);
    for (let near = Math.max(0, strip - reach); near <= stop; near++) {
      if (low[near]! < least) least = low[near]!;
      if (high[near]! > most) most = high[near]!;
    }
    if (least > most) continue;
    const half = Math.hypot(most - least, width) / 2;
    const top = Math.max(0, (least + most) / 2 - half);
    const bottom = Math.min(mask.height, (least + most) / 2 + half);
    if (!(top < bottom)) continue;
    const column = Math.floor(strip / STRIPS);
    addStep(mask, column, top, 1 / STRIPS);
    addStep(mask, column, bottom, -1 / STRIPS);
  }
}

/** A step at a height inside a pixel: the pixel takes its part, the next the rest. */
function addStep({ cover, width, height }: Mask, column: number, at: number, size: number): void {
  const row = Math.floor(at);
  const rest = at - row;
  if (row < height) cover[row * width + column]! += size * (1 - rest);
  if (row + 1 < height) cover[(row + 1) * width + column]! += size * rest;
}

/** From steps to shares. Where pieces of a line meet in a pixel it is covered once at most. */
function sumUp({ cover, width }: Mask): void {
  for (let at = width; at < cover.length; at++) cover[at]! += cover[at - width]!;
  // sums of floats miss 0 and 1 by a little
  for (let at = 0; at < cover.length; at++) cover[at] = Math.max(0, Math.min(1, Math.round(cover[at]! * 1024) / 1024));
}
