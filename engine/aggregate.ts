/**
 * aggregate(source, { name: mean("temp"), … }): one pass for all of them.
 * @module
 */
import type { AggregateRequest, ResultOf } from "../contract/index.js";
import { EngineError } from "./errors.js";
import type { Expr } from "./expr/tree.js";
import { Groups } from "./group/groups.js";
import type { KeyPart } from "./group/table.js";
import { checkNames, SCAN_NAMES } from "./names.js";
import type { PerChunk, ScanOptions } from "./options.js";
import { type ScanInput, scan } from "./scan.js";
import { scanChunks, scanGroups } from "./scan-parts.js";
import { bothWhere, parseWhere } from "./where.js";

/** Anything that can be scanned: a Column, a Table. */
export interface Scannable {
  /** The source and the columns meant by aggregates that name none. */
  readonly input: ScanInput;
}

/** Requests by name. */
export interface Aggregates {
  readonly [name: string]: AggregateRequest;
}

/** Results by name. */
export type AggregateResults<A extends Aggregates> = { readonly [K in keyof A]: ResultOf<A[K]> };

/** One array of results by name: a result for each chunk. */
export type ChunkResults<A extends Aggregates> = { readonly [K in keyof A]: ResultOf<A[K]>[] };

/** One group: its key and results. */
export type GroupRow<A extends Aggregates, B extends string> = AggregateResults<A> & { readonly [K in B]: KeyPart };

/** Options of {@link aggregate}. */
export interface AggregateOptions extends ScanOptions {
  /** Only rows for which this is true: `"(temp > 20) & (country == 'de')"`. */
  readonly where?: string | Expr;
}

/** Options of an aggregation by group. */
export interface GroupOptions<B extends string> extends AggregateOptions {
  /** Key columns: numbers, text, booleans or times. */
  readonly by: B | readonly B[];
  /**
   * Bytes that keys and states may take in each thread before `TooManyGroups`; default 256 MiB, which is enough for
   * about a million keys. Nothing is spilled to disk: raise it, or group by coarser keys.
   */
  readonly groupBytes?: number;
}

/** Options of an aggregation by chunk. */
export interface ChunkOptions extends AggregateOptions, PerChunk {}

/**
 * Runs aggregates over a column or table in one pass (more only where an aggregate asks: histograms without a range,
 * exact quantiles). No result depends on chunk size or number of workers.
 *
 * With `by` there is one row per group, ordered by key; with `perChunk` one result per so many rows, in order. Both go
 * with every aggregate: those of several passes get them for all groups or chunks together.
 * @param source a Column or Table; on a Column the aggregates' column name is left out
 * @throws InvalidArgument for unknown columns, options and aggregates; TooManyGroups; SourceChanged and TruncatedFile
 * when the file changes; the signal's reason when aborted
 */
export function aggregate<A extends Aggregates, const B extends string>(
  source: Scannable,
  aggregates: A,
  options: GroupOptions<B>,
): Promise<Groups<GroupRow<A, B>>>;
export function aggregate<A extends Aggregates>(
  source: Scannable,
  aggregates: A,
  options: ChunkOptions,
): Promise<ChunkResults<A>>;
export function aggregate<A extends Aggregates>(
  source: Scannable,
  aggregates: A,
  options?: AggregateOptions,
): Promise<AggregateResults<A>>;
export async function aggregate(
  source: Scannable,
  aggregates: Aggregates,
  options: AggregateOptions & Partial<GroupOptions<string> & ChunkOptions> = {},
): Promise<unknown> {
  checkNames(options, [...SCAN_NAMES, "where", "by", "groupBytes"], "aggregate");
  const names = Object.keys(aggregates);
  const requests = Object.values(aggregates);
  const label = names.join(", ");
  const input = narrowed(source.input, options.where);
  const { by, perChunk } = options;
  if (by !== undefined && perChunk !== undefined)
    throw new EngineError("InvalidArgument", "give 'by' or 'perChunk', not both");
  if (perChunk !== undefined) return byName(names, await scanChunks(input, requests, perChunk, options, label));
  if (by === undefined) return byName(names, await scan(input, requests, options, label));
  const keyNames = typeof by === "string" ? [by] : by;
  const twice = names.find((name) => keyNames.includes(name));
  if (twice !== undefined)
    throw new EngineError(
      "InvalidArgument",
      `'${twice}' names a key and an aggregate; give the aggregate another name`,
    );
  const { keys, groups, results } = await scanGroups(input, requests, keyNames, options, label);
  const columns = new Map<string, readonly unknown[]>();
  keyNames.forEach((name, k) => void columns.set(name, keys[k]!));
  names.forEach((name, i) => void columns.set(name, results[i]!));
  return new Groups(columns, groups);
}

function byName(names: readonly string[], results: readonly unknown[]): { readonly [name: string]: unknown } {
  return Object.fromEntries(names.map((name, i) => [name, results[i]]));
}

function narrowed(input: ScanInput, condition: string | Expr | undefined): ScanInput {
  if (condition === undefined) return input;
  const position = input.columns.length === 1 ? input.columns[0] : undefined;
  return { ...input, where: bothWhere(input.where, parseWhere(condition, input.source.columns, position)) };
}
