/**
 * Rows behind a part of a picture.
 * @module
 */
import type { ScanOptions } from "../options.js";
import { scan } from "../scan.js";
import { zipSource } from "../sources/zip.js";
import { type Bounds, rowsInBox } from "./rows-in-box.js";
import type { Decimatable } from "./scan-column.js";

/**
 * Numbers of the first rows whose values lie in bounds (low <= value < high), ascending. One pass.
 * @param columns one or two numeric columns of one length, each with its bounds
 * @param limit rows at most
 */
export async function firstRows(
  columns: readonly { readonly column: Decimatable; readonly bounds: Bounds }[],
  limit: number,
  options: ScanOptions = {},
): Promise<Float64Array> {
  const source = zipSource(Object.fromEntries(columns.map(({ column }, k) => [`c${k}`, column])));
  const request = rowsInBox(
    columns.map(({ bounds }) => bounds),
    limit,
  );
  const positions = columns.map((_, k) => k);
  const [rows] = await scan({ source, columns: positions }, [request], options, "rows");
  return rows as Float64Array;
}
