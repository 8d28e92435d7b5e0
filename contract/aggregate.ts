/**
 * What an aggregate is: states for groups, updated from batches, merged in morsel order, finished into a result.
 * @module
 */
import type { Cloneable } from "./json.js";
import type { Arena, Batch, Selection } from "./source.js";

/**
 * Rows of the fixed blocks over which order-sensitive moments are summed and merged in a fixed tree, so that
 * no result depends on chunk size or number of workers. Counted in the source's own row numbers.
 */
export const BLOCK_ROWS = 4096;

/**
 * An aggregate as plain data: what to compute, of which columns. It crosses threads, and distributed engines write it
 * into the scripts they ship. `R` is the type of the result and exists for the compiler only.
 */
export interface AggregateRequest<R = unknown> {
  /** Name in the registry of aggregates: `"mean"`, `"histogram"`, … */
  readonly kind: string;
  /** Input columns by name; empty means the only column of a Column. */
  readonly columns: readonly string[];
  readonly options: { readonly [name: string]: Cloneable };
  /** Never present at run time. */
  readonly __result?: R;
}

/** The result type of a request. */
export type ResultOf<A> = A extends AggregateRequest<infer R> ? R : never;

/**
 * `"commutative"`: `merge` may be called in any order and tree. `"ordered"`: states must be merged in row order
 * (LTTB); distributed engines refuse those.
 */
export type AggregateOrder = "commutative" | "ordered";

/** What `finish` answers: the result, or a request for one more pass over the data with narrowed options. */
export type Finished<R> = { readonly done: R } | { readonly again: AggregateRequest<R> };

/**
 * One aggregate's implementation. `S` holds the states of all groups of one worker (structure of arrays), so that
 * a million groups are a few typed arrays. Without grouping there is one group, number 0.
 */
export interface Aggregate<S, R> {
  readonly kind: string;
  readonly order: AggregateOrder;
  /** Version of the byte format of `encode`; `decode` refuses others. */
  readonly version: number;
  /** States for `groups` groups that have seen no row. */
  init(request: AggregateRequest<R>, groups: number): S;
  /**
   * Takes a batch in. `columns` are positions in `batch.columns` of this aggregate's inputs; `groupIds` is the byte
   * offset in the arena of one uint32 group number per row, or undefined without grouping.
   */
  update(
    states: S,
    batch: Batch,
    columns: readonly number[],
    arena: Arena,
    groupIds?: number,
    selection?: Selection,
  ): void;
  /** Adds `from` into `into`; group `g` of `from` is group `groupMap[g]` of `into`, or `g` itself without a map. */
  merge(into: S, from: S, groupMap?: Uint32Array): void;
  /** Versioned bytes for workers, Hadoop and Spark. */
  encode(states: S): Uint8Array;
  /** @throws BadState when the version or length does not fit */
  decode(request: AggregateRequest<R>, bytes: Uint8Array): S;
  /** Bytes held by the states, for the budget of group tables. */
  byteSize(states: S): number;
  /**
   * What `merge` does, in pieces of a millisecond or so, between which the caller may do other things. Absent where
   * `merge` never takes long.
   */
  mergePieces?(into: S, from: S, groupMap?: Uint32Array): Iterator<void>;
  /** What `decode` does, in such pieces. Absent where `decode` never takes long. */
  decodePieces?(request: AggregateRequest<R>, bytes: Uint8Array): Iterator<void, S>;
  /** The same states with room for more groups; absent where these are made by `init` and `merge`. */
  extend?(request: AggregateRequest<R>, states: S, groups: number): S;
  /** Whether `merge` takes groups beyond those of `init` into `into`. */
  readonly grows?: boolean;
  /** Work of `finish` that takes long, in pieces as those of `mergePieces`; `finish` does what is left undone. */
  prepare?(states: S, group: number): Iterator<void>;
  /** The result of one group, or one more pass (exact quantiles). */
  finish(states: S, group: number): Finished<R>;
}

/**
 * A function made to travel: module text whose default export takes the captured values and returns the function.
 * A free identifier that is neither global nor in `uses` is rejected by name before work starts.
 */
export interface ShippedFunction {
  /** ES module text. */
  readonly module: string;
  /** Values the function's text refers to, structured-cloneable. */
  readonly uses: { readonly [name: string]: Cloneable };
}

/** A user's own aggregate: four small functions over a serialisable state. Written as `reduce(…)`. */
export interface Reducer<S extends Cloneable, T, R> {
  /** A fresh state. */
  init(): S;
  /** Takes one value in; returns the new state. */
  step(state: S, value: T): S;
  /** Joins two states, the left one from earlier rows. */
  merge(left: S, right: S): S;
  /** The result. */
  finish(state: S): R;
}

/** Work done by one scan; shown to users and asserted by tests. */
export interface ScanCounters {
  /** Passes over the data (exact quantiles need several). */
  passes: number;
  rows: number;
  morsels: number;
  bytes: number;
  reads: number;
  decodes: number;
}
