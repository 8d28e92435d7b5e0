/**
 * toParquet(source, path): tables, rows and columns as Parquet files.
 * @module
 */
import { EngineError } from "../errors.js";
import { checkChoice, checkNames } from "../names.js";
import { type ScanOptions, signalOf } from "../options.js";
import { replaceFile } from "../replace-file.js";
import type { ScanInput } from "../scan.js";
import { runQuery } from "./client.js";
import { literal, quoted } from "./types.js";

/** Options of {@link toParquet}. */
export interface ToParquetOptions extends Pick<ScanOptions, "signal"> {
  /** Default `"zstd"`. */
  readonly compression?: "uncompressed" | "snappy" | "zstd" | "gzip" | "lz4";
  /** Rows of a row group; default 122,880, as DuckDB's. */
  readonly rowGroup?: number;
}

const TABLE = "tslab-bigdata rows";

/**
 * Writes a table, rows or a column as a Parquet file through DuckDB, streamed: memory does not grow with the rows. The
 * file appears under its name when it is complete; after a failure or abort an earlier file of that name is as it was.
 * Vectors become lists, float16 becomes float32.
 * @throws FileMissing, FileAccess, InvalidArgument, what reading the source throws, the signal's reason
 */
export async function toParquet(
  source: { readonly input: ScanInput },
  path: string,
  options: ToParquetOptions = {},
): Promise<void> {
  checkNames(options, ["signal", "compression", "rowGroup"], "toParquet");
  const { compression = "zstd", rowGroup = 122_880 } = options;
  checkChoice("compression", compression, ["uncompressed", "snappy", "zstd", "gzip", "lz4"]);
  if (!Number.isInteger(rowGroup) || rowGroup < 1)
    throw new EngineError("InvalidArgument", `'rowGroup' must be a positive number of rows, got ${String(rowGroup)}`);
  const { input } = source;
  const format = `FORMAT parquet, COMPRESSION ${compression === "lz4" ? "lz4_raw" : compression}, ROW_GROUP_SIZE ${rowGroup}, USE_TMP_FILE false`;
  await replaceFile(path, 0, (_fd, _target, temporary) =>
    runQuery(
      {
        sql: `COPY (SELECT * FROM ${quoted(TABLE)}) TO ${literal(temporary)} (${format})`,
        table: (name) => (name === TABLE ? input : undefined),
        signal: signalOf(options),
      },
      { columns() {}, rows() {} },
    ),
  );
}
