/**
 * Exact sums by group in linear memory, where the kernels add while a task runs.
 * @module
 */
import type { Arena } from "../../contract/index.js";
import type { Extent } from "../aggregates/values.js";
import { FOLD_ROWS, FOLD_TOPS, type FoldPlaces, type Kernels, RUNNING_BYTES } from "../simd/kernels.js";
import { exponentBound } from "../simd/plain.js";
import { addToGroup, type GroupSums, spillToGroup } from "./sums.js";

/** Sums of a state: in JavaScript, and what the kernels have added since. */
export interface Sums {
  /** Values by group. */
  readonly n: Float64Array;
  readonly sums: GroupSums;
  readonly squares: GroupSums | undefined;
}

/** Sums in linear memory. */
export interface Running {
  /** `running` is 0 when there is no room for sums on a grid; `spill` is for draining. */
  readonly places: FoldPlaces;
  readonly groups: number;
  /** Values on the grid are below 2^top. */
  top: number;
  /** Values since groups with many were last drained, and since the grid was chosen. */
  unseen: number;
  sinceGrid: number;
}

/** Bytes per group of three parts and the count. */
const PARTS_BYTES = 32;

/** Groups drained at once, and bytes of what each can leave. */
const DRAINED = 64;
const DRAINED_BYTES = 160;

/** Bytes of what a value can leave. */
const SPILL_BYTES = 48;

/** Bits that a grid may lie above what is there before a lower one is chosen. */
const SLACK = 16;

/** Rows for each group before that is worth draining all of them. */
const PATIENCE = 16;

/** Room for sums of groups, or undefined when there is none. */
export function openRunning(kernels: Kernels, groups: number, squares: boolean): Running | undefined {
  const bytes = groups * PARTS_BYTES;
  const sums = kernels.keep(squares ? bytes * 2 : bytes);
  if (sums === undefined) return undefined;
  const spill = kernels.keep(DRAINED * DRAINED_BYTES);
  const running = spill === undefined ? undefined : kernels.keep(groups * RUNNING_BYTES[squares ? 1 : 0]);
  const places = { sums, squares: squares ? sums + bytes : 0, running: running ?? 0, spill: spill ?? 0 };
  return { places, groups, top: FOLD_TOPS[0], unseen: 0, sinceGrid: 0 };
}

/**
 * Adds values of groups.
 * @param extent  least and greatest value that is not NaN, and the number of NaN
 */
export function addRunning(
  running: Running,
  into: Sums,
  values: number,
  ids: number,
  n: number,
  [low, high, nans]: Extent,
  arena: Arena,
  kernels: Kernels,
): void {
  const top = Math.max(exponentBound(Math.max(Math.abs(low), Math.abs(high))), FOLD_TOPS[0]);
  const places = { ...running.places, spill: arena.alloc(n * SPILL_BYTES) };
  if (places.running === 0 || nans > 0 || top > FOLD_TOPS[1]) {
    const { sums, squares, spill } = places;
    takeSpill(into, kernels, spill, kernels.groupSums(values, ids, n, sums, squares, spill));
    return;
  }
  chooseGrid(running, into, top, kernels);
  const half = FOLD_ROWS / 2;
  for (let done = 0; done < n; done += half) {
    const taken = Math.min(half, n - done);
    if (running.unseen + taken > half) {
      drain(running, into, half, kernels);
      running.unseen = 0;
    }
    const left = kernels.groupFolds(values + done * 8, ids + done * 4, taken, running.top, places);
    takeSpill(into, kernels, places.spill, left);
    running.unseen += taken;
  }
  running.sinceGrid += n;
}

/** Takes what the kernels have added into the sums; the place in memory is free then. */
export function settleRunning(running: Running, into: Sums, kernels: Kernels): void {
  if (running.places.running !== 0) drain(running, into, 1, kernels);
  const { groups, places } = running;
  const read = (at: number): Float64Array => new Float64Array(kernels.memory.buffer, at, groups * 4);
  const [sums, squares] = [read(places.sums), places.squares === 0 ? undefined : read(places.squares)];
  for (let group = 0; group < groups; group++) {
    into.n[group]! += sums[group * 4 + 3]!;
    for (let k = 0; k < 3; k++) {
      addToGroup(into.sums, group, sums[group * 4 + k]!);
      if (squares !== undefined) addToGroup(into.squares!, group, squares[group * 4 + k]!);
    }
  }
}

/** Raises the grid when it must be, and lowers it when it lies far above all values for long. */
function chooseGrid(running: Running, into: Sums, top: number, kernels: Kernels): void {
  const far = top < running.top - SLACK && running.sinceGrid >= PATIENCE * running.groups;
  if (top <= running.top && !far) return;
  drain(running, into, 1, kernels);
  running.top = top;
  running.unseen = 0;
  running.sinceGrid = 0;
}

function drain(running: Running, into: Sums, least: number, kernels: Kernels): void {
  const { groups, places, top } = running;
  for (let first = 0; first < groups; first += DRAINED) {
    const left = kernels.groupDrain(first, Math.min(DRAINED, groups - first), least, top, places);
    takeSpill(into, kernels, places.spill, left);
  }
}

function takeSpill(into: Sums, { memory }: Kernels, spill: number, count: number): void {
  const words = new Uint32Array(memory.buffer, spill, count * 4);
  const values = new Float64Array(memory.buffer, spill, count * 2);
  for (let i = 0; i < count; i++) {
    const sums = words[i * 4 + 1] === 0 ? into.sums : into.squares!;
    spillToGroup(sums, words[i * 4]!, values[i * 2 + 1]!);
  }
}
