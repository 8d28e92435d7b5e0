/**
 * Columns whose length nobody knows before a scan: of CSV, JSON and Parquet files, and filtered ones.
 * @module
 */
import type { Data, KnownData, Trace } from "../contract/index.js";
import type { FilteredColumn } from "../engine/filtered.js";
import { readRows } from "../engine/rows/read.js";
import { Rows } from "../engine/rows/rows.js";
import { isLazy } from "./columns.js";
import type { ResolvedTrace, ResolveTrace } from "./resolved.js";
import { counted, grouped } from "./words.js";

/** Rows that are held in memory for one picture: 0.5 GB of x and y. */
export const MOST_LAZY_ROWS: number = 1 << 25;

/** Reads the lazy columns of traces into memory, where rows have numbers; a column is read once. */
export interface LazyReader {
  /** The trace without lazy columns, and the rows that were read for it. @throws RangeError beyond the most rows */
  settle(
    trace: Trace,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly trace: Trace; readonly rows: number | undefined }>;
}

/**
 * Makes a reader.
 * @param most rows that it reads
 */
export function lazyReader(most: number = MOST_LAZY_ROWS): LazyReader {
  const known = new WeakMap<object, Promise<KnownData>>();

  /** Columns of one scan are read in one pass, so that their rows stay together. */
  const read = (columns: readonly FilteredColumn[], signal: AbortSignal | undefined): void => {
    const left = columns.filter((column) => !known.has(column));
    while (left.length > 0) {
      const { source, where } = left[0]!.input;
      const together = left.filter(({ input }) => input.source === source && input.where === where);
      const positions = [...new Set(together.map(({ input }) => input.columns[0]!))];
      const reading = readRows(
        { source, columns: positions, ...(where !== undefined && { where }) },
        { limit: most + 1, ...(signal && { signal }) },
      ).then((parts) => {
        if (parts.length > most)
          throw new RangeError(
            `a column of unknown length is read into memory for this picture, up to ${grouped(most)} rows, and it has more; put it into an HDF5 table first (ingest) and plot that, or draw a histogram`,
          );
        return new Rows(parts);
      });
      for (const column of together) {
        const name = source.columns[column.input.columns[0]!]!.name;
        const made = reading.then((rows) => rows.col(name) as KnownData);
        // an aborted or failed reading is not remembered
        made.catch(() => known.delete(column));
        known.set(column, made);
        left.splice(left.indexOf(column), 1);
      }
    }
  };

  return {
    async settle(trace, signal) {
      const own = lazyOf(trace);
      const inner = lazyOf(trace.marker ?? {});
      const columns = [...own, ...inner].map(([, column]) => column);
      if (columns.length === 0) return { trace, rows: undefined };
      read(columns, signal);
      const settled = async (entries: typeof own): Promise<object> =>
        Object.fromEntries(
          await Promise.all(entries.map(async ([name, column]) => [name, await known.get(column)] as const)),
        );
      const rows = (await known.get(columns[0]!)!).length;
      const marker = inner.length === 0 ? {} : { marker: { ...trace.marker, ...(await settled(inner)) } };
      return { trace: { ...trace, ...(await settled(own)), ...marker }, rows };
    },
  };
}

function lazyOf(attributes: object): (readonly [string, FilteredColumn])[] {
  return Object.entries(attributes).filter(
    (entry): entry is [string, FilteredColumn] => isLazy(entry[1]) && "input" in entry[1],
  );
}

/** Resolves traces whose lazy columns were read, and says so; numbers of a histogram are streamed instead. */
export function withLazy(resolve: ResolveTrace, reader: LazyReader): ResolveTrace {
  return async (trace, context) => {
    if (streams(trace, context.log)) return resolve(trace, context);
    const { trace: settled, rows } = await reader.settle(trace, context.signal);
    const resolved = await resolve(settled, context);
    return rows === undefined ? resolved : told(resolved, rows);
  };
}

/** Whether a trace is a histogram of numbers over a linear axis: it is counted pass by pass. */
function streams(trace: Trace, log: { readonly x: boolean; readonly y: boolean }): boolean {
  if (trace.type !== "histogram" || trace.time !== undefined) return false;
  const letter = trace.x === undefined ? "y" : "x";
  const data: Data | undefined = trace[letter];
  return isLazy(data) && !log[letter] && !data.dtype.startsWith("timestamp");
}

function told(resolved: ResolvedTrace, rows: number): ResolvedTrace {
  const text = `${counted(rows, "row")} read into memory`;
  const note = resolved.note === "" ? "" : `${resolved.note}; ${text}`;
  return { ...resolved, note, summary: resolved.summary === "" ? text : `${resolved.summary}; ${text}` };
}
