/**
 * Columns of which only some rows count.
 * @module
 */
import type { ColumnType } from "../contract/index.js";
import type { ScanInput } from "./scan.js";
import { Summaries } from "./summaries.js";

/** The elements of a column for which a condition is true: a lazy view whose length is known after a scan, `count()`. */
export class FilteredColumn<D extends ColumnType = ColumnType> extends Summaries<D> {
  /** What scans read. */
  readonly input: ScanInput;

  /** Made by `column.filter(condition)`. */
  constructor(input: ScanInput) {
    super();
    this.input = input;
  }
}
