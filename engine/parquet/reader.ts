/**
 * Reads row ranges of Parquet files through DuckDB, which decodes only the row groups and columns asked for.
 * @module
 */
import type { SourceDescriptor, SourceReader } from "../../contract/index.js";
import { EngineError } from "../errors.js";
import { type RowsBuilder, rowsBuilder } from "../rows/builder.js";
import { nullColumn } from "../rows/nulls.js";
import { putColumn } from "../rows/put.js";
import { rowsOf } from "../sources/request.js";
import { readerConnection } from "../sql/connections.js";
import { fileLiteral, quoted } from "../sql/types.js";
import type { ParquetOptions } from "./source.js";

/** A row group: its rows in the source, and where it is. */
interface Group {
  readonly number: number;
  readonly file: number;
  /** First row in the source. */
  readonly start: number;
  readonly stop: number;
  /** First row in the file. */
  readonly inFile: number;
}

/** Opens a `"parquet"` descriptor. */
export function openParquet(descriptor: SourceDescriptor): SourceReader {
  const options = descriptor.options as unknown as ParquetOptions;
  const groups = groupsOf(options);
  const skip = new Set(options.skip);
  const connection = readerConnection();
  const counters = { bytes: 0, reads: 0, decodes: 0 };

  /** Rows `[start, stop)` of the source, which are of one group. */
  async function take(
    group: Group,
    start: number,
    stop: number,
    columns: readonly number[],
    into: RowsBuilder,
  ): Promise<void> {
    const names = columns.map((column) => quoted(options.columns[column]!.name)).join(", ");
    const { path } = descriptor.files[group.file]!;
    const shift = group.inFile - group.start;
    counters.reads++;
    counters.decodes += columns.length;
    const before = into.length;
    const chunks = await connection.rows(
      `SELECT ${names} FROM read_parquet(${fileLiteral(path)}, file_row_number = true) WHERE file_row_number >= ${start + shift} AND file_row_number < ${stop + shift}`,
    );
    for (const { columns: read, length } of chunks) into.append(read, length);
    if (into.length - before !== stop - start)
      throw new EngineError(
        "CorruptData",
        `'${path}' has ${into.length - before} rows in row group ${group.number} where its footer says ${stop - start}`,
      );
  }

  return {
    counters,
    async readBatch(request, columns, arena) {
      const { start, stop } = rowsOf(request);
      const schema = columns.map((column) => options.columns[column]!);
      const builder = rowsBuilder(schema, stop - start);
      for (let i = groupAt(groups, start); i < groups.length && groups[i]!.start < stop; i++) {
        const group = groups[i]!;
        const [from, to] = [Math.max(start, group.start), Math.min(stop, group.stop)];
        if (skip.has(group.number))
          builder.append(
            schema.map((column) => nullColumn(column, to - from)),
            to - from,
          );
        else if (columns.length === 0) builder.append([], to - from);
        else await take(group, from, to, columns, builder);
      }
      const parts = builder.finish();
      counters.bytes += parts.columns.reduce((sum, { values }) => sum + values.byteLength, 0);
      return {
        firstRow: start,
        rows: stop - start,
        columns: parts.columns.map((column) => putColumn(column, stop - start, arena)),
      };
    },
    close: () => connection.close(),
  };
}

function groupsOf({ groups }: ParquetOptions): Group[] {
  const all: Group[] = [];
  let start = 0;
  for (const [file, rows] of groups.entries()) {
    const before = start;
    for (const n of rows) {
      all.push({ number: all.length, file, start, stop: start + n, inFile: start - before });
      start += n;
    }
  }
  return all;
}

/** Index of the group that holds a row. */
function groupAt(groups: readonly Group[], row: number): number {
  let [low, high] = [0, groups.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (groups[middle]!.stop > row) high = middle;
    else low = middle + 1;
  }
  return low;
}
