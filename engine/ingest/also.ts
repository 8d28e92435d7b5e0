/**
 * What readers of a table will need, made while it is written: aggregates, decimated copies, pyramids.
 * @module
 */
import type { ColumnSchema, DecimateMethod } from "../../contract/index.js";
import { type Aggregates, aggregate } from "../aggregate.js";
import type { BlockTable } from "../decimate/block-table.js";
import { gatherRows } from "../decimate/gather.js";
import { adoptTable, tableOf } from "../decimate/pyramid.js";
import type { Decimatable } from "../decimate/scan-column.js";
import { thin } from "../decimate/thin.js";
import { EngineError } from "../errors.js";
import { openTable } from "../hdf5/open.js";
import type { AttributeInput } from "../hdf5/write/attributes.js";
import { createTable, openOutput, removeNode } from "../hdf5/write/create.js";
import { closeOutput } from "../hdf5/write/output.js";
import { hasNode } from "../hdf5/write/paths.js";
import { openTableWriter, type TableWriter } from "../hdf5/write/table-writer.js";
import { checkNames } from "../names.js";
import { columnPosition } from "../plan.js";
import { type Along, startAlong } from "./along.js";
import type { TablePlace } from "./target.js";

/** A decimated copy of a column. */
export interface DecimatedCopy {
  /** Rows kept at most. */
  readonly points: number;
  /** Default `"minmax"`. */
  readonly method?: Extract<DecimateMethod, "minmax" | "m4">;
}

/** What an ingest makes in the same pass. */
export interface AlsoOptions {
  /**
   * Aggregates of the whole table. Numbers and texts become attributes of their name; results of several parts
   * attributes `name.part`.
   */
  readonly aggregates?: Aggregates;
  /** By column: a small table beside the table, `weather_temp` for column `temp` of `weather`, with `row` and value. */
  readonly decimate?: { readonly [column: string]: DecimatedCopy };
  /** Columns whose pyramids are made; `column.pyramid()` and figures find them. */
  readonly pyramid?: readonly string[];
}

/** Work for `also` while rows go by. */
export interface Also {
  readonly along: Along;
  readonly names: readonly string[];
  readonly blocked: readonly string[];
}

/** Starts what is wanted. @throws InvalidArgument for unknown names */
export function startAlso(also: AlsoOptions, columns: readonly ColumnSchema[]): Also {
  checkNames(also, ["aggregates", "decimate", "pyramid"], "also");
  const { aggregates = {}, decimate = {}, pyramid = [] } = also;
  for (const [name, { points }] of Object.entries(decimate))
    if (!Number.isInteger(points) || points < 2)
      throw new EngineError("InvalidArgument", `'points' of '${name}' must be 2 or more, got ${String(points)}`);
  for (const [name, request] of Object.entries(aggregates))
    if (request.columns.length === 0 && request.kind !== "count")
      throw new EngineError("InvalidArgument", `aggregate '${name}' names no column; write mean("temp")`);
  const blocked = [...new Set([...Object.keys(decimate), ...pyramid])];
  for (const name of blocked) columnPosition(columns, name);
  return { along: startAlong(columns, Object.values(aggregates), blocked), names: Object.keys(aggregates), blocked };
}

/** Sets aggregates as attributes; they become part of the file with the next flush. */
export function setResults(writer: TableWriter, names: readonly string[], results: readonly unknown[]): void {
  names.forEach((name, i) => {
    const result = results[i];
    if (typeof result !== "object" || result === null || ArrayBuffer.isView(result) || Array.isArray(result))
      writer.setAttribute(name, result as AttributeInput);
    else
      for (const [part, value] of Object.entries(result))
        writer.setAttribute(`${name}.${part}`, value as AttributeInput);
  });
}

/** Aggregates of a table that had rows before, by one pass over it, into its attributes. */
export async function aggregateAfter({ path, node }: TablePlace, aggregates: Aggregates = {}): Promise<unknown[]> {
  const names = Object.keys(aggregates);
  if (names.length === 0) return [];
  const table = await openTable(path, node);
  const results = Object.values((await aggregate(table, aggregates)) as { readonly [name: string]: unknown });
  const file = await openOutput(path);
  try {
    const writer = await openTableWriter(file, node, { workers: 0 });
    setResults(writer, names, results);
    await writer.close();
  } finally {
    closeOutput(file);
  }
  return results;
}

/**
 * Writes decimated copies and keeps pyramids of a table that is complete.
 * @param tables block tables by column, where they were made on the way; else one pass makes them
 */
export async function finishAlso(
  place: TablePlace,
  also: AlsoOptions,
  tables: ReadonlyMap<string, BlockTable>,
): Promise<void> {
  const made = new Map(tables);
  const { decimate = {}, pyramid = [] } = also;
  for (const [name, { points, method }] of Object.entries(decimate)) {
    const column = await columnOf(place, name);
    const known = made.get(name);
    if (known === undefined) made.set(name, (await tableOf(column, {})).table);
    else await adoptTable(column, known);
    const { rows } = await thin(column, undefined, { points, method: method ?? "minmax", pyramid: true });
    await writeCopy(place, name, rows, await gatherRows(column.source, column.position, rows));
  }
  for (const name of pyramid) {
    const column = await columnOf(place, name);
    const known = made.get(name);
    if (known === undefined) await tableOf(column, {});
    else await adoptTable(column, known);
  }
}

async function columnOf({ path, node }: TablePlace, name: string): Promise<Decimatable> {
  return (await openTable(path, node)).col(name);
}

async function writeCopy(
  { path, node }: TablePlace,
  name: string,
  rows: Float64Array,
  values: Float64Array,
): Promise<void> {
  const file = await openOutput(path);
  const copy = `${node}_${name}`;
  try {
    if (hasNode(file, copy)) removeNode(file, copy);
    createTable(file, copy, {
      fields: [
        { name: "row", type: { kind: "int", size: 8 }, shape: [] },
        { name, type: { kind: "float", size: 8 }, shape: [] },
      ],
      title: `${name} of ${node}, thinned out`,
      expectedRows: Math.max(1, rows.length),
    });
    const writer = await openTableWriter(file, copy, { workers: 0 });
    await writer.append({
      length: rows.length,
      columns: [
        { name: "row", type: "int64", shape: [], values: BigInt64Array.from(rows, BigInt) },
        { name, type: "float64", shape: [], values },
      ],
    });
    await writer.close();
  } finally {
    closeOutput(file);
  }
}
