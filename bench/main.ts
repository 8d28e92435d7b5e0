/**
 * `npm run bench`: measures the groups of rows and writes `bench/results.json` and `bench/RESULTS.md`. Groups that were
 * not asked for keep their last figures.
 * @module
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { measure } from "./measure.js";
import { startPeer } from "./peer.js";
import { goFirst } from "./priority.js";
import { type Conditions, resultsText } from "./report.js";
import type { Measured, RowGroup } from "./row.js";
import { aggregates } from "./rows/aggregates.js";
import { append } from "./rows/append.js";
import { csv } from "./rows/csv.js";
import { decimation } from "./rows/decimate.js";
import { figures } from "./rows/figures.js";
import { fill } from "./rows/fill.js";
import { groups } from "./rows/groups.js";
import { hdf5 } from "./rows/hdf5.js";
import { latency } from "./rows/latency.js";
import { mapReduceRows } from "./rows/map-reduce.js";
import { memory } from "./rows/memory.js";
import { parquet } from "./rows/parquet.js";
import { random } from "./rows/random.js";
import { sketches } from "./rows/sketches.js";

/** A new group adds its name here. */
const GROUPS: readonly RowGroup[] = [
  aggregates,
  append,
  csv,
  mapReduceRows,
  decimation,
  figures,
  fill,
  groups,
  hdf5,
  latency,
  memory,
  parquet,
  random,
  sketches,
];

const root = fileURLToPath(new URL("../..", import.meta.url));
const python = join(root, ".setup", "bench-venv", "bin", "python");

type Results = { [group: string]: { conditions: Conditions; measured: Measured[] } };

const { values, positionals } = parseArgs({
  options: { rows: { type: "string", default: "100000000" }, turns: { type: "string", default: "7" } },
  allowPositionals: true,
});
const [rows, turns] = [Number(values.rows), Number(values.turns)];
if (!(Number.isSafeInteger(rows) && rows > 0 && Number.isSafeInteger(turns) && turns > 0))
  throw new Error(`--rows ${values.rows} and --turns ${values.turns} must be positive integers`);
const unknown = positionals.find((name) => !GROUPS.some((group) => group.name === name));
if (unknown !== undefined)
  throw new Error(`no group '${unknown}'; there are ${GROUPS.map(({ name }) => name).join(", ")}`);

const stored = join(root, "bench", "results.json");
const results: Results = existsSync(stored) ? JSON.parse(readFileSync(stored, "utf8")) : {};
mkdirSync(join(root, "bench", "data"), { recursive: true });
if (!goFirst()) console.log("other programs may run as often as the benchmark: this needs Linux and root to change");
for (const group of GROUPS.filter(({ name }) => positionals.length === 0 || positionals.includes(name))) {
  const folder = mkdtempSync(join(root, "bench", "data", `${group.name}-`));
  const peer = startPeer(python, join(root, "bench", "peer.py"));
  try {
    const measured: Measured[] = [];
    const load: number[] = [];
    for (const row of await group.prepare(folder, rows)) {
      const result = await measure(group.name, row, peer, turns);
      measured.push(result);
      load.push(loadavg()[0] ?? 0);
      console.log(`${row.work}: ${(result.theirs / result.ours).toFixed(2)} × ${row.peer}, to reach ${row.atLeast} ×`);
    }
    results[group.name] = { conditions: conditions([Math.min(...load), Math.max(...load)]), measured };
  } finally {
    peer.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
writeFileSync(stored, `${JSON.stringify(results, undefined, 2)}\n`);
const ordered = GROUPS.flatMap(({ name }) => results[name] ?? []);
writeFileSync(join(root, "bench", "RESULTS.md"), resultsText(ordered));

function conditions(load: Conditions["load"]): Conditions {
  const script =
    "import json, importlib.metadata as m; print(json.dumps({d.name: d.version for d in m.distributions()}))";
  const installed: { [name: string]: string } = JSON.parse(execFileSync(python, ["-c", script], { encoding: "utf8" }));
  const peers = [
    "numpy",
    "scipy",
    "polars",
    "duckdb",
    "tsdownsample",
    "datashader",
    "matplotlib",
    "plotly-resampler",
    "tables",
    "h5py",
    "pandas",
  ];
  const versions = Object.fromEntries(peers.flatMap((name) => (installed[name] ? [[name, installed[name]]] : [])));
  return {
    date: new Date().toISOString().slice(0, 10),
    cores: availableParallelism(),
    gibibytes: Math.round(totalmem() / 2 ** 30),
    rows,
    turns,
    load,
    versions: { node: process.versions.node, ...versions },
  };
}
