/**
 * reduce: a user's own aggregate, made of four small functions that travel to the workers.
 * @module
 */
import { serialize } from "node:v8";
import type { Aggregate, AggregateRequest, Cloneable, Reducer, ShippedFunction } from "../../contract/index.js";
import { EngineError } from "../errors.js";
import { load, ship, type Uses } from "../ship.js";
import { type CellValue, cellReader } from "./cells.js";
import { perGroup } from "./per-group.js";
import { countedRows } from "./values.js";

/** What {@link reduce} takes: the four functions, and what they use from outside. */
export interface ReduceParts<S extends Cloneable, T, R> extends Reducer<S, T, R> {
  /** Values that the functions use, by the names they use; copied to the workers. */
  readonly uses?: Uses;
  /**
   * Whether `merge` may be called in any order (default false: the left state comes from earlier rows). Needed on
   * Hadoop and Spark.
   */
  readonly commutative?: boolean;
}

const FUNCTIONS = ["init", "step", "merge", "finish"] as const;

/**
 * An aggregate of four functions: `init()` makes a state, `step(state, value)` takes a value in and returns the
 * state, `merge(left, right)` joins two states, `finish(state)` gives the result. Nulls are left out; 64-bit integers
 * come as bigint. How rows are split among calls of `step` and `merge` depends on chunks and workers, so the result
 * does not as long as `merge` agrees with `step` (`merge(step(init(), a), step(init(), b))` equals
 * `step(step(init(), a), b)`).
 *
 * ```ts
 * const longest = reduce("name", {
 *   init: () => "", step: (s, v: string) => (v.length > s.length ? v : s),
 *   merge: (a, b) => (b.length > a.length ? b : a), finish: (s) => s,
 * });
 * ```
 * @throws UserFunction for functions that cannot travel (see `ship`), and states that cannot be copied to a worker
 */
export function reduce<S extends Cloneable, R, T = number>(
  column: string | ReduceParts<S, T, R>,
  parts?: ReduceParts<S, T, R>,
): AggregateRequest<R> {
  const given = typeof column === "string" ? parts : column;
  if (given === undefined || typeof given !== "object")
    throw new EngineError("InvalidArgument", "reduce() needs { init, step, merge, finish }");
  const shipped = FUNCTIONS.map((name) => [name, ship(given[name], given.uses, `${name}() of reduce`).module]);
  checkState(given.init());
  const options = { modules: Object.fromEntries(shipped) as { [name: string]: string }, uses: given.uses ?? {} };
  return {
    kind: given.commutative ? "reduceAnyOrder" : "reduce",
    columns: typeof column === "string" ? [column] : [],
    options,
  };
}

/** The functions, made again in this thread. */
type Functions = { readonly [F in (typeof FUNCTIONS)[number]]: (...args: readonly unknown[]) => Cloneable };

interface State {
  readonly request: AggregateRequest;
  /** What `init` and `step` return. */
  value: Cloneable;
}

/** The `"reduce"` aggregate: states are merged in row order. */
export function reduceAggregate(): Aggregate<unknown, unknown> {
  return reducing("reduce", "ordered");
}

/** The `"reduceAnyOrder"` aggregate. */
export function reduceAnyOrderAggregate(): Aggregate<unknown, unknown> {
  return reducing("reduceAnyOrder", "commutative");
}

function reducing(kind: string, order: "ordered" | "commutative"): Aggregate<unknown, unknown> {
  const made = new Map<string, Functions>();
  const functionsOf = (request: AggregateRequest): Functions => {
    const modules = request.options["modules"] as { readonly [name: string]: string };
    const key = JSON.stringify(modules);
    const functions = made.get(key) ?? loadAll(modules, request.options["uses"] as ShippedFunction["uses"]);
    made.set(key, functions);
    return functions;
  };
  return perGroup<State, unknown>({
    kind,
    order,
    fresh: (request) => ({ request, value: guarded("init", undefined, () => functionsOf(request).init()) }),
    byteSize: ({ value }) => serialize(value).length,
    update(state, batch, columns, arena, selection) {
      const { step } = functionsOf(state.request);
      const column = batch.columns[columns[0]!]!;
      const rows = countedRows(batch, column, arena, selection);
      const cell = cellReader(batch, column, arena);
      const positions = rows && new Uint32Array(arena.buffer, rows.at, rows.n);
      const n = rows?.n ?? batch.rows;
      let row = 0;
      let value: CellValue = 0;
      guarded(
        "step",
        () => `row ${row + (batch.firstRow ?? 0)}, value ${String(value)}`,
        () => {
          for (let i = 0; i < n; i++) {
            row = positions === undefined ? i : positions[i]!;
            value = cell(row);
            state.value = step(state.value, value);
          }
        },
      );
      checkState(state.value);
    },
    merge(into, from) {
      into.value = guarded("merge", undefined, () => functionsOf(into.request).merge(into.value, from.value));
    },
    finish: (state) => ({ done: guarded("finish", undefined, () => functionsOf(state.request).finish(state.value)) }),
  }) as Aggregate<unknown, unknown>;
}

function loadAll(modules: { readonly [name: string]: string }, uses: ShippedFunction["uses"]): Functions {
  return Object.fromEntries(FUNCTIONS.map((name) => [name, load({ module: modules[name]!, uses })])) as Functions;
}

/** Runs user code; what it throws names the function and the value. */
function guarded<T>(name: string, where: (() => string) | undefined, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    const place = where === undefined ? "" : ` at ${where()}`;
    throw new EngineError("UserFunction", `${name}() of reduce threw${place}: ${reason}`, cause);
  }
}

function checkState(value: unknown): void {
  try {
    serialize(value);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new EngineError("UserFunction", `the state of reduce cannot be copied between threads: ${reason}`, cause);
  }
}
