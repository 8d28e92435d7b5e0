/**
 * Aggregations as jobs: a mapper that keeps states of aggregates, a reducer that hands them on.
 * @module
 */
import { readFileSync } from "node:fs";
import type { LineEngine, LineScan, LineScanControl } from "../../contract/index.js";
import { EngineError } from "../../engine/errors.js";
import { decode } from "../codec.js";
import { cutLine } from "../groups.js";
import type { Engine, Job, JobScripts } from "../job.js";

/** The key under which states travel; all go to one reducer. */
export const SHARE_KEY = "share";

/** The engine's aggregates in one file, built beside this room. */
const RUNTIME = new URL("../scan.bundle.js", import.meta.url);

/** The scripts of one pass. The reducer hands the states on; they are merged where their order is known. */
export function scanScripts({ task }: LineScan): JobScripts {
  const runtime = readFileSync(RUNTIME, "utf8").replace(/export\s*\{[^}]*\};?\s*$/, "");
  const packed = Buffer.from(task).toString("base64");
  return {
    mapper: `#!/usr/bin/env node\n${runtime}\nawait runScan("${packed}");\n`,
    reducer:
      '#!/usr/bin/env node\nimport { pipeline } from "node:stream/promises";\nawait pipeline(process.stdin, process.stdout);\n',
  };
}

/** Files brought to where an engine can read them. */
export interface Staged {
  readonly input: readonly string[];
  /** Removes what was brought. */
  release(): Promise<void>;
}

/**
 * An engine's `scanLines`: files staged, one job, states unpacked.
 * @throws WorkerFailed when the job gives no state
 */
export function scanBy(
  run: Engine["run"],
  stage: (files: readonly string[], control: LineScanControl) => Promise<Staged>,
): NonNullable<LineEngine["scanLines"]> {
  return async (scan, control) => {
    const { input, release } = await stage(scan.files, control);
    try {
      const unused = { name: "aggregate", shipped: { module: "", uses: {} } };
      const job: Job = {
        input,
        mapper: unused,
        combiner: undefined,
        reducer: unused,
        scripts: scanScripts(scan),
        output: undefined,
        reduces: 1,
        strict: true,
      };
      const { lines } = await run(job, control);
      const shares = lines.map(cutLine).filter(({ key }) => key === SHARE_KEY);
      if (shares.length === 0) throw new EngineError("WorkerFailed", "the cluster gave no result back");
      return shares.map(({ value }) => decode(value) as Uint8Array);
    } finally {
      await release();
    }
  };
}
