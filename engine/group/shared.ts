/**
 * Requests by group that one state can serve: count, sum, mean, variance and std of the same column.
 * @module
 */
import type { Aggregate, AggregateRequest, ColumnSchema } from "../../contract/index.js";
import { isGroupStatistic } from "./registry.js";
import { type GroupStates, KEEP_SQUARES, statisticName, statisticOf } from "./statistics.js";

/** The work for some requests. */
export interface SharedWork {
  readonly work: readonly AggregateRequest[];
  /** For each of the requests, the position of its work. */
  readonly of: readonly number[];
}

/**
 * Joins what can be joined.
 * @param columns  those of the source: nulls need counts of their own
 */
export function shareWork(requests: readonly AggregateRequest[], columns: readonly ColumnSchema[]): SharedWork {
  const keys = requests.map((request, i) => (isGroupStatistic(request) ? shareKey(request, columns) : `alone ${i}`));
  const counting = requests.findIndex((request) => isGroupStatistic(request) && countsRows(request, columns));
  requests.forEach((request, i) => {
    if (counting >= 0 && request.kind === "count" && countsRows(request, columns)) keys[i] = keys[counting]!;
  });
  const distinct = [...new Set(keys)];
  const work = distinct.map((key): AggregateRequest => {
    const sharing = requests.filter((_, i) => keys[i] === key);
    const first = sharing.find(isGroupStatistic) ?? sharing[0]!;
    if (sharing.length === 1) return first;
    return { ...first, options: { ...first.options, [KEEP_SQUARES]: sharing.some(needsSquares) } };
  });
  return { work, of: keys.map((key) => distinct.indexOf(key)) };
}

/** The result of a request for one group, from the states of its work, or one more pass. */
export function resultOf(
  request: AggregateRequest,
  work: AggregateRequest,
  aggregate: Aggregate<unknown, unknown>,
  states: unknown,
  group: number,
): ReturnType<Aggregate<unknown, unknown>["finish"]> {
  if (!isGroupStatistic(work)) return aggregate.finish(states, group);
  const ddof = Number(request.options["ddof"] ?? 0);
  return { done: statisticOf(statisticName(request), ddof, states as GroupStates, group) };
}

/** Requests with the same key share a state. Sums of 64-bit integers are integers, their squares are doubles. */
function shareKey(request: AggregateRequest, columns: readonly ColumnSchema[]): string {
  const wide = columnsRead(request, columns).some(({ type }) => type === "int64" || type === "uint64");
  return JSON.stringify([request.columns, request.options["nan"] ?? "propagate", wide && needsSquares(request)]);
}

function needsSquares(request: AggregateRequest): boolean {
  return ["variance", "std"].includes(statisticName(request));
}

/** Whether every row of a group is a value to this request. */
function countsRows(request: AggregateRequest, columns: readonly ColumnSchema[]): boolean {
  return request.options["nan"] !== "skip" && columnsRead(request, columns).every(({ nullable }) => !nullable);
}

/** The columns a request names; all of them when it names none. */
function columnsRead({ columns: names }: AggregateRequest, columns: readonly ColumnSchema[]): readonly ColumnSchema[] {
  return names.length === 0 ? columns : columns.filter(({ name }) => names.includes(name));
}
