/**
 * Rows of CSV files as a table can store them: it has no nulls.
 * @module
 */
import type { RowsColumn, RowsParts } from "../../contract/index.js";
import { EngineError } from "../errors.js";
import { isValid } from "../rows/cells.js";

/**
 * The same rows without nulls: NaN among floats, the empty text among texts.
 * @param place names what is read, for the error
 * @throws InvalidArgument for nulls among integers, booleans and times
 */
export function storable(rows: RowsParts, place: string): RowsParts {
  if (rows.columns.every(({ validity }) => validity === undefined)) return rows;
  return { length: rows.length, columns: rows.columns.map((column) => withoutNulls(column, rows.length, place)) };
}

function withoutNulls(column: RowsColumn, rows: number, place: string): RowsColumn {
  const { validity, ...rest } = column;
  if (validity === undefined) return column;
  if (column.type.startsWith("float")) return rest;
  if (column.type === "string") return emptied(rest, validity, rows);
  throw new EngineError(
    "InvalidArgument",
    `column '${column.name}' (${column.type}) has nulls in ${place}, and tables hold none; read it as float64, where they are NaN: types: { ${JSON.stringify(column.name)}: "float64" }`,
  );
}

function emptied(column: Omit<RowsColumn, "validity">, validity: Uint8Array, rows: number): RowsColumn {
  const { dictionary, offsets } = column;
  if (dictionary !== undefined) {
    const codes = column.values as Int32Array;
    for (let row = 0; row < rows; row++) if (!isValid(validity, row)) codes[row] = dictionary.length;
    return { ...column, dictionary: [...dictionary, ""] };
  }
  const bytes = column.values as Uint8Array;
  const kept = new Uint8Array(bytes.length);
  const places = new Int32Array(rows + 1);
  let at = 0;
  for (let row = 0; row < rows; row++) {
    const text = bytes.subarray(offsets![row], offsets![row + 1]);
    if (isValid(validity, row)) {
      kept.set(text, at);
      at += text.length;
    }
    places[row + 1] = at;
  }
  return { ...column, values: kept.subarray(0, at), offsets: places };
}
