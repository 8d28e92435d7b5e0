/**
 * Aggregates written for one group, made into aggregates of any number of groups.
 * @module
 */
import type {
  Aggregate,
  AggregateOrder,
  AggregateRequest,
  Arena,
  Batch,
  Finished,
  Selection,
} from "../../contract/index.js";
import { EngineError } from "../errors.js";
import { atOnce, piecesOf } from "../turns.js";
import { partOf } from "./parts.js";
import { aggregateOf, encodeValue } from "./state.js";

/** An aggregate of one group. `S` is structured-cloneable. */
export interface OneGroup<S, R> {
  readonly kind: string;
  readonly order?: AggregateOrder;
  /** Version of the bytes; default 1. */
  readonly version?: number;
  /** A state that has seen no row. */
  fresh(request: AggregateRequest<R>): S;
  /** Takes the selected rows of a batch in; `columns` are positions in `batch.columns`. */
  update(state: S, batch: Batch, columns: readonly number[], arena: Arena, selection: Selection): void;
  /** Adds `from` into `into`. */
  merge(into: S, from: S): void;
  /** What `merge` does, in pieces of a millisecond or so, where it can take long. */
  mergePieces?(into: S, from: S): Iterator<void>;
  /** Work of `finish` that takes long, in such pieces; `finish` does what is left undone. */
  prepare?(state: S): Iterator<void>;
  /** Makes a state small before it becomes bytes. */
  settle?(state: S): void;
  /** The result, or one more pass with other options. @param groups how many there are */
  finish(state: S, groups: number): Finished<R>;
  /** Called after each batch with all groups' states and their bytes; makes them smaller, or throws. Needs `byteSize`. */
  limit?(states: readonly S[], bytes: number): void;
  /** Bytes a state holds; default: counted from its arrays and maps. */
  byteSize?(state: S): number;
}

/** States by group; undefined where an earlier pass has found the result. */
interface States<S, R> {
  readonly request: AggregateRequest<R>;
  readonly groups: (S | undefined)[];
}

/** Groups joined between turns of the caller's thread. */
const PIECE = 256;

/** Makes an aggregate of any number of groups; groups that appear later start then. */
export function perGroup<S, R>(one: OneGroup<S, R>): Aggregate<States<S, R>, R> {
  const start = (request: AggregateRequest<R>, group: number): S | undefined => {
    const part = partOf(request, group);
    return part === undefined ? undefined : one.fresh(part);
  };
  const at = (states: States<S, R>, group: number): S | undefined => {
    while (states.groups.length <= group) states.groups.push(start(states.request, states.groups.length));
    return states.groups[group];
  };
  const bytesOf = ({ groups }: States<S, R>): number =>
    groups.reduce((sum, state) => sum + (state === undefined ? 8 : (one.byteSize?.(state) ?? 0)), 0);
  const prepare = (states: States<S, R>, group: number): Iterator<void> => {
    const state = at(states, group);
    return piecesOf(state === undefined ? undefined : one.prepare?.(state));
  };
  function* mergePieces(into: States<S, R>, from: States<S, R>, map?: Uint32Array): Generator<void, void> {
    // a map may be shorter than the states, which can have room for groups that were never met
    for (let g = 0; g < Math.min(from.groups.length, map?.length ?? from.groups.length); g++) {
      const mine = at(into, map === undefined ? g : map[g]!);
      const other = from.groups[g];
      if (mine !== undefined && other !== undefined) {
        const pieces = one.mergePieces?.(mine, other);
        if (pieces === undefined) one.merge(mine, other);
        else yield* piecesOf(pieces);
      }
      if (g % PIECE === PIECE - 1) yield;
    }
  }
  const whole = aggregateOf<States<S, R>, R>({
    kind: one.kind,
    ...(one.order === undefined ? {} : { order: one.order }),
    ...(one.version === undefined ? {} : { version: one.version }),
    ...(one.byteSize === undefined ? {} : { byteSize: bytesOf }),
    init: (request, groups) => ({ request, groups: Array.from({ length: groups }, (_, g) => start(request, g)) }),
    update(states, batch, columns, arena, groupIds, selection) {
      const take = (group: number, rows: Selection): void => {
        const state = at(states, group);
        if (state !== undefined) one.update(state, batch, columns, arena, rows);
      };
      if (groupIds === undefined) take(0, selection);
      else eachGroup(batch.rows, groupIds, arena, selection, take);
      one.limit?.(
        states.groups.flatMap((state) => (state === undefined ? [] : [state])),
        bytesOf(states),
      );
    },
    merge: (into, from, map) => atOnce(mergePieces(into, from, map)),
    mergePieces,
    ...(one.prepare === undefined ? {} : { prepare }),
    finish(states, group) {
      const state = at(states, group);
      if (state !== undefined) return one.finish(state, states.groups.length);
      throw new EngineError("BadState", `group ${group} of '${one.kind}' has its result from an earlier pass`);
    },
  });
  function* decodePieces(request: AggregateRequest<R>, bytes: Uint8Array): Generator<void, States<S, R>> {
    const groups: (S | undefined)[] = [];
    for (const slice of slicesOf(bytes)) {
      groups.push(...whole.decode(request, slice).groups);
      yield;
    }
    return { request, groups };
  }
  return {
    ...whole,
    grows: true,
    encode({ request, groups }) {
      for (const state of groups) if (state !== undefined) one.settle?.(state);
      return joinSlices(
        Array.from({ length: Math.max(1, Math.ceil(groups.length / PIECE)) }, (_, i) =>
          slice(whole.version, { request, groups: groups.slice(i * PIECE, (i + 1) * PIECE) }),
        ),
      );
    },
    decode: (request, bytes) => atOnce(decodePieces(request, bytes)),
    decodePieces,
  };
}

/** Bytes of a slice's length, which comes before it. */
const LENGTH_BYTES = 8;

/** States as bytes, after their length. */
function slice(version: number, states: unknown): Uint8Array {
  const bytes = encodeValue(version, states, LENGTH_BYTES);
  new DataView(bytes.buffer, bytes.byteOffset).setFloat64(0, bytes.length - LENGTH_BYTES, true);
  return bytes;
}

/** Slices one behind the other; a single one is not copied, for it can be large. */
function joinSlices(slices: readonly Uint8Array[]): Uint8Array {
  if (slices.length === 1) return slices[0]!;
  const bytes = new Uint8Array(slices.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const each of slices) {
    bytes.set(each, at);
    at += each.length;
  }
  return bytes;
}

/** What is no row of slices is one, which its reader then refuses. */
function* slicesOf(bytes: Uint8Array): Generator<Uint8Array, void> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < bytes.length; ) {
    const from = at + LENGTH_BYTES;
    const length = from <= bytes.length ? view.getFloat64(at, true) : Number.NaN;
    if (!(Number.isInteger(length) && length > 0 && from + length <= bytes.length)) return yield bytes.subarray(at);
    yield bytes.subarray(from, from + length);
    at = from + length;
  }
}

/**
 * Calls `visit` once for each group that has rows in a batch, with these rows, in ascending order of both.
 * @param groupIds offset in the arena of one uint32 per row of the batch
 */
export function eachGroup(
  rows: number,
  groupIds: number,
  arena: Arena,
  selection: Selection,
  visit: (group: number, rows: NonNullable<Selection>) => void,
): void {
  const ids = new Uint32Array(arena.buffer, groupIds, rows);
  const chosen = selection && new Uint32Array(arena.buffer, selection.offset, selection.count);
  const n = chosen?.length ?? rows;
  const sorted = new Float64Array(n);
  // group and row in one number: both sort at once
  for (let i = 0; i < n; i++) {
    const row = chosen === undefined ? i : chosen[i]!;
    sorted[i] = ids[row]! * 2 ** 21 + row;
  }
  sorted.sort();
  const offset = arena.alloc(n * 4);
  const positions = new Uint32Array(arena.buffer, offset, n);
  for (let i = 0; i < n; i++) positions[i] = sorted[i]! % 2 ** 21;
  for (let from = 0; from < n; ) {
    const group = Math.floor(sorted[from]! / 2 ** 21);
    let to = from + 1;
    while (to < n && Math.floor(sorted[to]! / 2 ** 21) === group) to++;
    // memory is not given back between groups: converted columns are kept in it for the next
    visit(group, { offset: offset + from * 4, count: to - from });
    from = to;
  }
}
