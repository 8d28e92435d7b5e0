/**
 * Runs units of work of one pass in whatever thread this is: a worker, or the user's thread in short turns.
 * @module
 */
import type { Aggregate, Arena, Batch, ScanCounters, SourceReader } from "../../contract/index.js";
import { aggregateFor } from "../aggregates/registry.js";
import { morselReads } from "../plan.js";
import type { Kernels } from "../simd/kernels.js";
import type { Control, PartialState, ScanShare, ScanTask } from "./task.js";

/** What a thread has for its work. */
export interface Workbench {
  readonly arena: Arena;
  readonly kernels: Kernels;
}

/** Called between batches; a promise is awaited, so that the user's thread can do other things. */
export type Breath = () => Promise<void> | undefined;

interface Running {
  readonly aggregate: Aggregate<unknown, unknown>;
  readonly inputs: readonly number[];
  states: unknown;
  first: number;
  readonly done: PartialState[];
}

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
  const running = task.requests.map((request, i): Running => {
    const aggregate = aggregateFor(request.kind, bench.kernels);
    return { aggregate, inputs: task.plan.inputs[i]!, states: aggregate.init(request, 1), first: -1, done: [] };
  });
  const counters: ScanCounters = { passes: 1, rows: 0, morsels: 0, bytes: 0, reads: 0, decodes: 0 };
  const before = { ...reader.counters };
  const mark = bench.arena.mark();
  while (!control.stopped()) {
    const morsel = control.next();
    if (morsel >= task.plan.morsels) break;
    counters.morsels++;
    for (const read of readsOf(task, morsel)) {
      if (control.stopped()) break;
      bench.arena.reset(mark);
      const reading = reader.readBatch(read, task.plan.projection, bench.arena);
      const batch = reading instanceof Promise ? await reading : reading;
      for (const each of running) take(each, batch, morsel, bench.arena);
      counters.rows += batch.rows;
      control.add(task.slot, batch.rows);
      const pause = breath?.();
      if (pause !== undefined) await pause;
    }
    running.forEach((each, i) => {
      if (each.aggregate.order === "ordered") settle(each, () => each.aggregate.init(task.requests[i]!, 1));
    });
  }
  for (const each of running) settle(each, () => undefined);
  counters.bytes = reader.counters.bytes - before.bytes;
  counters.reads = reader.counters.reads - before.reads;
  counters.decodes = reader.counters.decodes - before.decodes;
  return { states: running.map(({ done }) => done), counters, kernels: bench.kernels.name };
}

function readsOf(task: ScanTask, morsel: number): Iterable<Parameters<SourceReader["readBatch"]>[0]> {
  return task.plan.rows === undefined ? [{ part: task.parts[morsel]! }] : morselReads(task.plan, morsel);
}

function take(each: Running, batch: Batch, morsel: number, arena: Arena): void {
  if (each.first < 0) each.first = morsel;
  each.aggregate.update(each.states, batch, each.inputs, arena);
}

/** Puts the state aside as bytes, if it has seen anything. */
function settle(each: Running, fresh: () => unknown): void {
  if (each.first < 0) return;
  each.done.push({ morsel: each.first, bytes: each.aggregate.encode(each.states) });
  each.states = fresh();
  each.first = -1;
}
