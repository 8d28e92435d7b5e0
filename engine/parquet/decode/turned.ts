/**
 * Stored numbers → those of the column's type.
 * @module
 */
import type { Meaning } from "../columns.js";
import type { PageKernels } from "./kernels.js";
import type { Room } from "./memory.js";

/** Where the values of `n` rows are; undefined when one does not fit the type. */
export function turned(
  meaning: Meaning,
  from: number,
  n: number,
  room: Room,
  kernels: PageKernels,
): number | undefined {
  switch (meaning) {
    case "narrow1":
    case "narrow2": {
      const width = meaning === "narrow1" ? 1 : 2;
      const to = room.of(n * width);
      kernels.narrow(width, from, n, to);
      return to;
    }
    case "days": {
      const to = room.of(n * 8);
      kernels.days(from, n, to);
      return to;
    }
    case "millis": {
      const to = room.of(n * 8);
      return kernels.millis(from, n, to) === 0 ? undefined : to;
    }
    default:
      return from;
  }
}
