import { aggregate, count, mean, std, zip } from "tslab-bigdata";
import type { Row, RowGroup } from "../row.js";
import { KEYS, keys, normals, quoted, threads } from "./files.js";

/** Statistics by group of two files, against Polars and DuckDB on data in memory. */
export const groups: RowGroup = {
  name: "groups",
  async prepare(folder, size) {
    const [x, k] = [await normals(folder, size), await keys(folder, size)];
    const table = zip({ k, x });
    const pythonSetup = `
import numpy as np, polars as pl, duckdb
if 'frame' not in globals():
    arrays = {'k': np.fromfile(${quoted(folder, "k")}, np.int32), 'x': np.fromfile(${quoted(folder, "x")})}
    frame = pl.DataFrame(arrays)
    db = duckdb.connect()
    db.execute('create table t as select * from arrays')`;
    const row = (work: string, ours: Row["ours"], polars: string, duckdb: string): Row[] => {
      const shared = { work: `${work} by ${KEYS} keys, ${size / 1e6} M rows`, atLeast: 1, pythonSetup, ours } as const;
      const bound = "compute";
      return [
        { ...shared, bound, peer: "Polars in memory", python: `frame.group_by('k').agg(${polars})` },
        {
          ...shared,
          bound,
          peer: "DuckDB in memory",
          python: `db.execute('select k, ${duckdb} from t group by k').fetchall()`,
        },
      ];
    };
    return [
      ...row(
        "count, exact mean and exact std",
        (workers) =>
          aggregate(table, { n: count(), m: mean("x"), s: std("x", { ddof: 1 }) }, { by: "k", ...threads(workers) }),
        "pl.len(), pl.col('x').mean(), pl.col('x').std().alias('s')",
        "count(*), avg(x), stddev(x)",
      ),
      ...row(
        "exact mean",
        (workers) => aggregate(table, { m: mean("x") }, { by: "k", ...threads(workers) }),
        "pl.col('x').mean()",
        "avg(x)",
      ),
      ...row(
        "count",
        (workers) => aggregate(table, { n: count() }, { by: "k", ...threads(workers) }),
        "pl.len()",
        "count(*)",
      ),
    ];
  },
};
