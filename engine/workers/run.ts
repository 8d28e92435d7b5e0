/**
 * Runs units of work of one pass in whatever thread this is: a worker, or the user's thread in short turns.
 * @module
 */
import type {
  Aggregate,
  AggregateRequest,
  Arena,
  ReadRequest,
  ScanCounters,
  SourceReader,
} from "../../contract/index.js";
import { aggregateFor } from "../aggregates/registry.js";
import { EngineError } from "../errors.js";
import { groupedAggregate, growStates } from "../group/registry.js";
import { createGroups } from "../group/table.js";
import { morselReads } from "../plan.js";
import type { Kernels } from "../simd/kernels.js";
import { compileWhere } from "../where.js";
import type { Control, PartialState, ScanShare, ScanTask } from "./task.js";

/** What a thread has for its work. */
export interface Workbench {
  readonly arena: Arena;
  readonly kernels: Kernels;
}

/** Called between batches; a promise is awaited, so that the user's thread can do other things. */
export type Breath = () => Promise<void> | undefined;

interface Running {
  readonly request: AggregateRequest;
  readonly aggregate: Aggregate<unknown, unknown>;
  readonly inputs: readonly number[];
  states: unknown;
  /** Groups that `states` has room for. */
  room: number;
  first: number;
  readonly done: PartialState[];
}

/** Groups that states begin with room for. */
const FIRST_GROUPS = 64;

/** Takes units of work until none is left or the pass is stopped; the states so far either way. */
export async function runTask(
  task: ScanTask,
  reader: SourceReader,
  bench: Workbench,
  control: Control,
  breath?: Breath,
): Promise<ScanShare> {
  try {
    return await runMorsels(task, reader, bench, control, breath);
  } finally {
    bench.kernels.release();
    bench.arena.reset();
  }
}

async function runMorsels(
  task: ScanTask,
  reader: SourceReader,
  bench: Workbench,
  control: Control,
  breath: Breath | undefined,
): Promise<ScanShare> {
  const { plan } = task;
  const running = task.requests.map((request, i) => start(task, request, plan.inputs[i]!, bench));
  // what extremes find spares sums a look at the values
  const first = (each: Running): number => (each.request.kind === "extremes" ? 0 : 1);
  const inTurn = [...running].sort((a, b) => first(a) - first(b));
  const test =
    task.where === undefined ? undefined : compileWhere(task.where, task.columns, task.position, plan.projection);
  const groups = task.by.length === 0 ? undefined : createGroups(task.by.length, task.groupBytes);
  const keySlots = task.by.map((column) => plan.projection.indexOf(column));
  const counters: ScanCounters = { passes: 1, rows: 0, morsels: 0, bytes: 0, reads: 0, decodes: 0 };
  const before = { ...reader.counters };
  const mark = bench.arena.mark();
  while (!control.stopped()) {
    const morsel = control.next();
    if (morsel >= plan.morsels) break;
    counters.morsels++;
    const reads = readsOf(task, morsel);
    for (let { value: read, done } = reads.next(); !done && !control.stopped(); ) {
      bench.arena.reset(mark);
      const reading = reader.readBatch(read, plan.projection, bench.arena);
      const batch = reading instanceof Promise ? await reading : reading;
      if (batch.more !== true) ({ value: read, done } = reads.next());
      const selection = test?.(batch, bench.arena);
      const ids = groups?.assign(batch, keySlots, bench.arena, selection);
      for (const each of inTurn) {
        if (each.first < 0) each.first = morsel;
        if (groups !== undefined) makeRoom(each, groups.keys.length, task.groupBytes);
        each.aggregate.update(each.states, batch, each.inputs, bench.arena, ids, selection);
      }
      counters.rows += batch.rows;
      control.add(task.slot, batch.rows);
      const pause = breath?.();
      if (pause !== undefined) await pause;
    }
    for (const each of running) if (task.perMorsel || each.aggregate.order === "ordered") settle(each, FIRST_GROUPS);
  }
  for (const each of running) settle(each, undefined);
  counters.bytes = reader.counters.bytes - before.bytes;
  counters.reads = reader.counters.reads - before.reads;
  counters.decodes = reader.counters.decodes - before.decodes;
  const keys = groups?.keys ?? [];
  return { states: running.map(({ done }) => done), keys, counters, kernels: bench.kernels.name };
}

function start(task: ScanTask, request: AggregateRequest, inputs: readonly number[], bench: Workbench): Running {
  const grouped = task.by.length > 0;
  const aggregate = grouped ? groupedAggregate(request, bench.kernels) : aggregateFor(request.kind, bench.kernels);
  const room = grouped ? FIRST_GROUPS : 1;
  return { request, aggregate, inputs, states: aggregate.init(request, room), room, first: -1, done: [] };
}

/** Lets the states have as many groups as there are. @throws TooManyGroups */
function makeRoom(each: Running, groups: number, budget: number): void {
  if (groups <= each.room) return;
  while (each.room < groups) each.room *= 2;
  each.states = growStates(each.aggregate, each.request, each.states, each.room);
  const bytes = each.aggregate.byteSize(each.states);
  if (bytes > budget)
    throw new EngineError(
      "TooManyGroups",
      `${groups} groups of '${each.request.kind}' take ${bytes} bytes, more than ${budget}; group by fewer or coarser columns, or raise 'groupBytes'`,
    );
}

function readsOf(task: ScanTask, morsel: number): Iterator<ReadRequest> {
  if (task.plan.rows !== undefined) return morselReads(task.plan, morsel);
  return [{ part: task.parts[morsel]! }][Symbol.iterator]();
}

/** Puts the state aside as bytes, if it has seen anything; with `room` a fresh one takes its place. */
function settle(each: Running, room: number | undefined): void {
  if (each.first < 0) return;
  each.done.push({ morsel: each.first, bytes: each.aggregate.encode(each.states) });
  if (room !== undefined) {
    each.room = Math.min(room, each.room);
    each.states = each.aggregate.init(each.request, each.room);
  }
  each.first = -1;
}
