/**
 * Figures with a range slider: a refined line keeps its coarse course outside the view, which the slider shows.
 * @module
 */
import type { Json, JsonObject, Layout, Trace } from "../contract/index.js";
import { elements } from "../display/picture/arrays.js";
import type { PlotTrace, ViewRange } from "./resolved.js";

/** Whether a slider shows the whole of a trace below its axis. */
export function hasSlider(trace: Trace, layout: Layout): boolean {
  const axis = layout[`xaxis${String(trace.xaxis ?? "x").slice(1)}`];
  if (typeof axis !== "object" || axis === null || !("rangeslider" in axis)) return false;
  const { rangeslider } = axis;
  return (
    typeof rangeslider === "object" && rangeslider !== null && (rangeslider as { visible?: unknown }).visible !== false
  );
}

/**
 * A refined line between the coarse points before and after it.
 * @param refined what a view shows
 * @param whole the trace of the figure as it was first shown
 * @param view in the axis' own numbers
 */
export function withOverview(refined: PlotTrace, whole: JsonObject, view: ViewRange): PlotTrace {
  const coarse = elements(whole["x"]);
  const fine = refined["x"];
  if (coarse === undefined || !ArrayBuffer.isView(fine)) return refined;
  const at = (position: number): number => Number(coarse[position] ?? Number.NaN);
  const [first, last] = ends(fine as Float64Array, view);
  let before = 0;
  while (before < coarse.length && !(at(before) >= first)) before++;
  let after = coarse.length;
  while (after > before && !(at(after - 1) <= last)) after--;
  const length = (fine as Float64Array).length;
  const joined = (value: unknown, known: Json | undefined): unknown => {
    const own = listOf(value);
    if (own !== undefined) {
      const all = own.length === length ? elements(known) : undefined;
      if (all === undefined || all.length !== coarse.length) return value;
      const parts = [Array.from(all).slice(0, before), Array.from(own), Array.from(all).slice(after)].flat();
      return ArrayBuffer.isView(value)
        ? Float64Array.from(parts, (part) => (part === null ? Number.NaN : Number(part)))
        : parts;
    }
    if (typeof value !== "object" || value === null || typeof known !== "object" || known === null) return value;
    const inner = known as JsonObject;
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, joined(entry, inner[key])]));
  };
  return joined(refined, whole) as PlotTrace;
}

/** The refined points with their neighbours, or the view where it holds none. */
function ends(fine: Float64Array, [low, high]: ViewRange): ViewRange {
  return [Math.min(low, fine[0] ?? low), Math.max(high, fine.at(-1) ?? high)];
}

function listOf(value: unknown): ArrayLike<unknown> | undefined {
  if (Array.isArray(value)) return value;
  return ArrayBuffer.isView(value) && "length" in value ? (value as unknown as ArrayLike<unknown>) : undefined;
}
