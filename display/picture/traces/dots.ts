/**
 * Many round markers of one colour: each is a stamp on a mask.
 * @module
 */
import type { Mask } from "../mask.js";

/** Places of a marker's middle within a pixel that have stamps of their own, across and up. */
const PLACES = 4;

/** Widest marker, in places. */
const MOST_WIDE = 120 * PLACES;

/** Markers beyond which they are stamped. */
export const MANY_DOTS = 1000;

/** A small square of coverage; of each row the part that is covered. */
interface Stamp {
  readonly size: number;
  readonly cover: Float32Array;
  readonly starts: Uint8Array;
  readonly stops: Uint8Array;
}

/** Stamps round markers; each covers its part of what those before it left free. */
export interface DotStamper {
  /** @param x middle, in pixels of the mask @param diameter in the same @param opacity from 0 to 1 */
  add(x: number, y: number, diameter: number, opacity: number): void;
}

/** A stamper for a mask. */
export function dotStamper({ cover, width, height }: Mask): DotStamper {
  const stamps = new Map<number, Stamp>();
  return {
    add(x, y, diameter, opacity) {
      const column = Math.floor(x);
      const row = Math.floor(y);
      const across = Math.floor((x - column) * PLACES);
      const up = Math.floor((y - row) * PLACES);
      const wide = Math.min(MOST_WIDE, Math.round(diameter * PLACES));
      const key = (wide * PLACES + across) * PLACES + up;
      let stamp = stamps.get(key);
      if (stamp === undefined) {
        stamp = stampOf(wide / PLACES / 2, (across + 0.5) / PLACES, (up + 0.5) / PLACES);
        stamps.set(key, stamp);
      }
      const { size, cover: share, starts, stops } = stamp;
      const left = column - (size >> 1);
      const top = row - (size >> 1);
      const lastRow = Math.min(size, height - top);
      for (let v = Math.max(0, -top); v < lastRow; v++) {
        const line = (top + v) * width + left;
        const last = Math.min(stops[v]!, width - left);
        for (let u = Math.max(starts[v]!, -left); u < last; u++)
          cover[line + u]! += (1 - cover[line + u]!) * share[v * size + u]! * opacity;
      }
    },
  };
}

/** A disc around a place in the stamp's middle pixel; edges fade over one pixel. */
function stampOf(radius: number, across: number, up: number): Stamp {
  const half = Math.ceil(radius + 1);
  const size = 2 * half + 1;
  const cover = new Float32Array(size * size);
  const starts = new Uint8Array(size).fill(size);
  const stops = new Uint8Array(size);
  for (let v = 0; v < size; v++) {
    for (let u = 0; u < size; u++) {
      const distance = Math.hypot(u + 0.5 - half - across, v + 0.5 - half - up);
      const share = Math.max(0, Math.min(1, radius + 0.5 - distance));
      if (share === 0) continue;
      cover[v * size + u] = share;
      starts[v] = Math.min(starts[v]!, u);
      stops[v] = u + 1;
    }
  }
  return { size, cover, starts, stops };
}
