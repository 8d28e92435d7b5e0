/**
 * gather: the selected elements themselves, in row order.
 * @module
 */
import type { Aggregate } from "../../contract/index.js";
import { memoryWidth } from "../dtype.js";
import { perGroup } from "./per-group.js";
import { countedRows, numericType } from "./values.js";

/** Bytes of elements, in parts, in row order. */
interface State {
  readonly parts: Uint8Array[];
}

/** The `"gather"` aggregate: ordered, its result are the elements' bytes in native order, in parts. */
export function gatherAggregate(): Aggregate<unknown, readonly Uint8Array[]> {
  return perGroup<State, readonly Uint8Array[]>({
    kind: "gather",
    order: "ordered",
    fresh: () => ({ parts: [] }),
    update(state, batch, columns, arena, selection) {
      const column = batch.columns[columns[0]!]!;
      const width = memoryWidth(numericType(column, "gather"));
      const rows = countedRows(batch, column, arena, selection);
      const all = new Uint8Array(arena.buffer, column.values, batch.rows * width);
      if (rows === undefined) {
        state.parts.push(all.slice());
        return;
      }
      const part = new Uint8Array(rows.n * width);
      const positions = new Uint32Array(arena.buffer, rows.at, rows.n);
      for (let i = 0; i < rows.n; i++) {
        const from = positions[i]! * width;
        for (let k = 0; k < width; k++) part[i * width + k] = all[from + k]!;
      }
      state.parts.push(part);
    },
    merge(into, from) {
      into.parts.push(...from.parts);
    },
    finish: ({ parts }) => ({ done: parts }),
  }) as Aggregate<unknown, readonly Uint8Array[]>;
}
