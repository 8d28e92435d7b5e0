/**
 * Rows of Parquet files through DuckDB, which decodes only the row groups and columns asked for.
 * @module
 */
import type { ReadCounters, SourceDescriptor } from "../../contract/index.js";
import { EngineError } from "../errors.js";
import { spelledOut } from "../rows/builder.js";
import { bytesOf } from "../rows/put.js";
import { readerConnection } from "../sql/connections.js";
import { fileLiteral, quoted, sqlOfColumn } from "../sql/types.js";
import type { Group } from "./groups.js";
import type { ParquetOptions } from "./source.js";
import type { Target } from "./targets.js";

/** A column that is asked for, and where it goes. */
export interface Asked {
  readonly column: number;
  readonly target: Target;
  /** Whether the file has it in another type than the table. */
  readonly cast: boolean;
}

/** Rows from DuckDB. */
export interface DuckDBRowsReader {
  /** Appends rows `[start, stop)` of the source, which are of one group, to targets. @throws CorruptData, Sql */
  take(group: Group, start: number, stop: number, asked: readonly Asked[]): Promise<void>;
  close(): void;
}

/** Makes a reader; DuckDB is opened when it is first asked. */
export function duckdbRows(descriptor: SourceDescriptor, counters: ReadCounters): DuckDBRowsReader {
  const options = descriptor.options as unknown as ParquetOptions;
  const connection = readerConnection();
  return {
    async take(group, start, stop, asked) {
      const names = asked.map(({ column, cast }) => {
        const { name, type } = options.columns[column]!;
        return cast ? `CAST(${quoted(name)} AS ${sqlOfColumn({ type })})` : quoted(name);
      });
      const { path } = descriptor.files[group.file]!;
      const shift = group.inFile - group.start;
      counters.reads++;
      counters.decodes += asked.length;
      let found = 0;
      const chunks = await connection.rows(
        `SELECT ${names.join(", ")} FROM read_parquet(${fileLiteral(path)}, file_row_number = true) WHERE file_row_number >= ${start + shift} AND file_row_number < ${stop + shift}`,
      );
      for (const { columns, length } of chunks) {
        found += length;
        if (found > stop - start) break;
        for (const [i, column] of columns.entries()) {
          const plain = column.dictionary === undefined ? column : spelledOut(column, length);
          counters.bytes += bytesOf(plain, length);
          asked[i]!.target.append(plain, length);
        }
      }
      if (found !== stop - start)
        throw new EngineError(
          "CorruptData",
          `'${path}' has ${found} rows in row group ${group.number} where its footer says ${stop - start}`,
        );
    },
    close: () => connection.close(),
  };
}
