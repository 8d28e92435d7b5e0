/**
 * Evenly spaced numbers.
 * @module
 */
import { Column } from "./column.js";
import { EngineError } from "./errors.js";
import { rangeSource } from "./sources/range.js";

/** Options of {@link linspace}. */
export interface LinspaceOptions {
  /** Whether `stop` is the last number; true unless told, as in NumPy. */
  readonly endpoint?: boolean;
}

/**
 * `num` numbers from `start` to `stop`, bit for bit those of `numpy.linspace`.
 * @param num how many, 50 unless told, as in NumPy
 * @throws InvalidArgument for a `num` that is no number of elements, or borders that are no numbers
 */
export function linspace(
  start: number,
  stop: number,
  num = 50,
  { endpoint = true }: LinspaceOptions = {},
): Float64Array {
  requireNumbers("linspace", { start, stop });
  if (!Number.isInteger(num) || num < 0 || num > 2 ** 32 - 1) {
    throw new EngineError("InvalidArgument", `number of samples, ${String(num)}, must be a non-negative integer`);
  }
  const divisions = endpoint ? num - 1 : num;
  const distance = stop - start;
  const step = distance / divisions;
  // NumPy divides first where the step would vanish.
  const at = (i: number): number => (step === 0 ? (i / divisions) * distance : i * step) + start;
  const values = Float64Array.from({ length: num }, (_, i) => (divisions > 0 ? at(i) : start));
  if (endpoint && num > 1) values[num - 1] = stop;
  return values;
}

/**
 * Numbers from `start` up to but without `stop`, as a lazy column of float64: element i is `start + i · step`, exact
 * for integers up to 2^53. As Python's `range`, or `numpy.arange` for fractions.
 * @throws InvalidArgument for a step of zero, numbers that are not finite, more than 2^53 elements
 * @example range(288_000_000).slice(0, undefined, 2880)
 */
export function range(stop: number): Column<"float64">;
export function range(start: number, stop: number, step?: number): Column<"float64">;
export function range(first: number, second?: number, step = 1): Column<"float64"> {
  const [start, stop] = second === undefined ? [0, first] : [first, second];
  requireNumbers("range", { start, stop, step });
  if (step === 0) throw new EngineError("InvalidArgument", "range() step must not be zero");
  const length = Math.max(0, Math.ceil((stop - start) / step));
  if (!Number.isSafeInteger(length)) {
    throw new EngineError("InvalidArgument", `range(${start}, ${stop}, ${step}) has more than 2^53 - 1 elements`);
  }
  return new Column({ source: rangeSource(start, step, length), position: 0, element: (row) => start + row * step });
}

function requireNumbers(what: string, values: { readonly [name: string]: unknown }): void {
  for (const [name, value] of Object.entries(values)) {
    if (!Number.isFinite(value)) {
      throw new EngineError("InvalidArgument", `${what}: ${name} must be a finite number; got ${String(value)}`);
    }
  }
}
