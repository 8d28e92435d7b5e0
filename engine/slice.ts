/**
 * Slice arithmetic, as Python's `slice.indices`.
 * @module
 */
import { EngineError } from "./errors.js";

/** Rows of a slice: `start + i · step` for `i` below `length`. */
export interface Slice {
  readonly start: number;
  readonly step: number;
  readonly length: number;
}

/**
 * Python's meaning of `[start:stop:step]` over `size` elements: negative positions count from the end, positions
 * outside are clipped, a negative step runs backwards.
 * @throws InvalidArgument for a step of zero and positions that are no integers
 */
export function sliceIndices(size: number, start?: number, stop?: number, step = 1): Slice {
  for (const [name, value] of Object.entries({ start, stop, step }))
    if (value !== undefined && !Number.isInteger(value))
      throw new EngineError("InvalidArgument", `slice indices must be integers, got ${name} = ${String(value)}`);
  if (step === 0) throw new EngineError("InvalidArgument", "slice step cannot be zero");
  const [least, most] = step > 0 ? [0, size] : [-1, size - 1];
  const clip = (position: number): number => Math.min(Math.max(position < 0 ? position + size : position, least), most);
  const from = start === undefined ? (step > 0 ? least : most) : clip(start);
  const to = stop === undefined ? (step > 0 ? most : least) : clip(stop);
  return { start: from, step, length: Math.max(0, Math.ceil((to - from) / step)) };
}

/** Row of an index, negative ones from the end. @throws OutOfBounds in NumPy's words */
export function checkIndex(index: number, size: number): number {
  if (!Number.isInteger(index))
    throw new EngineError("OutOfBounds", `only integers are valid indices, got ${String(index)}`);
  if (index < -size || index >= size)
    throw new EngineError("OutOfBounds", `index ${index} is out of bounds for axis 0 with size ${size}`);
  return index < 0 ? index + size : index;
}
