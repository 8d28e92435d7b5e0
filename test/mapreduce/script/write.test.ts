import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { isEngineError } from "../../../engine/errors.js";
import { combiner, mapper, reducer } from "../../../mapreduce/functions.js";
import { local } from "../../../mapreduce/local/engine.js";
import { writeScript } from "../../../mapreduce/script/write.js";
import { added, averaged, counted, divided, jobOver, scratch, temps, writeWeather } from "../support.js";

const folder = scratch();
const csv = join(folder, "0.csv");
writeWeather(csv, 9_001);
const file = (name: string): string => join(folder, name);

test("scripts are executable files that work in a pipe, without a sort where keys come in order", async () => {
  const map = await writeScript(temps, file("mapper.mjs"));
  await writeScript(averaged, file("reducer.mjs"));
  assert.equal(statSync(map).mode & 0o111, 0o111);
  assert.match(readFileSync(map, "utf8"), /^#!\/usr\/bin\/env node\n/);
  const shell = (command: string): string =>
    execFileSync("bash", ["-c", `set -o pipefail; ${command}`], { cwd: folder, encoding: "utf8" });
  assert.equal(shell("head -n 2 0.csv | ./mapper.mjs | ./reducer.mjs"), "NO\t0\n");
  const { lines } = await local().run(jobOver([csv]), { signal: undefined, onProgress: undefined });
  assert.deepEqual(shell("./mapper.mjs < 0.csv | LC_ALL=C sort | ./reducer.mjs").trim().split("\n"), lines);
  assert.equal(shell("(yes NO,1,2,3,4,5 || true) | ./mapper.mjs | head -n 1 || true"), "NO\t5\n");
});

test("a combiner in the mapper's process and one of its own give the same", async () => {
  await writeScript(counted, file("counted.mjs"));
  await writeScript(counted, file("combined.mjs"), { combiner: added });
  await writeScript(added, file("added.mjs"));
  await writeScript(divided, file("divided.mjs"));
  const pipe = (command: string): string =>
    execFileSync("bash", ["-c", command], { cwd: folder, encoding: "utf8", env: { ...process.env, LC_ALL: "C" } });
  const plain = pipe("./counted.mjs < 0.csv | sort | ./divided.mjs");
  assert.equal(pipe("./combined.mjs < 0.csv | sort | ./divided.mjs"), plain);
  assert.equal(pipe("./counted.mjs < 0.csv | sort | ./added.mjs | ./divided.mjs"), plain);
  assert.equal(pipe("./combined.mjs < 0.csv | wc -l").trim(), "4");
});

test("what a combiner writes is sorted, notes of mappers included, whatever keys come before and after them", async () => {
  await writeScript(counted, file("noted.mjs"));
  await writeScript(added, file("sorted.mjs"));
  const env = { ...process.env, LC_ALL: "C", TSLAB_BIGDATA_NOTES: "1" };
  const note = '{"$note":1}';
  for (const keys of [["NO"], ["NO", "SE"], ["~"], ["NO", "~", "~~"], ["{", "|", "\u00e5"], []]) {
    const input = keys.map((key) => `${key},1,2,3,4,5\n`).join("");
    const pipe = (command: string): string =>
      execFileSync("bash", ["-c", command], { cwd: folder, encoding: "utf8", env, input });
    const combined = pipe("./noted.mjs 2> /dev/null | sort | ./sorted.mjs");
    assert.equal(combined.split("\n").filter((line) => line.startsWith(note)).length, 1, combined);
    assert.equal(combined, pipe("./noted.mjs 2> /dev/null | sort | ./sorted.mjs | sort -s -k1,1 -t$'\\t'"));
    assert.equal(combined.trimEnd().split("\n").length, keys.length + 1);
  }
});

test("values from outside and packages that a function imports are inside the script", async () => {
  mkdirSync(file("node_modules/shout"), { recursive: true });
  writeFileSync(file("node_modules/shout/package.json"), '{"name":"shout","main":"index.js"}');
  writeFileSync(file("node_modules/shout/index.js"), "exports.shout = (text) => text.toUpperCase() + '!';");
  const factor = { no: 3n } as { readonly [word: string]: bigint };
  const loud = mapper(
    async function* (line) {
      // @ts-expect-error made by this test
      const { shout } = (await import("shout")) as { shout: (text: string) => string };
      yield [shout(line), factor[line] ?? 0n];
    },
    { uses: { factor } },
  );
  const path = await writeScript(loud, file("loud.mjs"), { folder });
  const elsewhere = spawnSync(path, { input: "no\nyes\n", cwd: "/", encoding: "utf8" });
  assert.equal(elsewhere.stdout, 'NO!\t{"$bigint":"3"}\nYES!\t{"$bigint":"0"}\n');
  const lost = mapper(async function* (line) {
    // @ts-expect-error not there
    yield [line, (await import("no-such-package")) as number];
  });
  await assert.rejects(
    writeScript(lost, file("lost.mjs"), { folder }),
    (error) => isEngineError(error, "UserFunction") && /no-such-package/.test(error.message),
  );
});

test("failures end with 1 and one line on stderr; skipped lines are told", async () => {
  const picky = mapper((line) => {
    if (line === "bad") throw new Error("bad line");
    return [[line, 1]];
  });
  const run = async (strict: boolean): Promise<{ status: number | null; stderr: string; stdout: string }> =>
    spawnSync(await writeScript(picky, file(`picky-${strict}.mjs`), { strict }), {
      input: "a\nbad\nc",
      encoding: "utf8",
    });
  const lenient = await run(false);
  assert.equal(lenient.status, 0);
  assert.equal(lenient.stdout, "a\t1\nc\t1\n");
  assert.match(lenient.stderr, /skipped stdin:2: "bad": Error: bad line\nmapper: 1 of 3 lines were skipped/);
  const strict = await run(true);
  assert.equal(strict.status, 1);
  assert.match(strict.stderr, /^stdin:2: the mapper threw at "bad": Error: bad line\n$/);
  const reduce = await writeScript(averaged, file("unsorted.mjs"));
  const unsorted = spawnSync(reduce, { input: "b\t1\na\t2\n", encoding: "utf8" });
  assert.equal(unsorted.status, 1);
  assert.match(unsorted.stderr, /must be sorted by key/);
});

test("a combiner that changes the key is refused", async () => {
  const astray = combiner(function* (_key: string, values: Iterable<number[]>) {
    yield ["other", [...values][0]!];
  });
  const path = await writeScript(counted, file("astray.mjs"), { combiner: astray });
  const { status, stderr } = spawnSync(path, { input: "NO,1,1,1,1,1\n", encoding: "utf8" });
  assert.equal(status, 1);
  assert.match(stderr, /must yield pairs of its own key; it was called with NO and yielded other/);
});

test("hadoop's counters are reported under Hadoop only", async () => {
  const path = await writeScript(temps, file("counting.mjs"));
  const env = { ...process.env, mapreduce_job_id: "job_1_1", mapreduce_map_input_file: "hdfs://h/0.csv" };
  assert.match(
    spawnSync(path, { input: "NO,,,,,1\n", env, encoding: "utf8" }).stderr,
    /^reporter:counter:tslab-bigdata,lines,1\n/,
  );
  assert.equal(spawnSync(path, { input: "NO,,,,,1\n", encoding: "utf8" }).stderr, "");
});

test("functions that do not travel are refused before anything is written", () => {
  const outside = 1;
  assert.throws(
    () => reducer((key: string) => [[key, outside]]),
    (error) => isEngineError(error, "UserFunction") && /uses: \{ outside \}/.test(error.message),
  );
});
