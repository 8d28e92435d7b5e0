/**
 * min, max, argmin, argmax and extent by group, in a few arrays.
 * @module
 */
import type { Aggregate, AggregateRequest, Arena, Batch, Cloneable } from "../../contract/index.js";
import { type Extremes, finishExtremes, freshExtremes, requireRows } from "../aggregates/extremes.js";
import { decodeFlat, encodeFlat, type FlatArray } from "../aggregates/flat-state.js";
import { numericType, type Packed, packFloat64, packWide } from "../aggregates/values.js";
import { viewOf } from "../dtype.js";
import type { Kernels, Wide } from "../simd/kernels.js";
import { atOnce } from "../turns.js";
import { packedIds } from "./packed-ids.js";

/** Numbers, or 64-bit integers where these are read. */
type Ends = Float64Array | BigInt64Array | BigUint64Array;

interface States {
  readonly request: AggregateRequest<Cloneable>;
  readonly groups: number;
  /** Undefined until a column of 64-bit integers is met. */
  wide: Wide | undefined;
  /** Values by group, NaN among them. */
  readonly seen: Float64Array;
  least: Ends;
  greatest: Ends;
  /** Row numbers of the first occurrence, -1 for none; empty where no row is asked for. */
  readonly leastRow: Float64Array;
  readonly greatestRow: Float64Array;
  /** Row number of the first NaN, -1 for none. */
  readonly nanRow: Float64Array;
}

const VERSION = 1;

/** The `"extremes"` aggregate for groups. */
export function groupExtremes(kernels: Kernels): Aggregate<States, Cloneable> {
  return {
    kind: "extremes",
    order: "commutative",
    version: VERSION,
    init: fresh,
    extend(request, states, groups) {
      const bigger = fresh(request, groups);
      if (states.wide !== undefined) widen(bigger, states.wide);
      arraysOf(bigger).forEach((array, i) => void (array as Float64Array).set(arraysOf(states)[i] as Float64Array));
      return bigger;
    },
    update(states, batch, columns, arena, groupIds, selection) {
      const { statistic, nan } = freshExtremes(states.request);
      requireRows(statistic, batch);
      const column = batch.columns[columns[0]!]!;
      const type = numericType(column, statistic);
      if (type === "int64" || type === "uint64") {
        widen(states, type);
        const packed = packWide(batch, column, arena, selection);
        addIntegers(states, rowsOf(packed, groupIds!, batch, arena), viewOf(type, arena.buffer, packed.at, packed.n));
      } else {
        const packed = packFloat64(batch, column, arena, kernels, statistic, selection, nan);
        addNumbers(
          states,
          rowsOf(packed, groupIds!, batch, arena),
          new Float64Array(arena.buffer, packed.at, packed.n),
        );
      }
    },
    merge: (into, from, map) => atOnce(mergePieces(into, from, map)),
    mergePieces,
    encode: (states) => encodeFlat(VERSION, { head: states.wide ?? null, arrays: arraysOf(states) }),
    decode(request: AggregateRequest<Cloneable>, bytes) {
      const { head, arrays } = decodeFlat(request.kind, VERSION, bytes);
      const [seen, least, greatest, leastRow, greatestRow, nanRow] = arrays as FlatArray[] & Float64Array[];
      const wide = (head as Wide | null) ?? undefined;
      return {
        request,
        groups: seen!.length,
        wide,
        seen: seen!,
        least: least!,
        greatest: greatest!,
        leastRow: leastRow!,
        greatestRow: greatestRow!,
        nanRow: nanRow!,
      };
    },
    byteSize: (states) => arraysOf(states).reduce((sum, { byteLength }) => sum + byteLength, 0),
    finish: (states, group) => finishExtremes(extremesOf(states, group)),
  };
}

function arraysOf({ seen, least, greatest, leastRow, greatestRow, nanRow }: States): FlatArray[] {
  return [seen, least, greatest, leastRow, greatestRow, nanRow];
}

function fresh(request: AggregateRequest<Cloneable>, groups: number): States {
  const { statistic } = freshExtremes(request);
  return {
    request,
    groups,
    wide: undefined,
    seen: new Float64Array(groups),
    least: new Float64Array(groups).fill(Number.POSITIVE_INFINITY),
    greatest: new Float64Array(groups).fill(Number.NEGATIVE_INFINITY),
    leastRow: new Float64Array(statistic === "argmin" ? groups : 0).fill(-1),
    greatestRow: new Float64Array(statistic === "argmax" ? groups : 0).fill(-1),
    nanRow: new Float64Array(groups).fill(-1),
  };
}

/** Makes ready for 64-bit integers. */
function widen(states: States, type: Wide): void {
  if (states.wide !== undefined) return;
  states.wide = type;
  const make = type === "int64" ? BigInt64Array : BigUint64Array;
  states.least = new make(states.groups);
  states.greatest = new make(states.groups);
}

/** Groups of packed values, and their rows. */
interface Rows {
  readonly ids: Uint32Array;
  readonly firstRow: number;
  readonly positions: Uint32Array | undefined;
}

function rowsOf(packed: Packed, groupIds: number, batch: Batch, arena: Arena): Rows {
  // before the buffer is taken: the memory may grow, which detaches it
  const at = packedIds(packed, groupIds, batch.rows, arena);
  const ids = new Uint32Array(arena.buffer, at, packed.n);
  const positions = packed.rows === undefined ? undefined : new Uint32Array(arena.buffer, packed.rows, packed.n);
  return { ids, firstRow: batch.firstRow ?? 0, positions };
}

function addNumbers(states: States, { ids, firstRow, positions }: Rows, values: Float64Array): void {
  const { seen, leastRow, greatestRow, nanRow } = states;
  const [least, greatest] = [states.least as Float64Array, states.greatest as Float64Array];
  const [wantsLeast, wantsGreatest] = [leastRow.length > 0, greatestRow.length > 0];
  for (let i = 0; i < values.length; i++) {
    const group = ids[i]!;
    const x = values[i]!;
    const row = firstRow + (positions === undefined ? i : positions[i]!);
    seen[group]!++;
    if (Number.isNaN(x)) nanRow[group] = first(nanRow[group]!, row);
    if (x < least[group]!) {
      least[group] = x;
      if (wantsLeast) leastRow[group] = row;
    } else if (wantsLeast && x === least[group]) leastRow[group] = first(leastRow[group]!, row);
    if (x > greatest[group]!) {
      greatest[group] = x;
      if (wantsGreatest) greatestRow[group] = row;
    } else if (wantsGreatest && x === greatest[group]) greatestRow[group] = first(greatestRow[group]!, row);
  }
}

function addIntegers(
  states: States,
  { ids, firstRow, positions }: Rows,
  values: BigInt64Array | BigUint64Array | ArrayLike<bigint>,
): void {
  for (let i = 0; i < values.length; i++) {
    const row = firstRow + (positions === undefined ? i : positions[i]!);
    addEnds(states, ids[i]!, 1, values[i]!, values[i]!, row, row);
  }
}

/** Takes in the extremes of `n` values of a group. */
function addEnds<T extends number | bigint>(
  states: States,
  group: number,
  n: number,
  low: T,
  high: T,
  lowRow: number,
  highRow: number,
): void {
  const { seen, leastRow, greatestRow } = states;
  const [least, greatest] = [states.least, states.greatest] as unknown as [T[], T[]];
  const isFirst = seen[group] === 0;
  seen[group]! += n;
  if (isFirst || low < least[group]!) {
    least[group] = low;
    if (leastRow.length > 0) leastRow[group] = lowRow;
  } else if (leastRow.length > 0 && low === least[group]) leastRow[group] = first(leastRow[group]!, lowRow);
  if (isFirst || high > greatest[group]!) {
    greatest[group] = high;
    if (greatestRow.length > 0) greatestRow[group] = highRow;
  } else if (greatestRow.length > 0 && high === greatest[group])
    greatestRow[group] = first(greatestRow[group]!, highRow);
}

/** Groups joined between turns of the caller's thread. */
const PIECE = 16_384;

function* mergePieces(into: States, from: States, map: Uint32Array | undefined): Generator<void, void> {
  if (from.wide !== undefined) widen(into, from.wide);
  const groups = Math.min(from.groups, map?.length ?? from.groups);
  for (let g = 0; g < groups; g++) {
    if (from.seen[g]! > 0) {
      const group = map === undefined ? g : map[g]!;
      addEnds(
        into,
        group,
        from.seen[g]!,
        from.least[g]!,
        from.greatest[g]!,
        from.leastRow[g] ?? -1,
        from.greatestRow[g] ?? -1,
      );
      into.nanRow[group] = first(into.nanRow[group]!, from.nanRow[g]!);
    }
    if (g % PIECE === PIECE - 1) yield;
  }
}

function extremesOf(states: States, group: number): Extremes {
  return {
    ...freshExtremes(states.request),
    seen: states.seen[group]!,
    min: states.least[group]!,
    max: states.greatest[group]!,
    minRow: states.leastRow[group] ?? -1,
    maxRow: states.greatestRow[group] ?? -1,
    nanRow: states.nanRow[group]!,
  };
}

function first(a: number, b: number): number {
  return a < 0 ? b : b < 0 ? a : Math.min(a, b);
}
