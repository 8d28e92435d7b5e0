/**
 * Any aggregate by group: one state per group, rows sorted by group before each update.
 * @module
 */
import type { Aggregate, AggregateRequest, Arena, Batch, Selection } from "../../contract/index.js";
import { partOf } from "../aggregates/parts.js";
import { float64Of } from "../aggregates/values.js";
import { isDTypeName } from "../dtype.js";
import type { Kernels } from "../simd/kernels.js";
import { atOnce, piecesOf } from "../turns.js";

/** Lets an aggregate that knows no groups work by group. A state is undefined where an earlier pass found the result. */
export function eachGroup(aggregate: Aggregate<unknown, unknown>, kernels: Kernels): Aggregate<unknown[], unknown> {
  const start = (request: AggregateRequest, group: number): unknown => {
    const part = partOf(request, group);
    return part === undefined ? undefined : aggregate.init(part, 1);
  };
  return {
    kind: aggregate.kind,
    order: aggregate.order,
    version: aggregate.version,
    init: (request, groups) => Array.from({ length: groups }, (_, group) => start(request, group)),
    extend(request, states, groups) {
      while (states.length < groups) states.push(start(request, states.length));
      return states;
    },
    update(states, batch, columns, arena, groupIds, selection) {
      // conversions are shared by all groups, so they happen before memory is reset from group to group
      for (const position of columns) {
        const column = batch.columns[position]!;
        if (isDTypeName(column.type)) float64Of(column, batch.rows, arena, kernels, aggregate.kind);
      }
      for (const { group, rows } of byGroup(states.length, batch, arena, groupIds!, selection))
        if (states[group] !== undefined) aggregate.update(states[group], batch, columns, arena, undefined, rows);
    },
    merge: (into, from, map) => atOnce(mergePieces(aggregate, into, from, map)),
    mergePieces: (into, from, map) => mergePieces(aggregate, into, from, map),
    encode(states) {
      const parts = states.map((state) => (state === undefined ? NOTHING : aggregate.encode(state)));
      const bytes = new Uint8Array(parts.reduce((sum, part) => sum + 4 + part.length, 0));
      const view = new DataView(bytes.buffer);
      let at = 0;
      for (const part of parts) {
        view.setUint32(at, part.length, true);
        bytes.set(part, at + 4);
        at += 4 + part.length;
      }
      return bytes;
    },
    decode: (request: AggregateRequest<unknown>, bytes) => atOnce(decodePieces(aggregate, request, bytes)),
    decodePieces: (request: AggregateRequest<unknown>, bytes) => decodePieces(aggregate, request, bytes),
    grows: true,
    byteSize: (states) =>
      states.reduce<number>((sum, state) => sum + (state === undefined ? 0 : aggregate.byteSize(state)), 0),
    ...(aggregate.prepare === undefined ? {} : { prepare: (states, group) => prepare(aggregate, states[group]) }),
    finish: (states, group) => aggregate.finish(states[group], 0),
  };
}

/** Adds all of `from`, with a `yield` for every {@link PIECE} groups. */
function* mergePieces(
  aggregate: Aggregate<unknown, unknown>,
  into: unknown[],
  from: readonly unknown[],
  map: Uint32Array | undefined,
): Generator<void, void> {
  for (let g = 0; g < Math.min(from.length, map?.length ?? from.length); g++) {
    const group = map === undefined ? g : map[g]!;
    if (into[group] === undefined) into[group] = from[g];
    else if (from[g] !== undefined) yield* merged(aggregate, into[group], from[g]);
    if (g % PIECE === PIECE - 1) yield;
  }
}

function* decodePieces(
  aggregate: Aggregate<unknown, unknown>,
  request: AggregateRequest,
  bytes: Uint8Array,
): Generator<void, unknown[]> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const states: unknown[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = view.getUint32(at, true);
    const part = bytes.slice(at + 4, at + 4 + length);
    states.push(length === 0 ? undefined : aggregate.decode(request, part));
    at += 4 + length;
    if (states.length % PIECE === 0) yield;
  }
  return states;
}

function* merged(aggregate: Aggregate<unknown, unknown>, into: unknown, from: unknown): Generator<void, void> {
  const pieces = aggregate.mergePieces?.(into, from);
  if (pieces === undefined) aggregate.merge(into, from);
  else yield* piecesOf(pieces);
}

function prepare(aggregate: Aggregate<unknown, unknown>, state: unknown): Iterator<void> {
  return piecesOf(state === undefined ? undefined : aggregate.prepare?.(state, 0));
}

/** Groups joined between turns of the caller's thread. */
const PIECE = 64;

/** Bytes of a state that is not there. */
const NOTHING = new Uint8Array(0);

/** Selections of the rows of each group that is there. */
function* byGroup(
  groups: number,
  batch: Batch,
  arena: Arena,
  groupIds: number,
  selection: Selection,
): Generator<{ readonly group: number; readonly rows: NonNullable<Selection> }> {
  const n = selection?.count ?? batch.rows;
  // before any view is made: a growing memory leaves views behind
  const offset = arena.alloc(n * 4);
  const ids = new Uint32Array(arena.buffer, groupIds, batch.rows);
  const chosen = selection && new Uint32Array(arena.buffer, selection.offset, n);
  const starts = new Uint32Array(groups + 1);
  for (let i = 0; i < n; i++) starts[ids[chosen === undefined ? i : chosen[i]!]! + 1]!++;
  for (let g = 0; g < groups; g++) starts[g + 1]! += starts[g]!;
  const sorted = new Uint32Array(arena.buffer, offset, n);
  const next = starts.slice();
  for (let i = 0; i < n; i++) {
    const row = chosen === undefined ? i : chosen[i]!;
    sorted[next[ids[row]!]!++] = row;
  }
  const mark = arena.mark();
  for (let group = 0; group < groups; group++) {
    const count = starts[group + 1]! - starts[group]!;
    if (count === 0) continue;
    yield { group, rows: { offset: offset + starts[group]! * 4, count } };
    arena.reset(mark);
  }
}
