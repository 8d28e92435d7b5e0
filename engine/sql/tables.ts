/**
 * Values that can stand in a query as tables.
 * @module
 */

import { arrowRows, isArrowTable } from "../rows/from-arrow.js";
import type { ScanInput } from "../scan.js";
import { rowsSource } from "../sources/rows.js";

/**
 * What a value is read as: tables, rows, columns and memory maps by what they scan, Arrow tables by their values;
 * undefined for anything else.
 */
export function tableInput(value: unknown): ScanInput | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (isArrowTable(value)) {
    const parts = arrowRows(value);
    return { source: rowsSource(parts), columns: parts.columns.map((_, position) => position) };
  }
  if (!("input" in value)) return undefined;
  const { input } = value as { readonly input: unknown };
  return isInput(input) ? input : undefined;
}

function isInput(input: unknown): input is ScanInput {
  if (typeof input !== "object" || input === null || !("source" in input) || !("columns" in input)) return false;
  const { source } = input;
  return typeof source === "object" && source !== null && "descriptor" in source && Array.isArray(input.columns);
}
