/**
 * `npm run bench:kernel [-- --turns N]`: our kernel, ipykernel, Deno's and tslab's in turns, each driven by
 * jupyter_client in a process of its own. Writes `bench/KERNELS.md`.
 * @module
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { contenders, writeKernelspecs } from "./kernels/contenders.js";
import { type Run, table } from "./kernels/table.js";

/** How often a run is tried again: a client may subscribe too late for a kernel without iopub_welcome. */
const TRIES = 3;
const RUN_LIMIT_MS = 180_000;

const root = fileURLToPath(new URL("../..", import.meta.url));
const python = join(root, ".venv", "bin", "python");
const place = join(root, ".setup", "bench");
const deno = join(place, "node_modules", ".bin", "deno");
const notebooks = join(place, "notebooks");
const jupyter = join(place, "jupyter");

const { values } = parseArgs({ options: { turns: { type: "string", default: "7" } } });
const turns = Number(values.turns);
if (!Number.isSafeInteger(turns) || turns < 1)
  throw new RangeError(`--turns ${values.turns} must be a positive integer`);

const kernels = contenders(root, python, deno);
writeKernelspecs(jupyter, kernels);
mkdirSync(notebooks, { recursive: true });
const env = { ...process.env, JUPYTER_PATH: jupyter, JUPYTER_DATA_DIR: join(place, "data") };

/** One run in a fresh process; undefined when it failed {@link TRIES} times. */
function drive(kernel: (typeof kernels)[number], isLast: boolean): Run | undefined {
  const driver = join(root, "bench", "kernels", "drive.py");
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const args = [driver, kernel.name, kernel.dialect, ...(isLast ? ["--growth"] : [])];
    const done = spawnSync(python, args, { cwd: notebooks, env, encoding: "utf8", timeout: RUN_LIMIT_MS });
    const line = done.stdout.trim().split("\n").at(-1);
    if (done.status === 0 && line) return JSON.parse(line);
    console.error(`${kernel.name}: ${done.stderr.trim().split("\n").at(-1)}`);
  }
  return undefined;
}

const version = (command: string, ...args: string[]): string =>
  execFileSync(command, args, { encoding: "utf8" }).trim().split("\n")[0] ?? "";
const versions = [
  `Node.js ${process.versions.node}`,
  version(deno, "--version").replace(/ \(.*/, ""),
  version(
    python,
    "-c",
    "import ipykernel, sys; print(f'ipykernel {ipykernel.__version__} on Python {sys.version.split()[0]}')",
  ),
  version(
    process.execPath,
    "-p",
    `"tslab " + require(${JSON.stringify(join(root, "node_modules/tslab/package.json"))}).version`,
  ),
  version(python, "-c", "import jupyter_client; print('jupyter_client', jupyter_client.__version__)"),
];

const load: number[] = [];
const runs = new Map(kernels.map(({ name }): [string, Run[]] => [name, []]));
for (let turn = 0; turn <= turns; turn++) {
  for (const kernel of kernels) {
    load.push(loadavg()[0] ?? 0);
    const run = drive(kernel, turn === turns);
    console.log(`turn ${turn} ${kernel.name} ${JSON.stringify(run)}`);
    // The first turn fills the caches of the disk and of V8.
    if (run && turn > 0) runs.get(kernel.name)?.push(run);
  }
}

const date = new Date().toISOString().slice(0, 10);
const gibibytes = Math.round(totalmem() / 2 ** 30);
const counts = [...runs].map(([name, { length }]) => `${name} ${length}`).join(", ");
const loads = `${Math.min(...load).toFixed(1)} to ${Math.max(...load).toFixed(1)}`;
writeFileSync(
  join(root, "bench", "KERNELS.md"),
  `# Our kernel and the others

Written by \`npm run bench:kernel\`. The kernels run in turns, each started afresh for every turn and driven by
jupyter_client; a time runs from the request until both reply and idle are here. Files and code caches are hot: a first
turn does not count. Medians; "–": the kernel cannot do it, or never ended it. Our kernel converts and checks a cell
once when it is run again unchanged; the row with another n each time, after 70 such cells, is what a new expression
costs. Each kernel and its driver have the processor before other programs where the system allows that (Linux, root:
autogroup -20).

${date}; ${availableParallelism()} cores, ${gibibytes} GiB; ${turns} turns (${counts}); load of the machine ${loads} during the run;
${versions.join(", ")}.

${table(runs)}
`,
);
