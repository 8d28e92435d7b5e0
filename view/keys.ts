/**
 * Views by keyboard: arrows move, plus and minus zoom.
 * @module
 */
import { numberOf, type Relayout } from "./ranges.js";

/** An axis of a figure's layout, as far as it is looked at. */
export interface KeyAxis {
  readonly range?: readonly unknown[];
  readonly type?: string;
  readonly fixedrange?: boolean;
}

/** Share of an axis by which an arrow moves it. */
const STEP = 0.1;

/** For each key the axes it is for, and where the ends of a range from 0 to 1 go. */
const KEYS: ReadonlyMap<string, readonly [letter: "x" | "y", low: number, high: number]> = new Map([
  ["ArrowLeft", ["x", -STEP, 1 - STEP]],
  ["ArrowRight", ["x", STEP, 1 + STEP]],
  ["ArrowDown", ["y", -STEP, 1 - STEP]],
  ["ArrowUp", ["y", STEP, 1 + STEP]],
  ["+", ["x", 0.25, 0.75]],
  ["=", ["x", 0.25, 0.75]],
  ["-", ["x", -0.5, 1.5]],
]);

/** Keys that are understood, as `aria-keyshortcuts` names them. */
export const KEY_NAMES = "ArrowLeft ArrowRight ArrowUp ArrowDown + - 0";

/**
 * The update that a key asks for: all x or all y axes moved by a tenth, all x axes zoomed by two around their middle,
 * or with `0` all axes as they were first. Undefined for other keys, and where no axis may move.
 * @param now the layout as it stands, with the ranges in view
 * @param first the layout as it came
 */
export function keyView(
  key: string,
  now: { readonly [name: string]: unknown },
  first: { readonly [name: string]: unknown },
): Relayout | undefined {
  const update: { [name: string]: unknown } = {};
  const [letter, from, to] = KEYS.get(key) ?? [];
  if (letter === undefined && key !== "0") return undefined;
  for (const [name, axis] of axesOf(now)) {
    if (axis.fixedrange === true) continue;
    if (from === undefined || to === undefined) {
      const range = (first[name] as KeyAxis | undefined)?.range;
      if (range === undefined) update[`${name}.autorange`] = true;
      else update[`${name}.range`] = [...range];
    } else if (name.startsWith(String(letter))) {
      const moved = movedRange(axis, from, to);
      if (moved !== undefined) update[`${name}.range`] = moved;
    }
  }
  return Object.keys(update).length === 0 ? undefined : update;
}

function axesOf(layout: { readonly [name: string]: unknown }): [name: string, axis: KeyAxis][] {
  return Object.entries(layout).filter(
    (entry): entry is [string, KeyAxis] => /^[xy]axis\d*$/.test(entry[0]) && typeof entry[1] === "object",
  );
}

/** Ends of a range moved to shares of it; undefined where an end is no place, or the range too narrow to be written. */
function movedRange({ range, type }: KeyAxis, from: number, to: number): readonly (number | string)[] | undefined {
  const [low, high] = (range ?? []).map((end) => (typeof end === "number" ? end : numberOf(String(end))));
  if (low === undefined || high === undefined) return undefined;
  const ends = [from, to].map((share) => low + share * (high - low));
  if (!ends.every(Number.isFinite)) return undefined;
  if (type !== "date") return ends;
  const dates = ends.map((end) => new Date(end)).filter((date) => !Number.isNaN(date.getTime()));
  if (dates.length < 2 || dates[0]?.getTime() === dates[1]?.getTime()) return undefined;
  return dates.map((date) => date.toISOString().replace("T", " ").replace("Z", ""));
}
