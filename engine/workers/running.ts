/**
 * One aggregate at work in one thread: its states, and those it has put aside.
 * @module
 */
import type { Aggregate, AggregateRequest, Finished } from "../../contract/index.js";
import { needsRowNumbers } from "../aggregates/numbered.js";
import { aggregateFor } from "../aggregates/registry.js";
import { EngineError } from "../errors.js";
import { groupedAggregate, growStates } from "../group/registry.js";
import type { Kernels } from "../simd/kernels.js";
import type { PartialState, ScanTask } from "./task.js";

/** An aggregate at work. */
export interface Running {
  readonly request: AggregateRequest;
  readonly aggregate: Aggregate<unknown, unknown>;
  readonly inputs: readonly number[];
  /** Whether it is told the numbers of rows that had to be counted. */
  readonly numbered: boolean;
  /** Undefined between units of work that have results of their own. */
  states: unknown;
  /** Groups that `states` begin with room for, and have room for now. */
  readonly firstRoom: number;
  room: number;
  /** First unit of work that `states` have seen, -1 for none. */
  first: number;
  readonly done: PartialState[];
}

/** Groups that states begin with room for when their number is not known. */
const FIRST_GROUPS = 64;

/** Makes ready for the `i`-th request of a task. */
export function start(task: ScanTask, i: number, kernels: Kernels): Running {
  const request = task.requests[i]!;
  const grouped = task.by.length > 0;
  // quantiles by group keep the values of what is small, and need one pass
  const small = task.perMorsel && request.kind === "quantiles";
  const aggregate = grouped || small ? groupedAggregate(request, kernels) : aggregateFor(request.kind, kernels);
  const room = grouped ? Math.max(task.known?.groups ?? FIRST_GROUPS, 1) : 1;
  const states = task.perMorsel ? undefined : aggregate.init(request, room);
  const inputs = task.plan.inputs[i]!;
  const numbered = needsRowNumbers(request);
  return { request, aggregate, inputs, numbered, states, firstRoom: room, room, first: -1, done: [] };
}

/** A fresh state for a unit of work that has a result of its own. @param request the first, or one for one more pass */
export function startUnit(each: Running, request: AggregateRequest): void {
  each.states = each.aggregate.init(request, 1);
  each.first = -1;
}

/**
 * The result of a unit of work, or the request for one more pass over it; undefined where functions of the user make
 * results, which is done in the user's own thread: their state is put aside.
 */
export function finishUnit(each: Running, unit: number, request: AggregateRequest): Finished<unknown> | undefined {
  const bytes = each.aggregate.encode(each.states);
  if (REDUCTIONS.includes(request.kind)) {
    each.done.push({ morsel: unit, bytes });
    return undefined;
  }
  return each.aggregate.finish(each.aggregate.decode(request, bytes), 0);
}

/** Aggregates whose results are made by functions of the user. */
const REDUCTIONS: readonly string[] = ["reduce", "reduceAnyOrder"];

/** Lets the states have as many groups as there are. @throws TooManyGroups */
export function makeRoom(each: Running, groups: number, budget: number): void {
  if (groups <= each.room) return;
  while (each.room < groups) each.room *= 2;
  each.states = growStates(each.aggregate, each.request, each.states, each.room);
  checkBudget(each, groups, budget);
}

/** @throws TooManyGroups when the states of all groups take more than `budget` bytes */
export function checkBudget(each: Running, groups: number, budget: number): void {
  const bytes = each.aggregate.byteSize(each.states);
  if (bytes > budget)
    throw new EngineError(
      "TooManyGroups",
      `${groups} groups of '${each.request.kind}' take ${bytes} bytes, more than ${budget}; group by fewer or coarser columns, or raise 'groupBytes'`,
    );
}

/** Puts the state aside as bytes, if it has seen anything; with `again` a fresh one takes its place. */
export function settle(each: Running, again: boolean): void {
  if (each.first < 0 || each.states === undefined) return;
  each.done.push({ morsel: each.first, bytes: each.aggregate.encode(each.states) });
  each.first = -1;
  if (!again) return;
  each.room = each.firstRoom;
  each.states = each.aggregate.init(each.request, each.room);
}
