/**
 * What a job reads: lines of files, or rows of a table.
 * @module
 */
import type { Scannable } from "../engine/aggregate.js";
import { Column } from "../engine/column.js";
import { EngineError } from "../engine/errors.js";
import { FilteredColumn } from "../engine/filtered.js";
import type { LazyTable } from "../engine/lazy-table.js";
import { rowParts } from "../engine/rows/parts.js";
import type { Rows } from "../engine/rows/rows.js";
import type { RowOf } from "../engine/rows/schema.js";
import type { ColumnElement } from "../engine/summaries.js";
import type { Engine, Job } from "./job.js";

/** Paths and patterns of text files; or a table or column. */
export type JobInput = string | readonly string[] | Scannable;

/** What a mapper is called with: a line of files, a row of a table, an element of a column. */
export type ItemOf<I> = I extends string | readonly string[]
  ? string
  : I extends Column<infer D> | FilteredColumn<infer D>
    ? ColumnElement<D>
    : I extends LazyTable<infer S> | Rows<infer S>
      ? RowOf<S>
      : never;

/**
 * The input as it stands in a job.
 * @throws InvalidArgument for a table on an engine that takes lines only, and for what is no input; SourceChanged
 */
export async function inputOf(input: JobInput, engine: Engine): Promise<Pick<Job, "input" | "rows">> {
  if (typeof input === "string") return { input: [input] };
  if (isList(input)) return { input };
  if (typeof input !== "object" || input === null || !("input" in input))
    throw new EngineError(
      "InvalidArgument",
      `'input' must be a path or pattern, a list of these, a table or a column, got ${String(input)}`,
    );
  if (engine.takesRows !== true)
    throw new EngineError(
      "InvalidArgument",
      `engine '${engine.name}' takes lines of text files, not rows of a table; write them with toCsv(), or run the job on local()`,
    );
  return { input: [], rows: await rowParts(input.input, input instanceof Column || input instanceof FilteredColumn) };
}

function isList(input: JobInput): input is readonly string[] {
  return Array.isArray(input);
}
