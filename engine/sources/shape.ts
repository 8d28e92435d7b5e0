/**
 * Shapes in C order.
 * @module
 */
import { EngineError } from "../errors.js";

/** Checks a shape as users write it: a number of elements or the extents of the axes. @throws InvalidArgument */
export function parseShape(shape: number | readonly number[]): readonly number[] {
  const axes = typeof shape === "number" ? [shape] : shape;
  for (const axis of axes)
    if (!Number.isSafeInteger(axis) || axis < 0)
      throw new EngineError("InvalidArgument", `'shape' must hold numbers of elements, 0 or more, got ${String(axis)}`);
  return axes;
}

/** Number of elements. @throws InvalidArgument when it is beyond what a number counts exactly */
export function sizeOfShape(shape: readonly number[]): number {
  const size = shape.reduce((product, n) => product * n, 1);
  if (Number.isSafeInteger(size)) return size;
  throw new EngineError("InvalidArgument", `'shape' [${shape.join(", ")}] has more than 2^53 elements`);
}

/**
 * Position in C order of an element. One index is a position among all elements.
 * @throws OutOfBounds in NumPy's words
 */
export function positionOf(indices: readonly number[], shape: readonly number[]): number {
  const axes = indices.length === 1 ? [sizeOfShape(shape)] : shape;
  if (indices.length !== axes.length)
    throw new EngineError(
      "OutOfBounds",
      `array is ${shape.length}-dimensional, but ${indices.length} indices were given; give ${shape.length}, or one for the position in C order`,
    );
  return indices.reduce((position, index, axis) => {
    const n = axes[axis]!;
    if (!Number.isInteger(index))
      throw new EngineError("OutOfBounds", `only integers are valid indices, got ${String(index)}`);
    if (index < -n || index >= n)
      throw new EngineError("OutOfBounds", `index ${index} is out of bounds for axis ${axis} with size ${n}`);
    return position * n + (index < 0 ? index + n : index);
  }, 0);
}
