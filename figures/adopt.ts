/**
 * Arrow vectors in specifications.
 * @module
 */
import type { Trace } from "../contract/index.js";
import { isArrowVector } from "../engine/rows/from-arrow.js";
import type { ToColumn } from "./columns.js";

/** A trace whose Arrow vectors are columns, also those of its marker; all else as it is. */
export function adopted(trace: Trace, toColumn: ToColumn): Trace {
  const { marker } = trace;
  const own = withColumns(trace, toColumn);
  return marker === undefined ? own : { ...own, marker: withColumns(marker, toColumn) };
}

function withColumns<T extends object>(attributes: T, toColumn: ToColumn): T {
  const entries = Object.entries(attributes);
  if (!entries.some(([, value]) => isArrowVector(value))) return attributes;
  const changed = entries.map(([name, value]) => [
    name,
    isArrowVector(value) ? toColumn(value as unknown as ArrayLike<unknown>) : value,
  ]);
  return Object.fromEntries(changed) as T;
}
