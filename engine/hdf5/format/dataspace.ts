/**
 * Dataspace messages: extents.
 * @module
 */
import type { Dataspace } from "../model.js";
import type { Cursor } from "./cursor.js";

/** The library's own limit. */
const MOST_AXES = 32;

/** Reads a dataspace of version 1 or 2. @throws CorruptData */
export function readDataspace(cursor: Cursor): Dataspace {
  const version = cursor.u8();
  const rank = cursor.u8();
  const flags = cursor.u8();
  if (version !== 1 && version !== 2) throw cursor.broken(`version ${version}, expected 1 or 2`);
  if (rank > MOST_AXES) throw cursor.broken(`${rank} axes, at most ${MOST_AXES} are possible`);
  const type = cursor.u8();
  if (version === 1) cursor.skip(4);
  else if (type === 2) return { shape: undefined };
  else if (type > 2) throw cursor.broken(`type ${type}, expected 0, 1 or 2`);
  const shape = Array.from({ length: rank }, () => cursor.u64());
  if (!Number.isSafeInteger(shape.reduce((product, n) => product * Math.max(n, 1), 1)))
    throw cursor.broken(`extents ${shape.join(" × ")} hold more than 2^53 elements`);
  if ((flags & 1) === 0) return { shape };
  const limits = Array.from({ length: rank }, () => cursor.address());
  shape.forEach((n, axis) => {
    const limit = limits[axis];
    if (limit !== undefined && limit < n) throw cursor.broken(`axis ${axis} has ${n} elements, at most ${limit}`);
  });
  return { shape, limits };
}

/** Number of elements; 0 for a null dataspace. */
export function elementsOf(space: Dataspace): number {
  return space.shape === undefined ? 0 : space.shape.reduce((product, n) => product * n, 1);
}
