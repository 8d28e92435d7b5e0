/**
 * Positions of a trace's points on its axes.
 * @module
 */
import { elements } from "../arrays.js";
import type { AxisScale } from "../axis.js";
import { number, type Plain } from "../plain.js";

/** Points in axis units; NaN where a point has no place. */
export interface Points {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/**
 * `x` and `y` of a trace; an absent one counts 0, 1, 2 … (Plotly's `x0` and `dx`). As long as the shorter of both.
 */
export function points(trace: Plain, x: AxisScale, y: AxisScale): Points {
  const xs = elements(trace["x"]);
  const ys = elements(trace["y"]);
  const length = Math.min(xs?.length ?? Number.POSITIVE_INFINITY, ys?.length ?? Number.POSITIVE_INFINITY);
  const count = Number.isFinite(length) ? length : 0;
  return { x: along(trace, "x", xs, x, count), y: along(trace, "y", ys, y, count) };
}

function along(
  trace: Plain,
  letter: "x" | "y",
  values: ArrayLike<unknown> | undefined,
  axis: AxisScale,
  count: number,
): Float64Array {
  const first = number(trace, `${letter}0`, 0);
  const step = number(trace, `d${letter}`, 1);
  const result = new Float64Array(count);
  for (let index = 0; index < count; index++) {
    result[index] = axis.calc(values === undefined ? first + index * step : values[index]);
  }
  return result;
}

/** The value of an attribute that is either one for all points or one for each (`arrayOk`). */
export function each(value: unknown): (index: number) => unknown {
  const list = elements(value);
  return list === undefined ? () => value : (index) => list[index];
}
