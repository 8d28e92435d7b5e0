import { join } from "node:path";
import {
  aggregate,
  column,
  count,
  type MemmapArray,
  max,
  mean,
  memmap,
  min,
  norm,
  std,
  uniform,
  variance,
  type Zip,
  zip,
} from "tslab-bigdata";
import type { Row, RowGroup } from "../row.js";

/** Bytes of the uint8 map, for each element of the others: 1.1 billion at full size. */
const BYTES_PER_ROW = 11;

/** The option for a number of threads. */
function threads(workers: number | undefined): { readonly workers?: number } {
  return workers === undefined ? {} : { workers };
}

/** Distinct keys of the group-by. */
const KEYS = 1000;

/** Statistics of files: against NumPy on its memmap, and Polars and DuckDB on data in memory. */
export const aggregates: RowGroup = {
  name: "aggregates",
  async prepare(folder, size) {
    const data = await files(folder, size);
    const quoted = (name: string): string => JSON.stringify(join(folder, name));
    const pythonSetup = [
      "import numpy as np",
      `m = np.memmap(${quoted("x")}, np.float64, 'r')`,
      `u = np.memmap(${quoted("u")}, np.uint8, 'r')`,
      `w = np.memmap(${quoted("theirs")}, np.uint8, 'w+', shape=${size * BYTES_PER_ROW})`,
      `p = np.memmap(${quoted("u")}, np.uint8, 'r', shape=${size})`,
    ].join("\n");
    const tables = `${pythonSetup}
import polars as pl, duckdb
if 'frame' not in globals():
    frame = pl.DataFrame({'k': np.fromfile(${quoted("k")}, np.int32), 'x': np.fromfile(${quoted("x")})})
    arrays = {'k': frame['k'].to_numpy(), 'x': frame['x'].to_numpy()}
    db = duckdb.connect()
    db.execute('create table t as select * from arrays')`;
    return [
      ...floats(data, size, pythonSetup, tables),
      ...bytes(data, size, pythonSetup),
      ...groups(data, size, tables),
    ];
  },
};

interface Data {
  readonly x: MemmapArray<"float64">;
  readonly u: MemmapArray<"uint8">;
  readonly w: MemmapArray<"uint8">;
  readonly table: Zip<{ k: MemmapArray<"int32">; x: MemmapArray<"float64"> }>;
}

async function files(folder: string, size: number): Promise<Data> {
  await norm.rvs({ size, seed: 1 }).toFile(join(folder, "x"));
  const x = await memmap(join(folder, "x"), { dtype: "float64" });
  const u = await memmap(join(folder, "u"), { mode: "w+", shape: size * BYTES_PER_ROW });
  await u.assign(uniform.rvs({ size: size * BYTES_PER_ROW, seed: 2, scale: 256 }));
  const k = await memmap(join(folder, "k"), { dtype: "int32", mode: "w+", shape: size });
  await k.assign(uniform.rvs({ size, seed: 3, scale: KEYS }));
  const w = await memmap(join(folder, "ours"), { mode: "w+", shape: size * BYTES_PER_ROW });
  return { x, u, w, table: zip({ k, x }) };
}

function floats({ x }: Data, size: number, pythonSetup: string, tables: string): Row[] {
  const millions = `${size / 1e6} M float64`;
  const numpy = (work: string, atLeast: number, python: string, ours: Row["ours"]): Row => ({
    work: `${work}, ${millions}`,
    peer: "NumPy",
    atLeast,
    pythonSetup,
    python,
    bound: work === "min and max" ? "bandwidth" : "compute",
    ours,
  });
  const four = { mean: mean(), var: variance(), min: min(), max: max() };
  const given = { bins: 100, range: [-6, 6] } as const;
  return [
    numpy("min and max", 1, "m.min(); m.max()", (workers) => x.extent(threads(workers))),
    numpy("exact sum, against the inexact one", 0.35, "m.sum()", (workers) => x.sum(threads(workers))),
    numpy("exact mean, against the inexact one", 0.35, "m.mean()", (workers) => x.mean(threads(workers))),
    {
      ...numpy("exact sum, against reading and summing", 1.3, "", (workers) => x.sum(threads(workers))),
      peer: "np.fromfile(f).sum()",
      python: "np.fromfile(m.filename).sum()",
    },
    numpy("mean, var, min, max in one pass", 3, "m.mean(); m.var(); m.min(); m.max()", (workers) =>
      aggregate(x, four, threads(workers)),
    ),
    {
      ...numpy(
        "mean, var, min, max in one pass",
        0.8,
        "frame.select(s=pl.col('x').std(), a=pl.col('x').min(), b=pl.col('x').max())",
        (workers) => aggregate(x, four, threads(workers)),
      ),
      peer: "Polars' std, min, max in memory",
      pythonSetup: tables,
    },
    numpy("histogram of 100 bins", 7, "np.histogram(m, 100)", (workers) =>
      x.histogram({ bins: 100, ...threads(workers) }),
    ),
    numpy("histogram of 100 bins, range given", 10, "np.histogram(m, 100, (-6, 6))", (workers) =>
      x.histogram({ ...given, ...threads(workers) }),
    ),
    numpy("exact quartiles", 2, "np.quantile(m, [0.25, 0.5, 0.75])", (workers) =>
      x.quantile([0.25, 0.5, 0.75], threads(workers)),
    ),
  ];
}

function bytes({ u, w }: Data, size: number, pythonSetup: string): Row[] {
  const points = u.slice(0, size);
  const shared = { peer: "NumPy", pythonSetup };
  const millions = `${(size * BYTES_PER_ROW) / 1e6} M uint8`;
  return [
    {
      ...shared,
      work: `histogram of 256 bins, ${millions}`,
      atLeast: 35,
      python: "np.histogram(u, 256)",
      bound: "compute",
      ours: (workers) => u.histogram({ bins: 256, ...threads(workers) }),
    },
    {
      ...shared,
      work: `filling ${millions} by ${BYTES_PER_ROW} slices`,
      atLeast: 1,
      python: `for i in range(${BYTES_PER_ROW}): w[i * ${size}:(i + 1) * ${size}] = p`,
      async ours() {
        for (let i = 0; i < BYTES_PER_ROW; i++) await w.assign(points, i * size);
      },
    },
  ];
}

function groups({ table }: Data, size: number, pythonSetup: string): Row[] {
  const work = `count, exact mean and std by ${KEYS} keys, ${size / 1e6} M rows`;
  const ours = (workers?: number): Promise<unknown> =>
    aggregate(table, { n: count(), mean: mean("x"), std: std("x", { ddof: 1 }) }, { by: "k", ...threads(workers) });
  const bound = "compute";
  const small = column(Float64Array.from({ length: 1000 }, (_, i) => i));
  return [
    {
      work,
      peer: "Polars in memory",
      atLeast: 1,
      pythonSetup,
      python: "frame.group_by('k').agg(pl.len(), pl.col('x').mean(), pl.col('x').std().alias('s'))",
      bound,
      ours,
    },
    {
      work,
      peer: "DuckDB in memory",
      atLeast: 1,
      pythonSetup,
      python: "db.execute('select k, count(*), avg(x), stddev(x) from t group by k').fetchall()",
      bound,
      ours,
    },
    {
      work: "mean of 1,000 values",
      peer: "2 ms",
      atLeast: 1,
      pythonSetup: "import time",
      python: "time.sleep(0.002)",
      ours: () => small.mean(),
    },
  ];
}
