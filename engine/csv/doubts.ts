/**
 * What DuckDB's query left open, read field by field.
 * @module
 */
import type { RowsColumn, RowsParts } from "../../contract/index.js";
import { cellsOf, isValid, textReader } from "../rows/cells.js";
import { BAD, parseField } from "./field.js";
import type { CsvFormat } from "./format.js";

/** A field that is no value of its column's type. */
export interface BadField {
  readonly row: number;
  /** Position among all columns. */
  readonly column: number;
  readonly text: string;
}

/** Columns with all values, and what is wrong with them. */
export interface SettledFields {
  readonly columns: readonly RowsColumn[];
  readonly bad: readonly BadField[];
  /** Fields that a row lacks; -1 for too many. */
  readonly missing: readonly number[];
}

/** Reads the doubtful fields of rows that `csvQuery` gave. @param columns positions that were asked for */
export function settleFields(
  { length, columns: found }: RowsParts,
  columns: readonly number[],
  format: CsvFormat,
): SettledFields {
  const bad: BadField[] = [];
  let next = 0;
  const settled = columns.map((k): RowsColumn => {
    const { name, type } = format.columns[k]!;
    const value = found[next++]!;
    if (type === "string") return { ...value, name };
    const doubt = found[next++]!;
    const text = textReader(doubt);
    const validity = value.validity?.slice();
    const { values } = value;
    for (let row = 0; row < length; row++) {
      if (!isValid(doubt.validity, row)) {
        if (type.startsWith("float") && !isValid(validity, row)) values[row] = Number.NaN;
        continue;
      }
      const read = parseField(text(row), type, format.nullWords);
      if (read === BAD) bad.push({ row, column: k, text: text(row) });
      if (read === BAD || read === null) continue;
      (values as { [row: number]: number | bigint })[row] = typeof read === "bigint" ? read : Number(read);
      validity![row >> 3]! |= 1 << (row & 7);
    }
    return { name, type, shape: [], values, ...(validity === undefined ? {} : { validity }) };
  });
  return { columns: settled, bad, missing: cellsOf(found[next]!, length).map(Number) };
}
