import { aggregate, type MemmapArray, max, mean, min, variance } from "tslab-bigdata";
import type { Row, RowGroup } from "../row.js";
import { bytes, normals, quoted, threads } from "./files.js";

/** Bytes of the uint8 map, for each element of the others: 1.1 billion at full size. */
const BYTES_PER_ROW = 11;

/** Statistics of files: against NumPy on its memmap, and Polars and DuckDB on data in memory. */
export const aggregates: RowGroup = {
  name: "aggregates",
  async prepare(folder, size) {
    const x = await normals(folder, size);
    const u = await bytes(folder, size * BYTES_PER_ROW);
    const numpy = `
import numpy as np
m = np.memmap(${quoted(folder, "x")}, np.float64, 'r')
u = np.memmap(${quoted(folder, "u")}, np.uint8, 'r')`;
    const tables = `${numpy}
import polars as pl, duckdb
if 'frame' not in globals():
    arrays = {'x': np.fromfile(${quoted(folder, "x")})}
    frame = pl.DataFrame(arrays)
    db = duckdb.connect()
    db.execute('create table t as select * from arrays')`;
    const work = ` of ${size / 1e6} M float64`;
    return [
      ...sums(x, work, numpy),
      ...moments(x, work, numpy, tables),
      ...histograms(x, work, numpy, tables),
      {
        work: `histogram of 256 bins of ${(size * BYTES_PER_ROW) / 1e6} M uint8`,
        peer: "NumPy",
        atLeast: 35,
        pythonSetup: numpy,
        python: "np.histogram(u, 256)",
        bound: "compute",
        ours: (workers) => u.histogram({ bins: 256, ...threads(workers) }),
      },
    ];
  },
};

function sums(x: MemmapArray<"float64">, work: string, pythonSetup: string): Row[] {
  const inexact = { exact: false } as const;
  const shared = { peer: "NumPy", pythonSetup };
  return [
    {
      ...shared,
      work: `min and max${work}`,
      atLeast: 1,
      python: "m.min(); m.max()",
      bound: "bandwidth",
      ours: (workers) => x.extent(threads(workers)),
    },
    {
      ...shared,
      work: `exact sum${work}, against the inexact one`,
      atLeast: 0.35,
      python: "m.sum()",
      bound: "compute",
      ours: (workers) => x.sum(threads(workers)),
    },
    {
      ...shared,
      work: `exact mean${work}, against the inexact one`,
      atLeast: 0.35,
      python: "m.mean()",
      bound: "compute",
      ours: (workers) => x.mean(threads(workers)),
    },
    {
      ...shared,
      work: `exact sum${work}, against reading and summing`,
      peer: "np.fromfile(f).sum()",
      atLeast: 1.3,
      python: "np.fromfile(m.filename).sum()",
      bound: "compute",
      ours: (workers) => x.sum(threads(workers)),
    },
    {
      ...shared,
      work: `sum${work}, exact: false`,
      atLeast: 0.7,
      python: "m.sum()",
      bound: "bandwidth",
      ours: (workers) => x.sum({ ...inexact, ...threads(workers) }),
    },
    {
      ...shared,
      work: `mean${work}, exact: false`,
      atLeast: 0.7,
      python: "m.mean()",
      bound: "bandwidth",
      ours: (workers) => x.mean({ ...inexact, ...threads(workers) }),
    },
  ];
}

function moments(x: MemmapArray<"float64">, work: string, numpy: string, tables: string): Row[] {
  const four = { mean: mean(), var: variance(), min: min(), max: max() };
  const inexact = { ...four, mean: mean({ exact: false }) };
  const inOnePass = `mean, var, min and max${work} in one pass`;
  const shared = { peer: "NumPy", pythonSetup: numpy, python: "m.mean(); m.var(); m.min(); m.max()" };
  const bound = "compute";
  return [
    {
      ...shared,
      work: `${inOnePass}, exact mean`,
      atLeast: 3,
      bound,
      ours: (workers) => aggregate(x, four, threads(workers)),
    },
    {
      ...shared,
      work: `${inOnePass}, exact: false`,
      atLeast: 4.5,
      bound,
      ours: (workers) => aggregate(x, inexact, threads(workers)),
    },
    {
      work: `${inOnePass}, exact: false`,
      peer: "Polars' std, min, max in memory",
      pythonSetup: tables,
      python: "frame.select(s=pl.col('x').std(), a=pl.col('x').min(), b=pl.col('x').max())",
      atLeast: 0.8,
      bound,
      ours: (workers) => aggregate(x, inexact, threads(workers)),
    },
    {
      ...shared,
      work: `exact quartiles${work}`,
      atLeast: 2,
      python: "np.quantile(m, [0.25, 0.5, 0.75])",
      bound,
      ours: (workers) => x.quantile([0.25, 0.5, 0.75], threads(workers)),
    },
  ];
}

function histograms(x: MemmapArray<"float64">, work: string, numpy: string, tables: string): Row[] {
  const found = { bins: 100 } as const;
  const given = { bins: 100, range: [-6, 6] } as const;
  const row = (options: typeof found | typeof given, named: string): Pick<Row, "work" | "bound" | "ours"> => ({
    work: `histogram of 100 bins${work}${named}`,
    bound: "compute",
    ours: (workers) => x.histogram({ ...options, ...threads(workers) }),
  });
  const counted = (bin: string, from: string): string =>
    `db.execute("select ${bin} as bin, count(*) from ${from} group by bin").fetchall()`;
  const duckdb = { peer: "DuckDB in memory", pythonSetup: tables, atLeast: 3 };
  return [
    { ...row(found, ""), peer: "NumPy", pythonSetup: numpy, atLeast: 7, python: "np.histogram(m, 100)" },
    {
      ...row(found, ""),
      ...duckdb,
      python: counted(
        "least(floor((x - lo) / (hi - lo) * 100)::int, 99)",
        "t, (select min(x) as lo, max(x) as hi from t)",
      ),
    },
    {
      ...row(given, ", range given"),
      peer: "NumPy",
      pythonSetup: numpy,
      atLeast: 10,
      python: "np.histogram(m, 100, (-6, 6))",
    },
    {
      ...row(given, ", range given"),
      ...duckdb,
      python: counted("floor((x + 6) * (100 / 12.0))::int", "t where x between -6 and 6"),
    },
  ];
}
