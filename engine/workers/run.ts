/**
 * Runs units of work of one pass in whatever thread this is: a worker, or the user's thread in short turns.
 * @module
 */
import type { Arena, ReadRequest, ScanCounters, SourceReader } from "../../contract/index.js";
import { renumberAs } from "../group/known.js";
import { packColumns } from "../group/packed-keys.js";
import { createGroups } from "../group/table.js";
import { morselReads } from "../plan.js";
import type { Kernels } from "../simd/kernels.js";
import type { Breath } from "../turns.js";
import { compileWhere } from "../where.js";
import { checkBudget, finishUnit, makeRoom, type Running, settle, start, startUnit } from "./running.js";
import type { Control, ScanShare, ScanTask } from "./task.js";
import { collectUnits, type UnitResults } from "./unit-results.js";

/** What a thread has for its work. */
export interface Workbench {
  readonly arena: Arena;
  readonly kernels: Kernels;
}

/** What a thread can do besides. */
export interface Manners {
  /** Lets others have their turn. */
  readonly breath?: Breath;
  /** Takes results of units of work before the end. */
  readonly early?: (results: readonly UnitResults[]) => void;
}

/** Takes units of work until none is left, or the pass is stopped or asked to yield; the states so far either way. */
export async function runTask(
  task: ScanTask,
  reader: SourceReader,
  bench: Workbench,
  control: Control,
  manners: Manners = {},
): Promise<ScanShare> {
  try {
    return await runMorsels(task, reader, bench, control, manners);
  } finally {
    bench.kernels.release();
    bench.arena.reset();
  }
}

async function runMorsels(
  task: ScanTask,
  reader: SourceReader,
  { arena, kernels }: Workbench,
  control: Control,
  { breath, early }: Manners,
): Promise<ScanShare> {
  const { plan } = task;
  const running = task.requests.map((_, i) => start(task, i, kernels));
  const test =
    task.where === undefined ? undefined : compileWhere(task.where, task.columns, task.position, plan.projection);
  const groups = task.by.length === 0 ? undefined : createGroups(task.by.length, task.groupBytes, kernels);
  const renumber = task.known === undefined ? undefined : renumberAs(task.known);
  const keySlots = task.by.map((column) => plan.projection.indexOf(column));
  const counters: ScanCounters = { passes: 1, rows: 0, morsels: 0, bytes: 0, reads: 0, decodes: 0 };
  const before = { ...reader.counters };
  const mark = arena.mark();
  const units = collectUnits();
  let yielded = false;

  /** One pass over a unit. */
  const readUnit = async (morsel: number, takers: readonly Running[], isFirst: boolean): Promise<void> => {
    counters.morsels++;
    const reads = readsOf(task, morsel);
    for (let { value: read, done } = reads.next(); !done && !control.stopped(); ) {
      arena.reset(mark);
      const reading = reader.readBatch(read, plan.projection, arena);
      const batch = reading instanceof Promise ? await reading : reading;
      if (batch.more !== true) ({ value: read, done } = reads.next());
      const selection = test?.(batch, arena);
      const ids = groups?.assign(batch, keySlots, arena, selection);
      if (renumber !== undefined) renumber(groups!.keys, new Uint32Array(arena.buffer, ids!, batch.rows));
      const unnumbered = plan.rows === undefined ? { ...batch, firstRow: undefined } : batch;
      for (const each of takers) {
        if (each.first < 0) each.first = morsel;
        if (groups !== undefined) makeRoom(each, groups.count, task.groupBytes);
        each.aggregate.update(each.states, each.numbered ? batch : unnumbered, each.inputs, arena, ids, selection);
      }
      counters.rows += batch.rows;
      if (isFirst) control.add(task.slot, batch.rows);
      const pause = breath?.();
      if (pause !== undefined) await pause;
    }
  };

  /** As many passes over a unit as it takes to have its own results. */
  const finishedUnit = async (morsel: number): Promise<void> => {
    let open = running.map((each, i) => ({ each, i, request: each.request }));
    for (let passes = 1; open.length > 0; passes++) {
      for (const { each, request } of open) startUnit(each, request);
      await readUnit(morsel, inTurn(open.map(({ each }) => each)), passes === 1);
      if (control.stopped()) return;
      open = open.flatMap(({ each, i, request }) => {
        const finished = finishUnit(each, morsel, request);
        if (finished !== undefined && "again" in finished)
          return [{ each, i, request: { ...finished.again, columns: request.columns } }];
        if (finished !== undefined) units.add(i, morsel, finished.done);
        return [];
      });
      kernels.release();
      counters.passes = Math.max(counters.passes, passes);
    }
    if (early !== undefined && units.isFull) early(units.take());
  };

  while (!control.stopped()) {
    yielded = control.yields();
    if (yielded) break;
    const morsel = control.next();
    if (morsel >= plan.morsels) break;
    if (task.perMorsel) {
      await finishedUnit(morsel);
      continue;
    }
    await readUnit(morsel, inTurn(running), true);
    // states can grow without new groups; looked at ever more rarely, for it takes a look at every group
    if (groups !== undefined && (counters.morsels & (counters.morsels - 1)) === 0)
      for (const each of running) checkBudget(each, groups.count, task.groupBytes);
    for (const each of running) if (each.aggregate.order === "ordered") settle(each, true);
  }
  if (!task.perMorsel) for (const each of running) settle(each, false);
  counters.bytes = reader.counters.bytes - before.bytes;
  counters.reads = reader.counters.reads - before.reads;
  counters.decodes = reader.counters.decodes - before.decodes;
  const keys = packColumns(groups?.keys ?? []);
  const states = running.map(({ done }) => done);
  const problems = reader.problems?.();
  const results = units.take();
  const share = { states, keys, results, counters, kernels: kernels.name, yielded };
  return { ...share, ...(problems === undefined ? {} : { problems }) };
}

/** What extremes find spares sums a look at the values. */
function inTurn(running: readonly Running[]): readonly Running[] {
  const first = (each: Running): number => (each.request.kind === "extremes" ? 0 : 1);
  return [...running].sort((a, b) => first(a) - first(b));
}

function readsOf(task: ScanTask, morsel: number): Iterator<ReadRequest> {
  if (task.plan.rows !== undefined) return morselReads(task.plan, morsel);
  return [{ part: task.parts[morsel]! }][Symbol.iterator]();
}
