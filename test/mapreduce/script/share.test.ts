import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { LineEngine } from "../../../contract/index.js";
import { isEngineError } from "../../../engine/errors.js";
import {
  aggregate,
  argmax,
  correlation,
  count,
  distinct,
  histogram,
  kurt,
  local,
  max,
  mean,
  median,
  readCsv,
  reduce,
  sum,
  topK,
  variance,
} from "../../../index.js";
import type { Job, JobResult } from "../../../mapreduce/job.js";
import { scanBy } from "../../../mapreduce/script/share.js";
import { scratch } from "../support.js";

const folder = scratch();
const path = join(folder, "weather.csv");
const rows = Array.from({ length: 20_011 }, (_, i) => {
  const temp = i % 1013 === 0 ? "" : `${(((i * 7919) % 10_007) / 7 - 300) * 10 ** ((i % 7) - 3)}`;
  return `${["NO", "DK", "SE"][i % 3]},${i % 100},${1900 + (i % 120)},${temp}`;
});
writeFileSync(path, ["country,town,year,temp", ...rows].join("\n"));

/** An engine of processes on this machine: each gets some lines on its standard input, as on a cluster. */
function pipes(pieces: number): LineEngine {
  const run = async ({ input, scripts }: Job): Promise<JobResult> => {
    const script = join(folder, "mapper.mjs");
    writeFileSync(script, scripts!.mapper);
    const lines = readFileSync(input[0]!, "utf8").split("\n");
    const size = Math.ceil(lines.length / pieces);
    const out = Array.from({ length: pieces }, (_, i) => {
      const done = spawnSync(process.execPath, [script], {
        input: lines.slice(i * size, (i + 1) * size).join("\n"),
        encoding: "utf8",
        maxBuffer: 1 << 28,
      });
      assert.equal(done.status, 0, done.stderr);
      return done.stdout.trimEnd();
    });
    return { lines: out.reverse(), report: {} as JobResult["report"] };
  };
  return { name: "pipes", scanLines: scanBy(run, async (input) => ({ input, release: async () => {} })) };
}

const REQUESTS = {
  n: count(),
  m: mean("temp"),
  s: sum("temp"),
  v: variance("temp"),
  k: kurt("temp"),
  top: max("temp"),
  q: median("temp"),
  h: histogram("temp", { bins: 13 }),
  d: distinct("town"),
  t: topK("country", { k: 2 }),
  c: correlation("temp", "year"),
};

test("every aggregate gives elsewhere what it gives here, to the last bit, however the lines are split", async () => {
  const table = await readCsv(path);
  const here = await aggregate(table, REQUESTS);
  for (const pieces of [1, 3]) assert.deepEqual(await aggregate(table, REQUESTS, { engine: pipes(pieces) }), here);
  assert.deepEqual(await aggregate(table, REQUESTS, { engine: local() }), here);
});

test("by group and with a condition", async () => {
  const table = await readCsv(path);
  const options = { by: ["country", "year"], where: "temp > 0" } as const;
  const requests = { n: count(), m: mean("temp"), s: variance("temp") };
  const here = await aggregate(table, requests, options);
  const there = await aggregate(table, requests, { ...options, engine: pipes(2) });
  assert.deepEqual(there.toRows(), here.toRows());
});

test("your own aggregate goes along, when its order does not matter", async () => {
  const longest = {
    init: () => "",
    step: (s: string, v: string) => (v.length > s.length ? v : s),
    merge: (a: string, b: string) => (b.length > a.length ? b : a),
    finish: (s: string) => s,
  };
  const table = await readCsv(path);
  const engine = pipes(2);
  assert.deepEqual(await aggregate(table, { l: reduce("country", { ...longest, commutative: true }) }, { engine }), {
    l: "NO",
  });
  await assert.rejects(
    aggregate(table, { l: reduce("country", longest) }, { engine }),
    (error) => isEngineError(error, "InvalidArgument") && /needs rows in order.*commutative: true/.test(error.message),
  );
  await assert.rejects(
    aggregate(table, { a: argmax("temp") }, { engine }),
    /'extremes' needs rows in order, or their numbers/,
  );
});

test("what is no CSV file cannot run elsewhere", async () => {
  const { column } = await import("../../../index.js");
  await assert.rejects(
    aggregate(column([1, 2]), { m: mean() }, { engine: pipes(1) }),
    (error) => isEngineError(error, "InvalidArgument") && /runs over CSV files/.test(error.message),
  );
});
