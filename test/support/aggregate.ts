/**
 * Runs an aggregate over values as a scan on several threads would: batches of a given size, dealt to several states,
 * which travel as bytes and are merged.
 * @module
 */
import type { AggregateRequest, Selection } from "../../contract/index.js";
import { partOf, partsRequest } from "../../engine/aggregates/parts.js";
import { aggregateFor } from "../../engine/aggregates/registry.js";
import type { AggregateFactory } from "../../engine/aggregates/state.js";
import { createBench } from "../../engine/workers/bench.js";
import { batchOf, type TestColumn } from "./batch.js";

/** How the work is split. */
export interface Split {
  /** Rows of a batch. */
  readonly rows: number;
  /** States that take batches in turn. */
  readonly states: number;
  /** Merge the last state first; ordered aggregates are merged in order whatever this says. */
  readonly backwards?: boolean;
  readonly kernels?: "wasm" | "js";
  /** Group number of each row, and how many groups there are. */
  readonly groups?: { readonly ids: readonly number[]; readonly count: number };
  /** Makes the aggregate; default what the registry has for the request. */
  readonly factory?: AggregateFactory;
  /** Rows that count. */
  readonly rowsThatCount?: (row: number) => boolean;
}

/** Splits that leave no result unchanged by accident: one batch, odd ones, single rows. */
export const SPLITS: readonly Split[] = [
  { rows: 1_000_000, states: 1 },
  { rows: 997, states: 3 },
  { rows: 64, states: 2, backwards: true },
  { rows: 4096, states: 4, backwards: true, kernels: "js" },
];

/** Results by group (one without grouping), and the passes it took. */
export function runAggregate<R>(
  request: AggregateRequest<R>,
  columns: readonly TestColumn[],
  split: Split,
): { readonly results: R[]; readonly passes: number } {
  const { arena, kernels } = createBench(split.kernels ?? "auto");
  const rows = columns[0]?.values.length ?? 0;
  const groups = split.groups?.count ?? 1;
  const names = request.columns.length === 0 ? columns.map(({ name }) => name) : request.columns;
  const inputs = names.map((name) => columns.findIndex((column) => column.name === name));
  let current: AggregateRequest = request;
  const results: R[] = [];
  for (let passes = 1; ; passes++) {
    const aggregate = split.factory === undefined ? aggregateFor(current.kind, kernels) : split.factory(kernels);
    const ordered = aggregate.order === "ordered";
    const count = ordered ? Math.max(1, Math.ceil(rows / split.rows)) : split.states;
    const states = Array.from({ length: count }, () => aggregate.init(current, groups));
    const mark = arena.mark();
    for (let start = 0, turn = 0; start < rows; start += split.rows, turn++) {
      arena.reset(mark);
      const batch = batchOf(columns, arena, start, start + split.rows);
      let ids: number | undefined;
      if (split.groups !== undefined) {
        ids = arena.alloc(batch.rows * 4);
        new Uint32Array(arena.buffer, ids, batch.rows).set(split.groups.ids.slice(start, start + split.rows));
      }
      let selection: Selection;
      if (split.rowsThatCount !== undefined) {
        const chosen = Array.from({ length: batch.rows }, (_, i) => i).filter((i) => split.rowsThatCount!(start + i));
        selection = { offset: arena.alloc(chosen.length * 4), count: chosen.length };
        new Uint32Array(arena.buffer, selection.offset, chosen.length).set(chosen);
      }
      aggregate.update(states[turn % count], batch, inputs, arena, ids, selection);
    }
    const merged = aggregate.init(current, groups);
    const bytes = states.map((state) => aggregate.encode(state));
    if (split.backwards && !ordered) bytes.reverse();
    for (const each of bytes) aggregate.merge(merged, aggregate.decode(current, structuredClone(each)));
    const finished = Array.from({ length: groups }, (_, g) =>
      partOf(current, g) === undefined ? undefined : aggregate.finish(merged, g),
    );
    kernels.release();
    finished.forEach((each, g) => {
      if (each !== undefined && "done" in each) results[g] = each.done as R;
    });
    const only = split.groups === undefined ? finished[0] : undefined;
    const open = finished.map((each) => (each !== undefined && "again" in each ? each.again.options : null));
    const rest = open.some((options) => options !== null) ? partsRequest(current, open) : undefined;
    const again = only !== undefined && "again" in only ? only.again : rest;
    if (again === undefined) return { results, passes };
    current = structuredClone({ ...again, columns: request.columns });
  }
}
