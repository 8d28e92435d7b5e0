/**
 * gather: the selected elements themselves, in row order.
 * @module
 */
import type { Aggregate, AggregateRequest } from "../../contract/index.js";
import { memoryWidth } from "../dtype.js";
import { perGroup } from "./per-group.js";
import { countedRows, numericType } from "./values.js";

/** Bytes of elements, in parts, in row order. */
interface State {
  /** Whether rows count whose element is null, with whatever lies under it. */
  readonly nulls: boolean;
  readonly parts: Uint8Array[];
}

/** The elements of all selected rows; of those that are null only when asked for. */
export function gather(options: { readonly nulls: boolean }): AggregateRequest<readonly Uint8Array[]> {
  return { kind: "gather", columns: [], options };
}

/** The `"gather"` aggregate: ordered, its result are the elements' bytes in native order, in parts. */
export function gatherAggregate(): Aggregate<unknown, readonly Uint8Array[]> {
  return perGroup<State, readonly Uint8Array[]>({
    kind: "gather",
    order: "ordered",
    fresh: ({ options }) => ({ nulls: options["nulls"] === true, parts: [] }),
    update(state, batch, columns, arena, selection) {
      const column = batch.columns[columns[0]!]!;
      const width = memoryWidth(numericType(column, "gather"));
      const rows = state.nulls
        ? selection && { at: selection.offset, n: selection.count }
        : countedRows(batch, column, arena, selection);
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
