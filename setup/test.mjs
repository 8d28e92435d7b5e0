/**
 * `npm test`: set-up, then the slice, lint, unit, shape, protocol, notebook, package, browser
 * and cluster tests, and the unit and protocol tests on a second Node.js. Ends with what passed, failed and was not run,
 * and why. Options after `--`: names of steps to run only those.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findChromium } from "./chromium.mjs";
import { setUp } from "./setup.mjs";
import { filesBelow, root } from "./stage.mjs";
import { node24 } from "./stages.mjs";

const OWN_STEPS = ["protocol", "notebooks", "package", "browser", "clusters"];

const node =
  (...args) =>
  () =>
    spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" }).status === 0;

/** Runs a Node.js's test runner over folders of `dist/test`; the summary file counts what ran. */
function suite(name, files, concurrency, command = process.execPath) {
  return () => {
    const summary = join(root, ".setup", `${name}.tap`);
    mkdirSync(join(root, ".setup"), { recursive: true });
    // Without files node's runner would look for tests of its own.
    if (files().length === 0) throw new Error(`no test files for ${name}; was dist/ built?`);
    const args = ["--enable-source-maps", "--test", `--test-concurrency=${concurrency}`];
    args.push(
      "--test-reporter=spec",
      "--test-reporter-destination=stdout",
      "--test-reporter=tap",
      `--test-reporter-destination=${summary}`,
    );
    const env = { ...process.env, CHROMIUM_PATH: findChromium() ?? "" };
    const ok = spawnSync(command, [...args, ...files()], { cwd: root, stdio: "inherit", env }).status === 0;
    const tap = existsSync(summary) ? readFileSync(summary, "utf8") : "";
    for (const key of Object.keys(counts))
      counts[key] += Number(new RegExp(`^# ${key} (\\d+)`, "m").exec(tap)?.[1] ?? 0);
    return ok;
  };
}

const counts = { pass: 0, fail: 0, skipped: 0 };
const testFiles = (...folders) =>
  filesBelow(...folders.map((folder) => `dist/test/${folder}`)).filter((path) => path.endsWith(".test.js"));
const isUnit = (path) => !OWN_STEPS.some((step) => path.includes(`/dist/test/${step}/`));
const unitFiles = () => [...testFiles("").filter(isUnit), ...filesBelow("test/setup")];

/** Why packages cannot be had from npm's registry; undefined when they can. */
function registryGap() {
  const asked = spawnSync("npm", ["view", "tslab", "version", "--fetch-retries=0", "--fetch-timeout=20000"], {
    cwd: root,
    encoding: "utf8",
  });
  if (asked.status === 0) return undefined;
  return `npm's registry does not answer (${asked.stderr.trim().split("\n")[0]})`;
}

const steps = [
  { name: "slice", run: node("setup/slice.mjs") },
  { name: "lint", run: node("node_modules/@biomejs/biome/bin/biome", "check", ".") },
  { name: "unit", run: suite("unit", unitFiles, 2) },
  { name: "protocol", run: suite("protocol", () => testFiles("protocol"), 1) },
  { name: "notebooks", run: suite("notebooks", () => testFiles("notebooks"), 1) },
  { name: "package", run: suite("package", () => testFiles("package"), 1), gap: registryGap },
  { name: "browser", run: suite("browser", () => testFiles("browser"), 1), needs: "Chromium" },
  { name: "clusters", run: suite("clusters", () => testFiles("clusters"), 1) },
  {
    name: "node24",
    run: suite("node24", () => [...unitFiles(), ...testFiles("protocol")], 2, node24),
    needs: "Node 24",
  },
];

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !steps.some((step) => step.name === name));
if (unknown) {
  console.error(`no test step ${unknown}; there are: ${steps.map((step) => step.name).join(", ")}`);
  process.exit(2);
}

const { missing } = await setUp({ tests: true });
const outcomes = [];
for (const step of asked.length > 0 ? steps.filter(({ name }) => asked.includes(name)) : steps) {
  const lacking = missing.find(({ name }) => name === step.needs);
  const gap = lacking ? `needs ${lacking.name} (${lacking.reason})` : step.gap?.();
  if (gap) {
    outcomes.push({ name: step.name, outcome: `NOT RUN: ${gap}` });
    continue;
  }
  console.log(`\n── ${step.name} ──`);
  const began = performance.now();
  const ok = step.run();
  outcomes.push({
    name: step.name,
    ok,
    outcome: `${ok ? "passed" : "FAILED"} in ${((performance.now() - began) / 1000).toFixed(1)} s`,
  });
  if (!ok && step.name === "slice") break;
}

console.log("\n── summary ──");
for (const { name, outcome } of outcomes) console.log(`${name.padEnd(10)} ${outcome}`);
const failed = outcomes.filter(({ ok }) => ok === false).length;
console.log(`tests: ${counts.pass} passed, ${counts.fail} failed, ${counts.skipped} skipped`);
process.exit(failed > 0 ? 1 : 0);
