/**
 * Mappers, combiners and reducers: functions that travel, as values with a name that show themselves.
 * @module
 */
import { JUPYTER_DISPLAY, type MimeBundle, type ShippedFunction } from "../contract/index.js";
import { ship, type Uses } from "../engine/ship.js";
import type { Pairable } from "./codec.js";
import type { Role } from "./roles.js";

/** A key and a value. */
export type Pair<K = Pairable, V = Pairable> = readonly [K, V];

/** What a mapper, combiner or reducer gives: pairs, from a generator (also an async one) or an array. */
export type Pairs<K, V> = Iterable<Pair<K, V>> | AsyncIterable<Pair<K, V>>;

/** What a mapper may ask about its line, or its row. */
export interface LineContext {
  /** Path or URL of the input file; on Hadoop the split's own. Of a table, its first file; empty for one in memory. */
  readonly file: string;
  /** Number of the row in its table, from 0; undefined for lines, and where rows have no numbers (CSV). */
  readonly row?: number | undefined;
}

/** Takes a line without its line end; of a table `L` is its row, of a column its element. */
export type Mapper<K, V, L = string> = (line: L, context: LineContext) => Pairs<K, V>;

/** Takes a key and all its values, which can be gone through once. */
export type Reducer<K, V, K2, V2> = (key: K, values: Iterable<V>) => Pairs<K2, V2>;

/** Options of {@link mapper}, {@link combiner} and {@link reducer}. */
export interface FunctionOptions {
  /** Shown in messages and file names; default the role. */
  readonly name?: string;
  /** Values from outside that the function names; copied along. */
  readonly uses?: Uses;
}

/** A function of a job, ready to travel. `K` and `V` are what it takes, `K2` and `V2` what it yields. */
export class JobFunction<K, V, K2, V2> {
  /** What it does in a job. */
  readonly role: Role;
  /** Its name in messages and file names. */
  readonly name: string;
  /** Its module text and the values it uses. */
  readonly shipped: ShippedFunction;
  /** Never present at run time: holds the types for the compiler. */
  declare readonly __types?: (taken: readonly [K, V]) => readonly [K2, V2];

  /** Made by {@link mapper}, {@link combiner} and {@link reducer}. */
  constructor(role: Role, name: string, shipped: ShippedFunction) {
    this.role = role;
    this.name = name;
    this.shipped = shipped;
  }

  /** The function's text, as JavaScript. */
  get source(): string {
    const arrow = this.shipped.module.indexOf("=> (");
    return this.shipped.module.slice(arrow + 4).replace(/\);\n$/, "");
  }

  /** Its role, name and text. */
  toString(): string {
    const uses = Object.keys(this.shipped.uses);
    return `${this.role} ${this.name}${uses.length > 0 ? ` (uses ${uses.join(", ")})` : ""}`;
  }
}

// a property of the prototype: computed names in classes are beyond isolatedDeclarations
Object.defineProperty(JobFunction.prototype, JUPYTER_DISPLAY, {
  value(this: JobFunction<unknown, unknown, unknown, unknown>): MimeBundle {
    return {
      "text/plain": `${this.toString()}\n\n${this.source}`,
      "text/markdown": `**${this.toString()}**\n\n\`\`\`js\n${this.source}\n\`\`\``,
    };
  },
});

/** A mapper as a value; `L` is what it takes, lines unless told. */
export type MapperFunction<K, V, L = string> = JobFunction<L, LineContext, K, V>;

/** The pairs that a mapper yields, for the types of what comes after it. */
export type KeyOf<F> = F extends JobFunction<never, never, infer K, unknown> ? K : never;
/** The values that a mapper yields. */
export type ValueOf<F> = F extends JobFunction<never, never, unknown, infer V> ? V : never;

/**
 * A mapper: called for each line, yields pairs. It is sent to other threads and machines, so it names nothing from
 * outside but what is in `uses`; what it imports by `await import("name")` is bundled into scripts.
 *
 * ```ts
 * const temps = mapper(function* (line) {
 *   const [country, , , , , temp] = line.split(",");
 *   yield [country!, Number(temp)] as const;
 * });
 * ```
 * One for the rows of a table says what they are: `mapper(function* (row: ItemOf<typeof tab>) { … })`.
 * @throws UserFunction when it cannot travel; see `uses`
 */
export function mapper<K, V, L = string>(f: Mapper<K, V, L>, options: FunctionOptions = {}): MapperFunction<K, V, L> {
  return made("mapper", f, options);
}

/**
 * A combiner: takes a key and some of its values where they were made, and yields fewer values of that same key. It
 * may be called any number of times, also on what it gave itself.
 * @throws UserFunction when it cannot travel
 */
export function combiner<K, V>(f: Reducer<K, V, K, V>, options: FunctionOptions = {}): JobFunction<K, V, K, V> {
  return made("combiner", f, options);
}

/**
 * A reducer: takes a key and all its values, yields pairs of the result.
 * @throws UserFunction when it cannot travel
 */
export function reducer<K, V, K2, V2>(
  f: Reducer<K, V, K2, V2>,
  options: FunctionOptions = {},
): JobFunction<K, V, K2, V2> {
  return made("reducer", f, options);
}

// biome-ignore lint/complexity/noBannedTypes: ship takes any function, and judges it
function made<K, V, K2, V2>(role: Role, f: Function, options: FunctionOptions): JobFunction<K, V, K2, V2> {
  return new JobFunction(role, options.name ?? (f.name || role), ship(f, options.uses, role));
}
