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
  Cloneable,
  Finished,
  Selection,
} from "../../contract/index.js";
import { aggregateOf } from "./state.js";

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
  /** The result, or one more pass with other options. */
  finish(state: S): Finished<R>;
  /** Called after each batch with the bytes of all groups' states; throws when they are too many. Needs `byteSize`. */
  limit?(bytes: number, groups: number): void;
  /** Bytes a state holds; default: counted from its arrays and maps. */
  byteSize?(state: S): number;
}

/** A group's state, or its result when an earlier pass has found it already. */
type GroupState<S, R> = { readonly state: S } | { readonly done: R };

interface States<S, R> {
  readonly request: AggregateRequest<R>;
  readonly groups: GroupState<S, R>[];
}

/** Option under which a request for one more pass carries what each group needs. Group numbers stay as they were. */
const BY_GROUP = "byGroup";

type ByGroup<R> = readonly ({ readonly done: R } | { readonly options: AggregateRequest["options"] })[];

/**
 * Makes the aggregate. When some group asks for one more pass, {@link Aggregate.finish} of every group returns the
 * same request, which covers all of them; the scan must keep its group numbers for that pass.
 */
export function perGroup<S, R>(one: OneGroup<S, R>): Aggregate<States<S, R>, R> {
  const start = (request: AggregateRequest<R>, group: number): GroupState<S, R> => {
    const parts = request.options[BY_GROUP] as unknown as ByGroup<R> | undefined;
    const part = parts?.[group];
    if (part === undefined) return { state: one.fresh(request) };
    return "done" in part ? part : { state: one.fresh({ ...request, options: part.options }) };
  };
  const at = (states: States<S, R>, group: number): GroupState<S, R> => {
    while (states.groups.length <= group) states.groups.push(start(states.request, states.groups.length));
    return states.groups[group]!;
  };
  const bytesOf = ({ groups }: States<S, R>): number =>
    groups.reduce((sum, group) => sum + ("state" in group ? (one.byteSize?.(group.state) ?? 0) : 8), 0);
  return aggregateOf<States<S, R>, R>({
    kind: one.kind,
    ...(one.order === undefined ? {} : { order: one.order }),
    ...(one.version === undefined ? {} : { version: one.version }),
    ...(one.byteSize === undefined ? {} : { byteSize: bytesOf }),
    init: (request, groups) => ({ request, groups: Array.from({ length: groups }, (_, g) => start(request, g)) }),
    update(states, batch, columns, arena, groupIds, selection) {
      const take = (group: number, rows: Selection): void => {
        const entry = at(states, group);
        if ("state" in entry) one.update(entry.state, batch, columns, arena, rows);
      };
      if (groupIds === undefined) take(0, selection);
      else eachGroup(batch.rows, groupIds, arena, selection, take);
      if (one.limit !== undefined) one.limit(bytesOf(states), states.groups.length);
    },
    merge(into, from, map) {
      // a map may be shorter than the states, which can have room for groups that were never met
      from.groups.slice(0, map?.length).forEach((other, g) => {
        const mine = at(into, map === undefined ? g : map[g]!);
        if ("state" in mine && "state" in other) one.merge(mine.state, other.state);
      });
    },
    finish(states, group) {
      const entry = at(states, group);
      if (states.groups.length === 1) return "done" in entry ? entry : one.finish(entry.state);
      const all = states.groups.map((each) => ("done" in each ? each : one.finish(each.state)));
      if (all.every((each) => "done" in each)) return all[group]!;
      const parts: ByGroup<R> = all.map((each) => ("done" in each ? each : { options: each.again.options }));
      return { again: { ...states.request, options: { [BY_GROUP]: parts as unknown as Cloneable } } };
    },
  });
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
