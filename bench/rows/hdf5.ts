import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { aggregate, type H5Table, max, mean, min, openTable, std } from "tslab-bigdata";
import type { Row, RowGroup } from "../row.js";

/** Rows of the tables for each element of other benchmarks: 28.8 million at full size. */
const ROWS_PER_ELEMENT = 0.288;

/** Rows the long table has for each row of the others. */
const LONG = 10;

/** Rows that are read at once by the peers: those of a chunk in the notebook. */
const BLOCK = 281_250;

/** A way to store the table, and what is to be reached with the exact mean and with the inexact one. */
interface Way {
  readonly name: string;
  readonly filters: string;
  readonly exact: number;
  readonly inexact: number;
}

const WAYS: readonly Way[] = [
  { name: "none", filters: "Filters(0)", exact: 2, inexact: 2.5 },
  { name: "blosc", filters: "Filters(5, 'blosc')", exact: 2, inexact: 2.5 },
  { name: "blosc:lz4", filters: "Filters(5, 'blosc:lz4')", exact: 8, inexact: 10 },
  { name: "blosc:zstd", filters: "Filters(5, 'blosc:zstd')", exact: 4.5, inexact: 5 },
  { name: "zlib", filters: "Filters(5, 'zlib')", exact: 6, inexact: 6 },
  { name: "blosc2:lz4", filters: "Filters(5, 'blosc2:lz4')", exact: 3.5, inexact: 4 },
];

const PYTABLES = "PyTables";

/** HDF5 tables of PyTables: against PyTables itself and h5py with hdf5plugin, on the same files. */
export const hdf5: RowGroup = {
  name: "hdf5",
  async prepare(folder, size) {
    const rows = Math.round(size * ROWS_PER_ELEMENT);
    const files = filesOf(folder, rows);
    return [
      ...WAYS.flatMap((way) => means(files, way, rows)),
      fresh(files, rows),
      ...several(files, rows),
      ...kinds(files, Math.round(rows / 10)),
      ...parts(files, rows),
    ];
  },
};

interface Files {
  /** Python that makes what a row needs, once, and opens it as `t` (PyTables) and `d` (h5py). */
  setup(name: string): string;
  /** The table, opened once. */
  table(name: string): Promise<H5Table>;
  path(name: string): string;
}

function filesOf(folder: string, rows: number): Files {
  const path = (name: string): string => join(folder, `${name.replace(":", "-")}.h5`);
  const opened = new Map<string, Promise<H5Table>>();
  const make = `
import os, numpy as np, tables as tb, h5py, hdf5plugin
dtype = np.dtype([(n, '<i8') for n in ('country', 'city', 'year', 'month')] + [('precip', '<f8'), ('temp', '<f8')])
def weather(path, rows, filters):
    if os.path.exists(path): return
    random = np.random.default_rng(1)
    with tb.open_file(path, 'w') as f:
        t = f.create_table('/', 't', dtype, filters=filters, chunkshape=(1365,))
        for start in range(0, rows, 1000000):
            i = np.arange(start, min(start + 1000000, rows))
            block = np.empty(len(i), dtype)
            block['country'], block['city'], block['year'], block['month'] = i // 144000, i // 1440 % 100, 1900 + i // 12 % 120, i % 12 + 1
            block['precip'], block['temp'] = random.normal(3, 1, len(i)), random.normal(15, 8, len(i))
            t.append(block)
def kinds(path, rows):
    if os.path.exists(path): return
    random = np.random.default_rng(2)
    names = ['i1', 'u1', 'i2', 'u2', 'i4', 'u4', 'i8', 'u8', 'f4']
    dtype = np.dtype([(n, n) for n in names] + [('text', 'S12'), ('vector', 'f8', (3,))])
    with tb.open_file(path, 'w') as f:
        t = f.create_table('/', 't', dtype, filters=tb.Filters(5, 'blosc:lz4'))
        for start in range(0, rows, 1000000):
            n = min(1000000, rows - start)
            block = np.empty(n, dtype)
            for name in names: block[name] = random.integers(0, 100, n)
            block['text'] = np.array([b'Zuerich', b'Bern', b'Basel', b'Geneva'])[random.integers(0, 4, n)]
            block['vector'] = random.normal(0, 1, (n, 3))
            t.append(block)
`;
  return {
    path,
    table(name) {
      const known = opened.get(name) ?? openTable(path(name), "/t");
      opened.set(name, known);
      return known;
    },
    setup(name) {
      const file = JSON.stringify(path(name));
      const way = WAYS.find((each) => each.name === name);
      const made =
        name === "kinds"
          ? `kinds(${file}, ${Math.round(rows / 10)})`
          : `weather(${file}, ${way === undefined ? rows * LONG : rows}, tb.${way?.filters ?? "Filters(5, 'blosc:lz4')"})`;
      return `${make}${made}
t = tb.open_file(${file}).root.t
d = h5py.File(${file}, 'r')['t']
B = ${BLOCK}`;
    },
  };
}

/** The mean of a column by blocks, as PyTables' and h5py's users write it. */
const blocks = (of: "t" | "d", column: string): string =>
  `sum(float(${of}[i:i + B]['${column}'].sum()) for i in range(0, len(${of}), B)) / len(${of})`;

function threads(workers: number | undefined): { readonly workers?: number } {
  return workers === undefined ? {} : { workers };
}

function millions(rows: number): string {
  return `${rows / 1e6} M rows`;
}

function means(files: Files, { name, exact, inexact }: Way, rows: number): Row[] {
  const work = `mean of a column, ${millions(rows)}, ${name}`;
  const common = { pythonSetup: files.setup(name) };
  const ours = (options: { readonly workers?: number }, isExact = true): Promise<unknown> =>
    files.table(name).then((table) => aggregate(table, { m: mean("temp", { exact: isExact }) }, options));
  const tables = { ...common, peer: PYTABLES, python: blocks("t", "temp") };
  return [
    { ...tables, work: `exact ${work}`, atLeast: exact, ours: (workers) => ours(threads(workers)) },
    { ...tables, work: `inexact ${work}`, atLeast: inexact, ours: (workers) => ours(threads(workers), false) },
    { ...tables, work: `exact ${work}, one thread`, atLeast: 1.4, ours: () => ours({ workers: 1 }) },
    {
      ...common,
      work: `exact ${work}, one thread`,
      peer: "h5py with hdf5plugin",
      atLeast: 1,
      python: blocks("d", "temp"),
      ours: () => ours({ workers: 1 }),
    },
  ];
}

/** The whole process: start, imports, open, one mean. */
function fresh(files: Files, rows: number): Row {
  const file = JSON.stringify(files.path("blosc:lz4"));
  const script = `import { openTable } from "tslab-bigdata"; const t = await openTable(${file}, "/t"); await t.col("temp").mean(); process.exit(0)`;
  const python = `import tables as tb; t = tb.open_file(${file}).root.t; B = ${BLOCK}; ${blocks("t", "temp")}`;
  return {
    work: `a fresh process: open and the exact mean of a column, ${millions(rows)}, blosc:lz4`,
    peer: PYTABLES,
    atLeast: 1,
    pythonSetup: files.setup("blosc:lz4"),
    python: `import subprocess, sys; subprocess.run([sys.executable, '-c', ${JSON.stringify(python)}], check=True)`,
    ours: () => promisify(execFile)(process.execPath, ["--input-type=module", "-e", script]),
  };
}

function several(files: Files, rows: number): Row[] {
  const long = rows * LONG;
  const names = ["country", "city", "year", "month", "precip", "temp"];
  return [
    {
      work: `mean of each of ${Math.ceil(long / BLOCK)} chunks of ${BLOCK} rows, ${millions(long)}, blosc:lz4`,
      peer: PYTABLES,
      atLeast: 8,
      pythonSetup: files.setup("long"),
      python: "[t[i:i + B]['temp'].mean() for i in range(0, len(t), B)]",
      ours: async (workers) => {
        const column = (await files.table("long")).col("temp") as unknown as ChunkMeans;
        return column.mean({ perChunk: BLOCK, ...threads(workers) });
      },
    },
    {
      work: `mean, deviation and extremes of all six columns in one pass, ${millions(rows)}, blosc:lz4`,
      peer: PYTABLES,
      atLeast: 5,
      pythonSetup: files.setup("blosc:lz4"),
      python: `for i in range(0, len(t), B):
    block = t[i:i + B]
    for name in block.dtype.names: c = block[name]; c.sum(), (c * c).sum(), c.min(), c.max()`,
      ours: async (workers) => {
        const requests = names.flatMap((name) => [
          [`${name} mean`, mean(name)],
          [`${name} std`, std(name)],
          [`${name} min`, min(name)],
          [`${name} max`, max(name)],
        ]);
        return aggregate(await files.table("blosc:lz4"), Object.fromEntries(requests), threads(workers));
      },
    },
    {
      work: `mean of each of the six columns in one pass, ${millions(rows)}, blosc:lz4`,
      peer: PYTABLES,
      atLeast: 5,
      pythonSetup: files.setup("blosc:lz4"),
      python: `for i in range(0, len(t), B):
    block = t[i:i + B]
    for name in block.dtype.names: block[name].sum()`,
      ours: async (workers) => {
        const requests = names.map((name) => [name, mean(name)]);
        return aggregate(await files.table("blosc:lz4"), Object.fromEntries(requests), threads(workers));
      },
    },
    {
      work: `every 2,880th value of a column, ${millions(long)}, blosc:lz4`,
      peer: PYTABLES,
      atLeast: 3,
      pythonSetup: files.setup("long"),
      python: "t[::2880]['temp']",
      ours: async () => (await files.table("long")).read({ step: 2880, field: "temp" }),
    },
  ];
}

interface ChunkMeans {
  mean(options: { readonly perChunk: number; readonly workers?: number }): Promise<number[]>;
}

function kinds(files: Files, rows: number): Row[] {
  const row = (name: string, python: string, ours: (table: H5Table, workers?: number) => Promise<unknown>): Row => ({
    work: `${name}, ${millions(rows)}, blosc:lz4`,
    peer: PYTABLES,
    atLeast: 2,
    pythonSetup: files.setup("kinds"),
    python,
    ours: async (workers) => ours(await files.table("kinds"), workers),
  });
  const numbers = ["i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f4"].map((type) =>
    row(`mean of a column of ${type}`, blocks("t", type), (table, workers) =>
      aggregate(table, { m: mean(type) }, threads(workers)),
    ),
  );
  return [
    ...numbers,
    row("a column of texts in memory", "t.read(field='text')", (table) => table.select(["text"]).rows()),
    row("rows with a text equal to another", "t.read_where(\"text == b'Bern'\", field='i4')", (table) =>
      table.where('text == "Bern"').read({ field: "i4" }),
    ),
    row("a column of 3-vectors in memory", "t.read(field='vector')", (table) => table.read({ field: "vector" })),
  ];
}

function parts(files: Files, rows: number): Row[] {
  return [
    {
      work: `1,000 slices of 10 rows at random, ${millions(rows)}, blosc:lz4`,
      peer: PYTABLES,
      atLeast: 1,
      pythonSetup: `${files.setup("blosc:lz4")}
starts = np.random.default_rng(3).integers(0, len(t) - 10, 1000)`,
      python: "for s in starts: t[s:s + 10]",
      ours: async () => {
        const table = await files.table("blosc:lz4");
        for (let i = 0; i < 1000; i++) {
          const start = (i * 7_919_317) % (rows - 10);
          await table.read({ start, stop: start + 10 });
        }
      },
    },
    {
      work: `a column of the rows that a condition picks, 1 of 100, ${millions(rows)}, blosc:lz4`,
      peer: `${PYTABLES}' read_where`,
      atLeast: 3,
      pythonSetup: files.setup("blosc:lz4"),
      python: "t.read_where('temp > 33.61', field='precip')",
      ours: async () => (await files.table("blosc:lz4")).where("temp > 33.61").col("precip").toArray(),
    },
  ];
}
