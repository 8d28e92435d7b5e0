/**
 * Ranges of axes, from the events that Plotly gives when a figure is zoomed, moved or reset.
 * @module
 */
import type { AxisRange } from "../contract/index.js";

/** Ranges in view by axis (`"xaxis"`, `"yaxis2"`); null means the full extent. */
export type ViewRanges = { readonly [axis: string]: AxisRange | null };

/** The update of a `plotly_relayout` event. */
export type Relayout = { readonly [key: string]: unknown };

const KEY = /^([xy]axis\d*)\.(range|range\[0\]|range\[1\]|autorange)$/;

/**
 * The ranges after an event, or undefined when it changed no range (size, mode bar, …). Half an event (one end only)
 * keeps the other end.
 */
export function afterRelayout(before: ViewRanges, update: Relayout): ViewRanges | undefined {
  const after: { [axis: string]: AxisRange | null } = { ...before };
  let changed = false;
  for (const [key, value] of Object.entries(update)) {
    const [, axis, what] = KEY.exec(key) ?? [];
    if (axis === undefined) continue;
    const [low, high] = after[axis] ?? [undefined, undefined];
    if (what === "autorange") {
      if (value === false) continue;
      after[axis] = null;
    } else if (what === "range") {
      if (!Array.isArray(value) || !isEnd(value[0]) || !isEnd(value[1])) continue;
      after[axis] = [value[0], value[1]];
    } else if (isEnd(value)) {
      const other = update[`${axis}.range[${what === "range[0]" ? 1 : 0}]`];
      const kept = isEnd(other) ? other : what === "range[0]" ? high : low;
      if (kept === undefined) continue;
      after[axis] = what === "range[0]" ? [value, kept] : [kept, value];
    }
    changed = true;
  }
  return changed && !sameRanges(before, after) ? after : undefined;
}

function isEnd(value: unknown): value is number | string {
  return typeof value === "string" || (typeof value === "number" && Number.isFinite(value));
}

/** Whether two views are the same; an axis that is not named shows its full extent. */
export function sameRanges(a: ViewRanges, b: ViewRanges): boolean {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((axis) => {
    const [one, other] = [a[axis] ?? null, b[axis] ?? null];
    return one === other || (one !== null && other !== null && one[0] === other[0] && one[1] === other[1]);
  });
}

/** An end of a range as a number; Plotly's dates (`"2024-01-31 12:00:00.5"`) are UTC, and become milliseconds. */
export function numberOf(end: number | string): number {
  if (typeof end === "number") return end;
  const [day = "", time = "00:00:00"] = end.trim().split(/[ T]/);
  return Date.parse(`${day}T${/^\d+:\d+$/.test(time) ? `${time}:00` : time}Z`);
}
