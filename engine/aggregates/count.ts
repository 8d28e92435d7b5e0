/**
 * count: rows that are not null.
 * @module
 */
import type { Aggregate, AggregateRequest, Arena } from "../../contract/index.js";
import type { Kernels } from "../simd/kernels.js";
import { type ColumnOr, type NaNOptions, request } from "./request.js";
import { aggregateOf } from "./state.js";
import { countedRows, type Packed, packFloat64 } from "./values.js";

/** Number of values that are not null (with `nan: "skip"` not NaN either); without a column on a table, of rows. */
export function count(column?: ColumnOr<NaNOptions>, options?: NaNOptions): AggregateRequest<number> {
  return request("count", column, options);
}

/** Number of selected rows, whatever they hold. */
export function rowCount(): AggregateRequest<number> {
  return { kind: "count", columns: [], options: { rows: true } };
}

interface Counts {
  readonly rows: boolean;
  readonly skip: boolean;
  readonly counts: Float64Array;
  /** Offset in linear memory where the kernel counts while a task runs; undefined outside, or when there is no room. */
  at: number | undefined;
}

/** The `"count"` aggregate. */
export function countAggregate(kernels: Kernels): Aggregate<Counts, number> {
  return aggregateOf<Counts, number>({
    kind: "count",
    init: ({ options }, groups) => ({
      rows: options["rows"] === true,
      skip: options["nan"] === "skip",
      counts: new Float64Array(groups),
      at: undefined,
    }),
    update(states, batch, columns, arena, groupIds, selection) {
      const { rows: all, skip, counts } = states;
      const column = all ? undefined : batch.columns[columns[0]!];
      if (groupIds !== undefined) {
        const rows =
          column === undefined
            ? selection && { at: selection.offset, n: selection.count }
            : skip
              ? rowsOf(packFloat64(batch, column, arena, kernels, "count", selection, "skip"))
              : countedRows(batch, column, arena, selection);
        if (rows === undefined) states.at ??= kernels.keep(counts.length * 8);
        if (rows === undefined && states.at !== undefined) kernels.groupCounts(groupIds, batch.rows, states.at);
        else countGroups(counts, new Uint32Array(arena.buffer, groupIds, batch.rows), rows, arena);
        return;
      }
      if (column === undefined) counts[0]! += selection?.count ?? batch.rows;
      else if (skip) counts[0]! += packFloat64(batch, column, arena, kernels, "count", selection, "skip").n;
      else counts[0]! += countedRows(batch, column, arena, selection)?.n ?? batch.rows;
    },
    settle(states) {
      if (states.at === undefined) return;
      const counted = new BigUint64Array(kernels.memory.buffer, states.at, states.counts.length);
      counted.forEach((n, g) => {
        states.counts[g]! += Number(n);
      });
      states.at = undefined;
    },
    merge(into, from, map) {
      from.counts.forEach((n, g) => {
        if (n > 0) into.counts[map === undefined ? g : map[g]!]! += n;
      });
    },
    finish: ({ counts }, group) => ({ done: counts[group]! }),
  });
}

function rowsOf({ rows, n }: Packed): { readonly at: number; readonly n: number } | undefined {
  return rows === undefined ? undefined : { at: rows, n };
}

function countGroups(
  counts: Float64Array,
  ids: Uint32Array,
  rows: { readonly at: number; readonly n: number } | undefined,
  arena: Arena,
): void {
  if (rows === undefined) {
    for (let i = 0; i < ids.length; i++) counts[ids[i]!]!++;
    return;
  }
  const positions = new Uint32Array(arena.buffer, rows.at, rows.n);
  for (let i = 0; i < rows.n; i++) counts[ids[positions[i]!]!]!++;
}
