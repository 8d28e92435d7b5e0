/** `npm run setup`: everything a fresh machine lacks. Used by `start`, `test`, `slice` and `report` first of all. */
import { pathToFileURL } from "node:url";
import { lock, runStage } from "./stage.mjs";
import { benchStages, checkNode, startStages, testStages } from "./stages.mjs";

/**
 * Runs the stages in order; ends the process with 1 at the first required one that fails.
 * @param {{ tests?: boolean, bench?: boolean }} [options]  also what only tests need; only what benchmarks need
 * @returns {Promise<{ missing: { name: string, reason: string }[] }>} optional stages that could not be had
 */
export async function setUp({ tests = false, bench = false } = {}) {
  try {
    checkNode();
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
  const began = performance.now();
  const release = await lock();
  const missing = [];
  for (const stage of bench ? benchStages : tests ? [...startStages, ...testStages] : startStages) {
    const { ok, reason } = await runStage(stage);
    if (ok) continue;
    if (!stage.optional) process.exit(1);
    missing.push({ name: stage.name, reason: reason ?? "" });
  }
  release();
  console.log(`set-up: ready after ${((performance.now() - began) / 1000).toFixed(1)} s`);
  return { missing };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href)
  await setUp({ tests: process.argv.includes("--tests") });
