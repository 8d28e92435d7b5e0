import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { bytesNeeded, type Pair, requireRoom, runChapter, type Taken } from "../../bench/chapter/run.js";
import { STEPS } from "../../bench/chapter/steps.js";
import { chapterTable, withTable } from "../../bench/chapter/table.js";
import { sizes } from "../../notebooks/data.js";
import { isClose } from "../support/notebook.js";
import { root } from "../support/repo.js";
import { python, run } from "../support/run.js";

const SCALE = 144_000;
const folder = mkdtempSync(join(tmpdir(), "the chapter "));
const options = { folder, scale: String(SCALE), sizes: sizes({ scale: SCALE }), python, seconds: 120, memory: 2 ** 33 };
const pairs: Pair[] = [];
const resultsOf = (name: string): [theirs: unknown, ours: unknown] => {
  const pair = pairs.find(({ step }) => step.name === name);
  assert.ok(pair && "result" in pair.python && "result" in pair.ours, name);
  return [pair.python.result, pair.ours.result];
};

before(async () => {
  for await (const pair of runChapter({ ...options, steps: STEPS })) pairs.push(pair);
});

after(() => rmSync(folder, { recursive: true, force: true }));

test("every step of the chapter runs in Python and by ours, with time and memory", () => {
  assert.equal(pairs.length, STEPS.length);
  for (const { step, python: theirs, ours } of pairs) {
    for (const side of [theirs, ours]) {
      assert.ok("seconds" in side, `${step.name}: ${JSON.stringify(side)}`);
      assert.ok(side.seconds > 0 && side.memory > 2 ** 24, `${step.name}: ${JSON.stringify(side)}`);
    }
  }
});

test("both sides give the same numbers", () => {
  const tableRows = 144_000;
  for (const [name, expected] of [
    ["points", SCALE],
    ["load", SCALE],
    ["map", SCALE],
    ["csv", 1],
    ["ingest", tableRows],
  ] as const)
    assert.deepEqual(resultsOf(name), [expected, expected], name);
  for (const name of ["copies", "ten-rows"]) {
    const [theirs, ours] = resultsOf(name);
    assert.deepEqual(ours, theirs, name);
  }
  for (const name of ["first-mean", "whole-mean", "means"]) {
    const [theirs, ours] = resultsOf(name).map((result) => [result].flat() as number[]);
    for (const [i, value] of ours.entries()) assert.ok(isClose(value, theirs[i]), `${name}: ${value}, ${theirs[i]}`);
  }
  assert.equal((resultsOf("means")[1] as number[])[0], Math.ceil(tableRows / Math.ceil(tableRows / 1024)));
});

test("every picture is a file on both sides, and Python's values and CSV files are gone after their step", () => {
  const pictures = pairs.filter(({ step }) => /histogram|line|dots|decimated|sliced/.test(step.name));
  for (const { step } of pictures)
    assert.ok(
      (resultsOf(step.name) as number[]).every((bytes) => bytes > 1000),
      step.name,
    );
  const left = readdirSync(join(folder, "python")).filter((name) => /\.csv$|^points\.bin$/.test(name));
  assert.deepEqual(left, []);
  assert.ok(existsSync(join(folder, "ours", "0.csv")));
});

test("a step that takes too long or too much memory is ended and said so", async () => {
  const cases = [
    { seconds: 0.01, memory: 2 ** 33, python: /^longer than 0\.01 s$/, ours: /^longer than 0\.01 s$/ },
    { seconds: 120, memory: 2 ** 26, python: /Error|memory|ended with/i, ours: undefined },
  ];
  for (const { python: theirs, ours, ...limits } of cases) {
    const steps = STEPS.filter(({ name }) => name === "whole-mean");
    for await (const pair of runChapter({ ...options, ...limits, steps })) {
      assert.match("failed" in pair.python ? pair.python.failed : "", theirs);
      if (ours) assert.match("failed" in pair.ours ? pair.ours.failed : "", ours);
    }
  }
});

test("the script alone runs the steps in its own folder and prints one JSON", () => {
  const alone = join(folder, "alone");
  const sizesOf = ["--points=1000", "--files=1", "--towns=1"];
  const args = [join(root, "bench/chapter/chapter.py"), alone, ...sizesOf, "points", "load", "csv"];
  const done = run(python, args);
  assert.equal(done.status, 0, done.stderr);
  const printed: Taken[] = JSON.parse(done.stdout);
  assert.deepEqual(
    printed.map(({ name, result }) => [name, result]),
    [
      ["points", 1000],
      ["load", 1000],
      ["csv", 1],
    ],
  );
  const unknown = run(python, [...args.slice(0, -1), "cvs"]);
  assert.match(unknown.stderr, /no step 'cvs'; there are points, /);
});

test("a disk that is too small is told before anything is made", () => {
  const full = bytesNeeded(sizes({ scale: "full" }));
  assert.ok(full > 25e9 && full < 45e9, `${full} bytes`);
  assert.throws(() => requireRoom(folder, 2 ** 60), /of free disk, the run needs .*--folder.*--scale/);
  const main = join(root, "dist/bench/chapter.js");
  assert.match(run(process.execPath, [main, "--scale", "ful"]).stderr, /^chapter: scale 'ful' must be small, full or/);
  assert.match(run(process.execPath, [main, "pionts"]).stderr, /^chapter: no step 'pionts'; there are points, /);
});

test("the README's table is that of the last run that was written", () => {
  const text = readFileSync(join(root, "README.md"), "utf8");
  const chapter = JSON.parse(readFileSync(join(root, "bench/chapter.json"), "utf8"));
  assert.equal(withTable(text, chapterTable(chapter)), text);
  assert.throws(() => withTable("nothing", "table"), /lacks the lines/);
});

test("the table leaves empty what the book does not say, and names what failed", () => {
  const taken = { seconds: 2, memory: 3e9, result: 0 };
  const measured = [
    { python: { ...taken, name: "points", seconds: 10 }, ours: { ...taken, name: "points" } },
    { python: { name: "line", failed: "MemoryError" }, ours: { ...taken, name: "line", seconds: 0.05 } },
    { python: { ...taken, name: "first-mean" }, ours: { ...taken, name: "first-mean" } },
  ];
  const conditions = { date: "2026-01-02", cores: 2, gibibytes: 8, scale: "full", versions: { Node: "20" } };
  const lines = chapterTable({ ...conditions, sizes: sizes({ scale: "full" }), measured }).split("\n");
  assert.equal(
    lines[2],
    "| 100,000,000 Burr values into a file | 10 s, without the file | 10 s, 3.0 GB | 2.0 s, 3.0 GB | 5.0 × |",
  );
  assert.equal(lines[3], "| mean of the first 281,250 |  | 2.0 s, 3.0 GB | 2.0 s, 3.0 GB | 1.0 × |");
  assert.equal(lines[4], "| 10,000,000 points as a line | failed | failed: MemoryError | 50 ms, 3.0 GB |  |");
});
