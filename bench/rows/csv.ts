import { rmSync } from "node:fs";
import { join } from "node:path";
import { aggregate, ingest, mean, readCsv } from "tslab-bigdata";
import { weather } from "../../notebooks/data.js";
import type { Row, RowGroup } from "../row.js";
import { threads } from "./files.js";

/** Rows of the weather files of one town: 120 years of months. */
const ROWS_OF_TOWN = 1440;
const FILES = 4;
/** Elements that the bench has at full size, and towns in a file then: 300 MB in four files. */
const FULL = { elements: 100_000_000, towns: 1000 };

/** Weather files aggregated in place against DuckDB, and into a table against pandas with PyTables. */
export const csv: RowGroup = {
  name: "csv",
  async prepare(folder, size) {
    const towns = Math.max(1, Math.round((FULL.towns * size) / FULL.elements));
    const { bytes } = await weather({ files: FILES, towns, directory: folder });
    const rows = FILES * towns * ROWS_OF_TOWN;
    const work = `${FILES} weather CSVs, ${Math.round(bytes / 1e6)} MB`;
    const pattern = join(folder, "*.csv");
    const ours = join(folder, "ours.h5");
    const theirs = join(folder, "theirs.h5");
    const reading: Row = {
      work: `mean of one column of ${work}`,
      peer: "DuckDB",
      atLeast: 1,
      bound: "compute",
      pythonSetup: "import duckdb",
      python: `duckdb.sql("SELECT avg(temp) FROM read_csv('${pattern}')").fetchall()`,
      ours: async (workers) => aggregate(await readCsv(pattern), { m: mean("temp") }, threads(workers)),
    };
    const storing: Row = {
      work: `${work} → lz4 table`,
      peer: "pandas + PyTables",
      atLeast: 4,
      bound: "compute",
      pythonSetup: `
import os, pandas as pd, tables
class Weather(tables.IsDescription):
    country = tables.Int64Col(pos=0)
    town = tables.Int64Col(pos=1)
    year = tables.Int64Col(pos=2)
    month = tables.Int64Col(pos=3)
    precip = tables.Float64Col(pos=4)
    temp = tables.Float64Col(pos=5)
def store():
    with tables.open_file('${theirs}', 'w') as file:
        filters = tables.Filters(complevel=5, complib='blosc:lz4')
        table = file.create_table('/', 'weather', Weather, filters=filters, expectedrows=${rows})
        for i in range(${FILES}):
            for chunk in pd.read_csv(f'${folder}/{i}.csv', chunksize=10000):
                table.append(chunk.to_records(index=False))
`,
      python: "store()",
      async ours(workers) {
        rmSync(ours, { force: true });
        return await ingest(pattern, `${ours}:/weather`, threads(workers));
      },
    };
    return [reading, storing];
  },
};
