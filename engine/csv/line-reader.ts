/**
 * Lines that are handed in, as batches: for programs on other machines.
 * @module
 */
import type { ColumnType, ReadCounters, RowsColumn, SourceReader } from "../../contract/index.js";
import { zeros } from "../dtype.js";
import { columnFromValues } from "../rows/from-values.js";
import { storageOf } from "../rows/layout.js";
import { putColumn } from "../rows/put.js";
import type { FieldValue } from "./field.js";
import type { CsvFormat } from "./format.js";
import { lineParser, splitLine } from "./line.js";

/** Rows of a batch; any number gives the same results. */
const BATCH_ROWS = 4096;

/**
 * A reader over lines in blocks. The line of names, which stands at the head of each file, is left out wherever it
 * comes.
 * @param blocks lines without their ends
 */
export function lineReader(blocks: Iterator<readonly string[]>, format: CsvFormat, hasHeader: boolean): SourceReader {
  const counters: ReadCounters = { bytes: 0, reads: 0, decodes: 0 };
  const parse = lineParser(format);
  const names = format.columns.map(({ name }) => name);
  const isHeader = (line: string): boolean =>
    hasHeader &&
    line.includes(names[0]!) &&
    splitLine(line.replace(/^\ufeff|\r$/g, ""), format.delimiter).every((field, i) => field === names[i]);
  let lines: readonly string[] = [];
  let at = 0;
  let isDone = false;

  const nextRows = (): FieldValue[][] => {
    const rows: FieldValue[][] = [];
    while (rows.length < BATCH_ROWS) {
      if (at >= lines.length) {
        const { done, value } = blocks.next();
        if (done === true) {
          isDone = true;
          break;
        }
        [lines, at] = [value, 0];
        counters.reads++;
        continue;
      }
      const line = lines[at++]!;
      counters.bytes += line.length + 1;
      const row = isHeader(line) ? undefined : parse(line);
      if (row !== undefined) rows.push(row);
    }
    return rows;
  };
  return {
    counters,
    readBatch(_request, columns, arena) {
      const rows = nextRows();
      const taken = columns.map((position) => {
        const { name, type } = format.columns[position]!;
        return putColumn(
          columnOf(
            name,
            type,
            rows.map((row) => row[position]!),
          ),
          rows.length,
          arena,
        );
      });
      return { firstRow: undefined, rows: rows.length, columns: taken, more: !isDone };
    },
    close() {},
  };
}

/** Values of one type as a column. */
function columnOf(name: string, type: ColumnType, values: readonly FieldValue[]): RowsColumn {
  const nulls = values.includes(null) ? { validity: bitsOf(values) } : {};
  if (type === "string") {
    const texts = columnFromValues(name, ["", ...values.map((value) => value ?? "")]);
    return { ...texts, offsets: texts.offsets!.subarray(1), ...nulls };
  }
  const stored = zeros(storageOf(type), values.length);
  const cells = stored as { [row: number]: number | bigint };
  for (const [row, value] of values.entries())
    if (value !== null) cells[row] = typeof value === "boolean" ? Number(value) : (value as number | bigint);
  return { name, type, shape: [], values: stored, ...nulls };
}

/** A bitmap of the values that are not null, least significant bit first. */
function bitsOf(values: readonly FieldValue[]): Uint8Array {
  const bits = new Uint8Array((values.length + 7) >> 3);
  for (const [row, value] of values.entries()) if (value !== null) bits[row >> 3]! |= 1 << (row & 7);
  return bits;
}
