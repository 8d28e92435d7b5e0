import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import type { ProgressUpdate } from "../../../contract/index.js";
import { isEngineError } from "../../../engine/errors.js";
import { mapper, reducer } from "../../../mapreduce/functions.js";
import type { Job, JobResult } from "../../../mapreduce/job.js";
import { type LocalOptions, local } from "../../../mapreduce/local/engine.js";
import { added, averaged, counted, divided, jobOver, scratch, writeWeather } from "../support.js";

const folder = scratch();
const [a, b] = [join(folder, "0.csv"), join(folder, "1.csv")];
writeWeather(a, 20_011);
writeWeather(b, 7_003, 20_011);

const silent = { signal: undefined, onProgress: undefined };
const run = (job: Job, options: LocalOptions = {}): Promise<JobResult> => local(options).run(job, silent);
const awk = (() => {
  const sums = new Map<string, [number, number]>();
  for (const line of [a, b].flatMap((path) => readFileSync(path, "utf8").trim().split("\n").slice(1))) {
    const [country, , , , , temp] = line.split(",");
    const [n, s] = sums.get(country!) ?? [0, 0];
    sums.set(country!, [n + 1, s + Number(temp)]);
  }
  return [...sums].sort(([x], [y]) => (x < y ? -1 : 1)).map(([country, [n, s]]) => `${country}\t${s / n}`);
})();

test("the result is the same for any threads, splits, budget, and with a combiner", async () => {
  for (const options of [{}, { workers: 1 }, { workers: 3, splitBytes: 7919 }, { splitBytes: 50_021, memory: 1 }]) {
    const { lines, report } = await run(jobOver([a, b]), options);
    assert.deepEqual(lines, awk);
    assert.equal(report.lines, 27_016);
    assert.equal(report.mapped, 27_014);
    assert.equal(report.combined, 27_014);
    assert.equal(report.groups, 4);
    const combining = await run(jobOver([a, b], { mapper: counted, combiner: added, reducer: divided }), options);
    assert.deepEqual(combining.lines, awk);
    assert.ok(combining.report.combined < 300, `${combining.report.combined} values reached the reducer`);
  }
});

test("several reducers give parts, each sorted; together they are the whole", async () => {
  const { lines } = await run(jobOver([join(folder, "*.csv")], { reduces: 3 }));
  assert.deepEqual([...lines].sort(), awk);
});

test("values of a key come in the order of the input", async () => {
  const text = join(folder, "order.txt");
  writeFileSync(text, Array.from({ length: 5000 }, (_, i) => i).join("\n"));
  const numbers = mapper(function* (line) {
    yield [Number(line) % 2, Number(line)];
  });
  const list = reducer(function* (key: number, values: Iterable<number>) {
    yield [key, [...values]];
  });
  const { lines } = await run(jobOver([text], { mapper: numbers, reducer: list }), {
    workers: 4,
    splitBytes: 1009,
    memory: 1,
  });
  const even = JSON.parse(lines[0]!.split("\t")[1]!) as number[];
  assert.deepEqual(
    even,
    Array.from({ length: 2500 }, (_, i) => 2 * i),
  );
});

test("what is larger than the budget goes through files, which are gone afterwards", async () => {
  const text = join(folder, "words.txt");
  writeFileSync(
    text,
    Array.from({ length: 60_000 }, (_, i) => `word-${(i * 7919) % 50_000}-${"x".repeat(40)}`).join("\n"),
  );
  const words = mapper((line) => [[line, 1]]);
  const count = reducer(function* (key: string, values: Iterable<number>) {
    let n = 0;
    for (const value of values) n += value;
    yield [key, n];
  });
  const spills = join(folder, "spills");
  mkdirSync(spills);
  const { lines, report } = await run(jobOver([text], { mapper: words, reducer: count }), {
    workers: 2,
    splitBytes: 600_011,
    memory: 1 << 20,
    folder: spills,
  });
  assert.ok(report.spilledBytes > 2_000_000, `${report.spilledBytes} bytes spilled`);
  assert.equal(lines.length, 50_000);
  assert.equal(
    lines.reduce((sum, line) => sum + Number(line.split("\t")[1]), 0),
    60_000,
  );
  assert.deepEqual(lines, [...lines].sort());
  assert.deepEqual(readdirSync(spills), []);
});

test("gz files are unpacked", async () => {
  const packed = join(folder, "0.csv.gz");
  writeFileSync(packed, gzipSync(readFileSync(a)));
  const plain = await run(jobOver([a]));
  assert.deepEqual((await run(jobOver([packed]))).lines, plain.lines);
});

test("output is a folder as Hadoop leaves it, complete or not there", async () => {
  const output = join(folder, "out");
  const { lines } = await run(jobOver([a, b], { output, reduces: 2 }));
  assert.deepEqual(lines, []);
  assert.deepEqual(readdirSync(output).sort(), ["_SUCCESS", "part-00000", "part-00001"]);
  const parts = ["part-00000", "part-00001"].map((part) => readFileSync(join(output, part), "utf8"));
  assert.deepEqual(parts.join("").trim().split("\n").sort(), awk);
  await assert.rejects(
    run(jobOver([a], { output })),
    (error) => isEngineError(error, "FileAccess") && /exists already/.test(error.message),
  );
  const bad = reducer(() => {
    throw new Error("no");
  });
  const half = join(folder, "half");
  await assert.rejects(run(jobOver([a], { output: half, reducer: bad })), /reducer threw at key DK: Error: no/);
  assert.equal(existsSync(half), false);
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.endsWith(".partial")),
    [],
  );
});

const picky = mapper(
  function* (line) {
    if (line.startsWith("bad")) throw new TypeError(`cannot read ${line}`);
    yield [line, 1];
  },
  { name: "picky" },
);

test("lines a mapper throws at are skipped, counted and named by file and line", async () => {
  const text = join(folder, "dirty.txt");
  writeFileSync(text, Array.from({ length: 1000 }, (_, i) => (i % 100 === 42 ? `bad ${i}` : "good")).join("\n"));
  const { lines, report } = await run(jobOver([text], { mapper: picky }), { splitBytes: 997 });
  assert.deepEqual(lines, ["good\t1"]);
  assert.equal(report.skipped, 10);
  assert.equal(report.lines, 1000);
  assert.deepEqual(
    report.firstSkipped.map(({ line, text: shown }) => [line, shown]),
    [42, 142, 242, 342, 442].map((line) => [line, `bad ${line}`]),
  );
  await assert.rejects(
    run(jobOver([text], { mapper: picky, strict: true }), { workers: 1, splitBytes: 997 }),
    (error) =>
      isEngineError(error, "UserFunction") && error.message.includes(`${text}:43: the mapper picky threw at "bad 42"`),
  );
});

test("a mapper that throws at all of a thousand lines is wrong itself", async () => {
  const text = join(folder, "allbad.txt");
  writeFileSync(text, "bad\n".repeat(1500));
  await assert.rejects(
    run(jobOver([text], { mapper: picky })),
    /allbad\.txt:1: the mapper picky threw at all of the first 1000 lines, at "bad"/,
  );
});

test("empty input gives an empty result; no file for a pattern is an error", async () => {
  const empty = join(folder, "empty.txt");
  writeFileSync(empty, "");
  assert.deepEqual((await run(jobOver([empty]))).lines, []);
  await assert.rejects(run(jobOver([join(folder, "*.none")])), (error) => isEngineError(error, "FileMissing"));
});

test("a mapper that never ends is stopped by the signal, and the next job runs", { timeout: 60_000 }, async () => {
  const endless = mapper(function* (line) {
    for (;;) if (line.length < 0) yield [line, 1];
  });
  const controller = new AbortController();
  const running = local().run(jobOver([a], { mapper: endless }), { signal: controller.signal, onProgress: undefined });
  setTimeout(() => controller.abort(new Error("enough")), 200);
  await assert.rejects(running, /enough/);
  assert.equal((await run(jobOver([a]))).lines.length, 4);
});

test("keys with tabs, line ends, unicode and nothing come back as they were", async () => {
  const text = join(folder, "keys.txt");
  writeFileSync(text, "x\n");
  const odd = ["tab\there", "line\nend", "", "😀", "æ", "12", "\u2028"];
  const keys = mapper((_line) => odd.map((key) => [key, key]), { uses: { odd } });
  const same = reducer(function* (key: string, values: Iterable<string>) {
    for (const value of values) yield [key === value, key];
  });
  const { lines } = await run(jobOver([text], { mapper: keys, reducer: same }));
  assert.equal(lines.length, odd.length);
  for (const line of lines) assert.match(line, /^true\t/);
});

test("async functions work, and process.exit in a mapper ends the job, not the process", async () => {
  const slow = mapper(async function* (line) {
    await Promise.resolve();
    if (line.startsWith("NO")) yield ["NO", 1];
  });
  const counts = reducer(async function* (key: string, values: Iterable<number>) {
    await Promise.resolve();
    yield [key, [...values].length];
  });
  assert.deepEqual((await run(jobOver([a], { mapper: slow, reducer: counts }))).lines, ["NO\t5003"]);
  const leaving = mapper((line) => [[line, process.exit(3)]]);
  await assert.rejects(run(jobOver([a], { mapper: leaving })), (error) => isEngineError(error, "WorkerFailed"));
});

test("progress counts the bytes of the input", async () => {
  const updates: ProgressUpdate[] = [];
  const wait = mapper((line) => {
    if (line.startsWith("country")) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1200);
    return [[line, 1]];
  });
  await local({ splitBytes: 100_003 }).run(jobOver([a], { mapper: wait, reducer: averaged }), {
    signal: undefined,
    onProgress: (update) => updates.push(update),
  });
  const last = updates.filter(({ label }) => label === "map").at(-1);
  assert.equal(last?.done, readFileSync(a).length);
  assert.equal(last?.total, readFileSync(a).length);
  assert.equal(last?.state, "done");
});

test("options that are no positive integers are refused", () => {
  for (const options of [{ workers: 0 }, { memory: -1 }, { splitBytes: 1.5 }])
    assert.throws(
      () => local(options),
      (error) => isEngineError(error, "InvalidArgument"),
    );
});
