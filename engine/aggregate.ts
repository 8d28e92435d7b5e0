/**
 * aggregate(source, { name: mean("temp"), … }): one pass for all of them.
 * @module
 */
import type { AggregateRequest, ResultOf } from "../contract/index.js";
import type { ScanOptions } from "./options.js";
import { type ScanInput, scan } from "./scan.js";

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

/**
 * Runs aggregates over a column or table in one pass (more only where an aggregate asks: histograms without a range,
 * exact quantiles). No result depends on chunk size or number of workers.
 * @param source a Column or Table; on a Column the aggregates' column name is left out
 * @throws InvalidArgument for unknown columns, options and aggregates; SourceChanged and TruncatedFile when the file
 * changes; the signal's reason when aborted
 */
export async function aggregate<A extends Aggregates>(
  source: Scannable,
  aggregates: A,
  options: ScanOptions = {},
): Promise<AggregateResults<A>> {
  const names = Object.keys(aggregates);
  const results = await scan(source.input, Object.values(aggregates), options, names.join(", "));
  return Object.fromEntries(names.map((name, i) => [name, results[i]])) as AggregateResults<A>;
}
