/**
 * What travels between the user's thread and the workers.
 * @module
 */
import type {
  AggregateRequest,
  ColumnSchema,
  Part,
  RowProblems,
  ScanCounters,
  SourceDescriptor,
} from "../../contract/index.js";
import type { PlainError } from "../errors.js";
import type { PackedKeys } from "../group/packed-keys.js";
import type { ScanPlan } from "../plan.js";
import type { Where } from "../where.js";
import type { UnitResults } from "./unit-results.js";

/** One pass of a scan, for one worker; every worker of the pass gets the same but for its `slot`. */
export interface ScanTask {
  readonly descriptor: SourceDescriptor;
  readonly plan: ScanPlan;
  readonly requests: readonly AggregateRequest[];
  /** The source's columns, for conditions. */
  readonly columns: readonly ColumnSchema[];
  /** Position of the only column of a Column, which conditions call `value`. */
  readonly position: number | undefined;
  readonly where: Where | undefined;
  /** Positions of the key columns in the source; none without grouping. */
  readonly by: readonly number[];
  /** Bytes that keys and states of the groups may take in this thread. */
  readonly groupBytes: number;
  /** Keys by group number, in passes after the first; every thread then numbers its groups as this has them. */
  readonly known?: PackedKeys;
  /** Each unit of work has its own result. */
  readonly perMorsel: boolean;
  /** Parts of a scannable source. */
  readonly parts: readonly Part[];
  readonly kernels: KernelChoice;
  /** Shared words; see {@link Control}. */
  readonly control: SharedArrayBuffer;
  readonly slot: number;
}

/** `"auto"` is WebAssembly. */
export type KernelChoice = "auto" | "wasm" | "js";

/** An aggregate's state after some units of work. */
export interface PartialState {
  /** The first unit in it; ordered aggregates have one state per unit. */
  readonly morsel: number;
  readonly bytes: Uint8Array;
}

/** What a worker found. */
export interface ScanShare {
  /** By aggregate. */
  readonly states: readonly (readonly PartialState[])[];
  /** Results of units of work, where each has its own. */
  readonly results: readonly UnitResults[];
  /** Keys of the groups, by the number they have in the states. */
  readonly keys: PackedKeys;
  readonly counters: ScanCounters;
  /** The kernels that ran. */
  readonly kernels: "wasm" | "js";
  /** Whether the thread was given up to more urgent work; the rest of the pass is still to be done. */
  readonly yielded: boolean;
  /** Bad rows, where the source may have some. */
  readonly problems?: RowProblems;
}

/** To a worker. */
export interface WorkerRequest {
  readonly id: number;
  readonly task: ScanTask;
}

/** From a worker: the end of a task, or results that come before it. */
export type WorkerReply =
  | { readonly id: number; readonly results: readonly UnitResults[] }
  | ({
      readonly id: number;
      /** Whether the worker holds so much memory after its task that it should make way for a fresh one. */
      readonly isHeavy: boolean;
    } & ({ readonly share: ScanShare } | { readonly error: PlainError }));

const HEAD_BYTES = 16;

/** The shared words of a pass: next unit of work, stop flag, threads wanted back, and rows done by each worker. */
export interface Control {
  readonly buffer: SharedArrayBuffer;
  /** Takes the next unit of work. */
  next(): number;
  /** Whether the pass should stop. */
  stopped(): boolean;
  stop(): void;
  /** Asks `threads` of the pass's threads to give up their place between two units of work. */
  askToYield(threads: number): void;
  /** Whether the thread that asks should give up its place; each wish is granted once. */
  yields(): boolean;
  /** Notes rows done by one worker. */
  add(slot: number, rows: number): void;
  /** Rows done by all. */
  rows(): number;
}

/** Control words for `workers` workers, or over words made elsewhere. */
export function controlOver(buffer: SharedArrayBuffer): Control {
  const words = new Int32Array(buffer, 0, 3);
  const rows = new Float64Array(buffer, HEAD_BYTES);
  return {
    buffer,
    next: () => Atomics.add(words, 0, 1),
    stopped: () => Atomics.load(words, 1) !== 0,
    stop: () => void Atomics.store(words, 1, 1),
    askToYield: (threads) => void Atomics.store(words, 2, threads),
    yields() {
      if (Atomics.load(words, 2) <= 0) return false;
      return Atomics.sub(words, 2, 1) > 0;
    },
    add(slot, n) {
      rows[slot]! += n;
    },
    rows: () => rows.reduce((sum, n) => sum + n, 0),
  };
}

/** Fresh control words. */
export function createControl(workers: number): Control {
  return controlOver(new SharedArrayBuffer(HEAD_BYTES + workers * 8));
}
