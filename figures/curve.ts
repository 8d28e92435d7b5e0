/**
 * A curve over a histogram: a function, or points.
 * @module
 */

/**
 * What is drawn over the bars: a function of the position (a probability density), or points `{ x, y }`; both may
 * carry a `name` for the legend.
 */
export type Curve =
  | ((x: number) => number)
  | { readonly x: ArrayLike<number>; readonly y: ArrayLike<number>; readonly name?: string };

/** Points at which a function is evaluated. */
const SAMPLES = 512;

/**
 * The points of a curve; a function is evaluated at 512 points from `low` to `high`, both included.
 * @throws TypeError when the function gives something else than numbers, or `x` and `y` differ in length
 */
export function sampleCurve(
  curve: Curve,
  low: number,
  high: number,
): { readonly x: Float64Array; readonly y: Float64Array; readonly name: string } {
  if (typeof curve === "function") {
    const x = Float64Array.from({ length: SAMPLES }, (_, index) => low + ((high - low) * index) / (SAMPLES - 1));
    const y = x.map((at) => {
      const value: unknown = curve(at);
      if (typeof value === "number") return value;
      throw new TypeError(`the curve must give a number for every x, got ${typeof value} for ${at}`);
    });
    return { x, y, name: curve.name === "" || curve.name === "curve" ? "curve" : curve.name };
  }
  if (!curve?.x || !curve.y || curve.x.length !== curve.y.length) {
    throw new TypeError("a curve is a function x => y, or { x, y } with arrays of one length");
  }
  return { x: Float64Array.from(curve.x), y: Float64Array.from(curve.y), name: curve.name ?? "curve" };
}
