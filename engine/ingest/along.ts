/**
 * Aggregates of rows on their way into a table, in the same pass.
 * @module
 */
import type { Aggregate, AggregateRequest, ColumnSchema, RowsParts } from "../../contract/index.js";
import { aggregateFor } from "../aggregates/registry.js";
import { BLOCK_TABLE, type BlockTable, blockTable, PYRAMID_ROWS } from "../decimate/block-table.js";
import { EngineError } from "../errors.js";
import { columnPosition } from "../plan.js";
import { putColumn } from "../rows/put.js";
import { borrowBench, returnBench } from "../workers/bench.js";

/** Aggregates at work. */
export interface Along {
  /** Takes rows that follow the ones before. */
  take(rows: RowsParts, firstRow: number): void;
  /** Results in the order of the requests. @throws InvalidArgument for aggregates of more than one pass, EmptyInput */
  results(): unknown[];
  /** Block tables in the order of the columns. */
  tables(): BlockTable[];
  /** Ends the work, whatever came of it. */
  close(): void;
}

interface Running {
  readonly request: AggregateRequest;
  readonly aggregate: Aggregate<unknown, unknown>;
  readonly inputs: readonly number[];
  states: unknown;
  /** Rows that the states of a block table have room for. */
  room: number;
}

/** Rows that a block table begins with room for. */
const ROOM = 1 << 22;

/**
 * Starts aggregates, and tables of the extremes of blocks of some columns.
 * @throws InvalidArgument for unknown columns
 */
export function startAlong(
  columns: readonly ColumnSchema[],
  requests: readonly AggregateRequest[],
  blocked: readonly string[],
): Along {
  const bench = borrowBench("auto");
  const { arena, kernels } = bench;
  const start = (request: AggregateRequest, names: readonly string[], room: number): Running => {
    const aggregate = aggregateFor(request.kind, kernels);
    const inputs = names.map((name) => columnPosition(columns, name));
    return { request, aggregate, inputs, states: aggregate.init(request, 1), room };
  };
  const running = requests.map((request) => start(request, request.columns, 0));
  const blocks = blocked.map((name) => start(blockTable(ROOM), [name], ROOM));
  const needed = [...new Set([...running, ...blocks].flatMap(({ inputs }) => inputs))];
  let length = 0;

  /** Makes room for as many rows again. */
  const grow = (each: Running): void => {
    each.room *= 2;
    const bigger = each.aggregate.init({ ...each.request, options: { rows: each.room } }, 1);
    each.aggregate.merge(bigger, each.states);
    each.states = bigger;
  };

  return {
    take(rows, firstRow) {
      length = firstRow + rows.length;
      const mark = arena.mark();
      const batch = {
        firstRow,
        rows: rows.length,
        columns: needed.map((k) => putColumn(rows.columns[k]!, rows.length, arena)),
      };
      for (const each of [...running, ...blocks]) {
        while (each.request.kind === BLOCK_TABLE && length > each.room) grow(each);
        const inputs = each.inputs.map((input) => needed.indexOf(input));
        each.aggregate.update(each.states, batch, inputs, arena);
      }
      arena.reset(mark);
    },
    tables: () =>
      blocks.map(({ aggregate, states }) => {
        const finished = aggregate.finish(states, 0) as { readonly done: BlockTable };
        return cut(finished.done, length);
      }),
    results: () =>
      running.map(({ request, aggregate, states }) => {
        const finished = aggregate.finish(aggregate.decode(request, aggregate.encode(states)), 0);
        if ("done" in finished) return finished.done;
        throw new EngineError(
          "InvalidArgument",
          `'${request.kind}' needs more than one pass, which rows on their way into a table do not have; give histograms a 'range' and a number of 'bins', quantiles sketch: true`,
        );
      }),
    close() {
      kernels.release();
      arena.reset();
      returnBench("auto", bench);
    },
  };
}

function cut(table: BlockTable, rows: number): BlockTable {
  const blocks = Math.ceil(rows / PYRAMID_ROWS);
  const { min, max, argmin, argmax, first, last, sorted } = table;
  return {
    rows,
    sorted,
    min: min.slice(0, blocks),
    max: max.slice(0, blocks),
    argmin: argmin.slice(0, blocks),
    argmax: argmax.slice(0, blocks),
    first: first.slice(0, blocks),
    last: last.slice(0, blocks),
  };
}
