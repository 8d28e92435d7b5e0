import type { IndexedSource } from "../../contract/index.js";
import { isDTypeName } from "../dtype.js";
import { EngineError } from "../errors.js";
import { rollingSource, type Smoothing } from "./source.js";

/** Widest window: rows that each thread holds at once, some 200 MB. */
const WIDEST = 2 ** 22;

/** Widest window of a polynomial: its cost for each row is the window's length. */
const WIDEST_SAVGOL = 9999;

/** Options of `rolling`. */
export interface RollingOptions {
  /** Whether a row stands in the middle of its window instead of at its end; false unless told, as in pandas. */
  readonly center?: boolean;
}

/**
 * Windows sliding over a column. Each method gives a lazy float64 column of the same length, read and smoothed in
 * pieces on all cores; no value depends on the pieces. A NaN or null makes the windows that hold it NaN.
 */
export interface Rolling<C> {
  /** Rows of a window. */
  readonly window: number;
  /** Means, good to about 1 ulp; NaN where the window is not full. As pandas' `rolling(window).mean()`. */
  mean(): C;
  /** Exact medians; NaN where the window is not full. As pandas' `rolling(window).median()`. */
  median(): C;
  /**
   * Savitzky–Golay smoothing: each row from the least-squares polynomial through the window around it, at both ends
   * from that of the first and last window. As `scipy.signal.savgol_filter(x, window, order)`; always centred.
   * @param order degree of the polynomial, less than the window, at most 20
   * @throws InvalidArgument for an even window, one longer than the column or than 9,999 rows, or a bad order
   */
  savgol(order: number): C;
}

/**
 * Windows of `window` rows over one column of a source.
 * @param make builds a column on a source of one column
 * @throws InvalidArgument for a window that is no number of rows, UnsupportedType for columns that are not numbers
 */
export function rolling<C>(
  source: IndexedSource,
  position: number,
  window: number,
  options: RollingOptions,
  make: (source: IndexedSource) => C,
): Rolling<C> {
  const { type } = source.columns[position]!;
  if (!isDTypeName(type)) throw new EngineError("UnsupportedType", `rolling takes numbers; the column is ${type}`);
  if (!Number.isInteger(window) || window < 1 || window > WIDEST) {
    throw new EngineError("InvalidArgument", `window must be an integer from 1 to ${WIDEST}; got ${String(window)}`);
  }
  const before = options.center ? window - 1 - Math.floor((window - 1) / 2) : window - 1;
  const build = (smoothing: Smoothing): C => make(rollingSource(source, position, smoothing));
  return {
    window,
    mean: () => build({ method: "mean", window, before }),
    median: () => build({ method: "median", window, before }),
    savgol(order) {
      if (window % 2 === 0 || window > Math.min(source.length, WIDEST_SAVGOL)) {
        throw new EngineError(
          "InvalidArgument",
          `savgol: the window must be odd, at most ${WIDEST_SAVGOL} and no longer than the column (${source.length}); got ${window}`,
        );
      }
      if (!Number.isInteger(order) || order < 0 || order >= window || order > 20) {
        throw new EngineError(
          "InvalidArgument",
          `savgol: order must be an integer from 0 to ${Math.min(20, window - 1)} (less than the window); got ${String(order)}`,
        );
      }
      return build({ method: "savgol", window, order });
    },
  };
}
