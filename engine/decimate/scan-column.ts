/**
 * Scans of one column.
 * @module
 */
import type { AggregateRequest, IndexedSource } from "../../contract/index.js";
import type { ScanOptions } from "../options.js";
import { type ScanInput, scan } from "../scan.js";
import { viewSource } from "../sources/view.js";

/** A numeric column, as far as decimation needs it; the engine's `Column` is one. */
export interface Decimatable {
  readonly source: IndexedSource;
  /** Position among the source's columns. */
  readonly position: number;
}

/** One aggregate of a column. */
export async function one<R>(
  column: Decimatable,
  request: AggregateRequest<R>,
  options: ScanOptions,
  label: string,
): Promise<R> {
  const [result] = await several(column, [request], options, label);
  return result as R;
}

/** Several aggregates of a column in one pass. */
export async function several<R>(
  column: Decimatable,
  requests: readonly AggregateRequest<R>[],
  options: ScanOptions,
  label: string,
): Promise<R[]> {
  const input: ScanInput = { source: column.source, columns: [column.position] };
  return (await scan(input, requests, options, label)) as R[];
}

/** A column's rows from `start` on, widened to whole chunks, so that a scan reads no more than it needs. */
export function rowsOfColumn(
  { source, position }: Decimatable,
  start: number,
  stop: number,
): { readonly column: Decimatable; readonly offset: number } {
  const offset = Math.floor(start / source.chunkRows) * source.chunkRows;
  return { column: { source: viewSource(source, offset, 1, stop - offset), position }, offset };
}
