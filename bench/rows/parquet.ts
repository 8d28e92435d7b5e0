import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { aggregate, mean, readParquet } from "tslab-bigdata";
import type { Row, RowGroup } from "../row.js";
import { threads } from "./files.js";

/** Rows of the files for each element of other benchmarks: 28.8 million at full size. */
const ROWS_PER_ELEMENT = 0.288;

/** The judges' Python, which has pyarrow. */
const PYTHON = fileURLToPath(new URL("../../../.venv/bin/python", import.meta.url));

/** Row groups of 2^20 rows, as pyarrow makes them, of numbers with and without a dictionary and with nulls, and text. */
const WRITE = `import sys, numpy as np, pyarrow as pa, pyarrow.parquet as pq
rows, step = int(sys.argv[1]), 1 << 20
random = np.random.default_rng(1)
towns = np.array([f"town {i}" for i in range(200)])
writers = {}
for first in range(0, rows, step):
    r = np.arange(first, min(first + step, rows))
    x = random.standard_normal(len(r))
    table = pa.table({
        "id": r,
        "town": towns[r % 200],
        "when": pa.array(r * 60_000_000, pa.timestamp("us")),
        "temp": np.round(10 + 8 * x, 1),
        "precip": np.abs(x) * 3.7,
        "wind": pa.array(random.random(len(r)), mask=random.random(len(r)) < 0.05),
    })
    for codec, path in zip(sys.argv[2::2], sys.argv[3::2]):
        if codec not in writers:
            writers[codec] = pq.ParquetWriter(path, table.schema, compression=codec)
        writers[codec].write_table(table)
for writer in writers.values():
    writer.close()
`;

/** A codec, and what is to be reached for columns of random numbers, of few numbers, of nulls, and grouped by text. */
const WAYS = [
  { codec: "snappy", random: 0.5, few: 0.5, nulls: 0.5 },
  { codec: "zstd", random: 0.5, few: 0.5, nulls: 0.5 },
] as const;

/** Parquet files of pyarrow, aggregated in place: against DuckDB on the same files. */
export const parquet: RowGroup = {
  name: "parquet",
  async prepare(folder, size) {
    const rows = Math.round(size * ROWS_PER_ELEMENT);
    const path = (codec: string): string => join(folder, `${codec}.parquet`);
    const targets = WAYS.flatMap(({ codec }) => [codec, path(codec)]);
    await promisify(execFile)(PYTHON, ["-c", WRITE, String(rows), ...targets]);
    const work = `${(rows / 1e6).toFixed(1)} M rows of Parquet`;
    return WAYS.flatMap(({ codec, random, few, nulls }): Row[] => {
      const file = path(codec);
      const row = (what: string, column: string, atLeast: number): Row => ({
        work: `mean of ${what}, ${work}, ${codec}`,
        peer: "DuckDB",
        atLeast,
        bound: "compute",
        pythonSetup: "import duckdb",
        python: `duckdb.sql("SELECT avg(${column}) FROM read_parquet('${file}')").fetchall()`,
        ours: async (workers) => aggregate(await readParquet(file), { m: mean(column) }, threads(workers)),
      });
      return [
        row("a column", "precip", random),
        row("a column of few values", "temp", few),
        row("a column with nulls", "wind", nulls),
      ];
    });
  },
};
