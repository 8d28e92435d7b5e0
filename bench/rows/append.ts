import { rmSync } from "node:fs";
import { join } from "node:path";
import { openFile } from "tslab-bigdata";
import type { Row, RowGroup } from "../row.js";

/** Rows of a block. */
const BLOCK = 10_000;
/** Different blocks, one after the other again and again. */
const BLOCKS = 20;
/** Rows of the weather table with one town more or less. */
const MOST_ROWS = 28_800_000;

const COLUMNS = {
  country: "int64",
  town: "int64",
  year: "int64",
  month: "int64",
  precip: "float64",
  temp: "float64",
} as const;

/** PyTables' name of the library, the times it must be as fast, and whether its zlib takes too long for all rows. */
const CODECS: readonly (readonly [complib: string | undefined, atLeast: number, rows: number])[] = [
  [undefined, 1, MOST_ROWS],
  ["blosc:lz4", 2.5, MOST_ROWS],
  ["blosc", 2, MOST_ROWS],
  ["zlib", 4, MOST_ROWS / 10],
];

/** Blocks of 10,000 rows of the weather table into a new table, against PyTables; neither waits for the disk. */
export const append: RowGroup = {
  name: "append",
  async prepare(folder, size) {
    const blocks = Array.from({ length: BLOCKS }, (_, block) => weather(block));
    const path = join(folder, "ours.h5");
    const theirs = JSON.stringify(join(folder, "theirs.h5"));
    return CODECS.map(([complib, atLeast, most]): Row => {
      const rows = Math.min(size, most) - (Math.min(size, most) % BLOCK);
      const filters = complib === undefined ? {} : { filters: { complib: complib as "blosc", complevel: 5 } };
      const python = complib === undefined ? "None" : `tb.Filters(5, '${complib}')`;
      return {
        work: `append ${rows / 1e6} M rows in blocks of 10,000, ${complib ?? "no filter"}`,
        peer: "PyTables",
        atLeast,
        atMostBytes: 200 << 20,
        pythonSetup: `
import numpy as np, tables as tb, os
dtype = np.dtype([(n, "<i8") for n in ("country", "town", "year", "month")] + [("precip", "<f8"), ("temp", "<f8")])
def weather(block):
    i = np.arange(block * ${BLOCK}, (block + 1) * ${BLOCK}); r = np.zeros(${BLOCK}, dtype); rng = np.random.default_rng(block)
    r["country"] = i // 14400; r["town"] = i // 1440; r["year"] = 1900 + i // 12 % 120; r["month"] = 1 + i % 12
    r["precip"] = rng.normal(50, 10, ${BLOCK}); r["temp"] = rng.normal(10, 5, ${BLOCK})
    return r
blocks = [weather(b) for b in range(${BLOCKS})]`,
        python: `
if os.path.exists(${theirs}): os.remove(${theirs})
with tb.open_file(${theirs}, "w") as f:
    t = f.create_table("/", "weather", dtype, filters=${python}, expectedrows=${rows})
    for i in range(${rows / BLOCK}): t.append(blocks[i % ${BLOCKS}])`,
        async ours() {
          rmSync(path, { force: true });
          const file = await openFile(path, "w", { durable: false });
          const table = await file.createTable("/", "weather", COLUMNS, { ...filters, expectedRows: rows });
          for (let i = 0; i < rows / BLOCK; i++) await table.append(blocks[i % BLOCKS]!);
          await file.close();
        },
      };
    });
  },
};

/** Rows as the weather files have them: four columns that count, two that are random. */
function weather(block: number): { readonly [name: string]: BigInt64Array | Float64Array } {
  const counted = (value: (row: number) => number): BigInt64Array =>
    BigInt64Array.from({ length: BLOCK }, (_, i) => BigInt(Math.floor(value(block * BLOCK + i))));
  const normal = (mean: number, deviation: number): Float64Array =>
    Float64Array.from({ length: BLOCK }, () => {
      const radius = Math.sqrt(-2 * Math.log(1 - Math.random()));
      return mean + deviation * radius * Math.cos(2 * Math.PI * Math.random());
    });
  return {
    country: counted((row) => row / 14_400),
    town: counted((row) => row / 1440),
    year: counted((row) => 1900 + (Math.floor(row / 12) % 120)),
    month: counted((row) => 1 + (row % 12)),
    precip: normal(50, 10),
    temp: normal(10, 5),
  };
}
