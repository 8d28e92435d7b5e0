import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { column, memmap, norm } from "tslab-bigdata";
import type { Row, RowGroup } from "../row.js";

/** Values of the smallest aggregates. */
const VALUES = 1000;

/** What aggregates cost that have next to nothing to do. The peer sleeps for as long as they may take. */
export const latency: RowGroup = {
  name: "latency",
  async prepare(folder) {
    const path = join(folder, "small");
    await norm.rvs({ size: VALUES, seed: 1 }).toFile(path);
    const inMemory = column(Float64Array.from({ length: VALUES }, (_, i) => i));
    const inFile = await memmap(path, { dtype: "float64" });
    const allowed = (seconds: number): Pick<Row, "peer" | "atLeast" | "pythonSetup" | "python"> => ({
      peer: `${seconds * 1000} ms`,
      atLeast: 1,
      pythonSetup: "import time",
      python: `time.sleep(${seconds})`,
    });
    return [
      { ...allowed(0.002), work: `mean of ${VALUES} values in memory, warm`, ours: () => inMemory.mean() },
      { ...allowed(0.002), work: `mean of ${VALUES} values of a file, warm`, ours: () => inFile.mean() },
      {
        ...allowed(0.002),
        work: `mean of ${VALUES} values of a file on a thread of the pool, warm`,
        ours: () => inFile.mean({ workers: 1 }),
      },
      { ...allowed(0.15), work: `mean of ${VALUES} values of a file, first of a process`, ...firstOfProcess(path, "") },
      {
        ...allowed(0.15),
        work: `mean of ${VALUES} values of a file, first of a process, which starts the pool`,
        ...firstOfProcess(path, "{ workers: 2, chunk: 500 }"),
      },
    ];
  },
};

/** Opening a file and its mean, timed in a process of its own that has only imported the library. */
function firstOfProcess(path: string, options: string): Pick<Row, "ours" | "seconds"> {
  const script = `
import { memmap } from "tslab-bigdata";
const began = performance.now();
await (await memmap(${JSON.stringify(path)}, { dtype: "float64" })).mean(${options});
console.log((performance.now() - began) / 1000);`;
  return {
    async ours() {
      const { status, stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
        encoding: "utf8",
      });
      if (status !== 0) throw new Error(stderr);
      return stdout;
    },
    seconds: Number,
  };
}
