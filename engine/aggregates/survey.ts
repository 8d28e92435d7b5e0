/**
 * Aggregates that an aggregate runs first, over the same column.
 * @module
 */
import type {
  Aggregate,
  AggregateRequest,
  Arena,
  Batch,
  Cloneable,
  ColumnBatch,
  Selection,
} from "../../contract/index.js";
import type { Kernels } from "../simd/kernels.js";
import { piecesOf } from "../turns.js";
import { countAggregate } from "./count.js";
import { extremesAggregate } from "./extremes.js";
import { momentsAggregate } from "./moments.js";
import { quantilesAggregate } from "./radix-quantiles.js";
import type { AggregateFactory } from "./state.js";
import { packFloat64 } from "./values.js";

const FACTORIES: { readonly [kind: string]: AggregateFactory } = {
  count: countAggregate,
  extremes: extremesAggregate,
  moments: momentsAggregate,
  quantiles: quantilesAggregate,
};

/** Requests under way and their states, as plain data. */
export interface Surveying {
  readonly requests: readonly AggregateRequest[];
  readonly states: unknown[];
}

/** Starts the requests. */
export function createSurvey(kernels: Kernels, requests: readonly AggregateRequest[]): Surveying {
  return { requests, states: requests.map((request) => aggregate(request, kernels).init(request, 1)) };
}

/** Takes a batch in; with a range only the values inside it. */
export function surveyBatch(
  survey: Surveying,
  batch: Batch,
  column: ColumnBatch,
  arena: Arena,
  kernels: Kernels,
  selection: Selection,
  range: readonly [number, number] | undefined,
): void {
  let seen: Batch = { ...batch, columns: [column] };
  let chosen = selection;
  if (range !== undefined) {
    const packed = packFloat64(batch, column, arena, kernels, "histogram", selection, undefined);
    const at = arena.alloc(packed.n * 4);
    const values = new Float64Array(arena.buffer, packed.at, packed.n);
    const rows = new Uint32Array(arena.buffer, at, packed.n);
    let n = 0;
    for (let i = 0; i < packed.n; i++) if (values[i]! >= range[0] && values[i]! <= range[1]) rows[n++] = i;
    seen = { ...batch, rows: packed.n, columns: [{ type: "float64", values: packed.at }] };
    chosen = { offset: at, count: n };
  }
  survey.requests.forEach((request, i) => {
    aggregate(request, kernels).update(survey.states[i], seen, [0], arena, undefined, chosen);
  });
}

/** Brings what lies in linear memory into the states, before they become bytes. */
export function settleSurvey(survey: Surveying, kernels: Kernels): void {
  survey.requests.forEach((request, i) => {
    const each = aggregate(request, kernels);
    survey.states[i] = each.decode(request, each.encode(survey.states[i]));
  });
}

/** Adds all of `from`, in pieces. */
export function* joinSurvey(into: Surveying, from: Surveying, kernels: Kernels): Generator<void, void> {
  for (const [i, request] of into.requests.entries()) {
    const each = aggregate(request, kernels);
    const pieces = each.mergePieces?.(into.states[i], from.states[i]);
    if (pieces === undefined) each.merge(into.states[i], from.states[i]);
    else yield* piecesOf(pieces);
    yield;
  }
}

/** Work of {@link finishSurvey} that takes long, in pieces. */
export function* prepareSurvey(survey: Surveying, kernels: Kernels): Generator<void, void> {
  for (const [i, request] of survey.requests.entries()) {
    yield* piecesOf(aggregate(request, kernels).prepare?.(survey.states[i], 0));
  }
}

/** Results in the order of the first requests; `again` holds what needs one more pass. */
export interface SurveyResults {
  readonly results: readonly Cloneable[];
  readonly again: readonly AggregateRequest[] | undefined;
}

/** Finishes what can be; `before` holds results of earlier passes, with gaps where requests are still open. */
export function finishSurvey(
  survey: Surveying,
  kernels: Kernels,
  before: readonly Cloneable[] | undefined,
): SurveyResults {
  const results = [...(before ?? survey.requests.map(() => undefined))];
  const open = results.flatMap((value, i) => (value === undefined ? [i] : []));
  const again: AggregateRequest[] = [];
  survey.requests.forEach((request, k) => {
    const finished = aggregate(request, kernels).finish(survey.states[k], 0);
    if ("again" in finished) again.push(finished.again);
    else results[open[k]!] = finished.done as Cloneable;
  });
  return { results, again: again.length === 0 ? undefined : again };
}

function aggregate(request: AggregateRequest, kernels: Kernels): Aggregate<unknown, unknown> {
  return FACTORIES[request.kind]!(kernels);
}
