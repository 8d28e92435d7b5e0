import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type ExecutedCell, executeNotebook } from "../support/notebook.js";
import { root } from "../support/repo.js";
import { python, run } from "../support/run.js";

/** Python's account of the same files: means by country from sums of fractions, and the mean of two files. */
const JUDGE = `
import csv, glob, json, sys
from collections import defaultdict
from fractions import Fraction
def mean(values): return float(sum(map(Fraction, values)) / len(values))
def files(): return sorted(glob.glob(sys.argv[1] + "/*.csv"), key=lambda p: int(p.rsplit("/", 1)[1].split(".")[0]))
groups, few = defaultdict(list), []
for i, path in enumerate(files()):
  for row in csv.DictReader(open(path)):
    value = float(row["temp"])
    groups[row["country"]].append(value)
    if i < 2: few.append(value)
first = list(groups)[:4]
print(json.dumps({"means": {k: mean(groups[k]) for k in first}, "few": mean(few)}))`;

let folder: string;
let cells: ExecutedCell[];
let judge: { readonly means: { readonly [country: string]: number }; readonly few: number };

before(() => {
  folder = mkdtempSync(join(tmpdir(), "map reduce "));
  const notebook = join(root, "notebooks/03-map-reduce.ipynb");
  const env = { BIGDATA_SCALE: "small", HADOOP_CONF_DIR: undefined, SPARK_REMOTE: undefined, EMR_BUCKET: undefined };
  cells = executeNotebook(notebook, join(folder, "map-reduce.ipynb"), { env });
  const done = run(python, ["-c", JUDGE, join(root, "notebooks/data")]);
  assert.equal(done.status, 0, done.stderr);
  judge = JSON.parse(done.stdout);
});

after(() => rmSync(folder, { recursive: true, force: true }));

/** What the cell that holds `text` printed or gave. */
function said(text: string): string {
  const cell = cells.find(({ source }) => source.includes(text));
  assert.ok(cell, `no cell with ${text}`);
  return cell.outputs.map((output) => [output.text ?? output.data?.["text/plain"] ?? ""].flat().join("")).join("\n");
}

/** Numbers behind a word. */
function numberAfter(text: string, word: string): number {
  return Number(new RegExp(`${word}:? (-?[\\d.]+(?:e-?\\d+)?)`).exec(text)?.[1]);
}

test("folds in memory: lengths, their sum, and an average that depends on the order", () => {
  assert.match(said("const lengths"), /lengths: \[[\s\S]*letters: 30,\s+composed: 30/);
  assert.match(said("const running"), /running: 4.875, backwards: 4.125, mean: 4.5/);
});

test("sums of four reducers, folded once more, are alike on one, two and three threads", () => {
  const letters = (20_000 / 8) * 30;
  assert.match(said("lettersOn = "), new RegExp(`one: ${letters}, two: ${letters}, three: ${letters}`));
});

test("search, sort, inverted index and statistics of a log", () => {
  const shown = said("const statistics");
  assert.match(shown, /10:01 GET \/b 404[\s\S]*10:02 GET \/b 404/);
  assert.match(shown, /\/a +(10:00 10:01|10:01 10:00)\n[\s\S]*\/b[\s\S]*\/c/);
  assert.match(shown, /\b200 +3\n[\s\S]*\b404 +2\b/);
});

test("the pipe in a shell gives the mapper's pairs of the first ten lines, and the reducer their mean", () => {
  const shown = said("!head -n 11");
  const pairs = [...shown.matchAll(/^"0"\t(-?[\d.]+)$/gm)].map(([, temp]) => Number(temp));
  assert.equal(pairs.length, 11);
  assert.equal(pairs[10], pairs.slice(0, 10).reduce((total, temp) => total + temp, 0) / 10);
  assert.equal(Number(said("const ten =")), pairs[10]);
});

test("means on all cores agree with Python's, those of aggregate to the last bit", () => {
  const shown = said("aggregate: mean");
  const countries = [...shown.matchAll(/country: '(\d+)'/g)].map(([, country]) => country!);
  assert.equal(countries.length, 4);
  const exact = [...shown.matchAll(/aggregate: (-?[\d.]+)/g)].map(([, value]) => Number(value));
  const reduced = [...shown.matchAll(/mapReduce: (-?[\d.]+)/g)].map(([, value]) => Number(value));
  countries.forEach((country, i) => {
    assert.equal(exact[i], judge.means[country]);
    assert.ok(Math.abs(reduced[i]! - judge.means[country]!) < 1e-9);
  });
});

test("a combiner that averages gives another number than the mean", () => {
  const shown = said("meanOfMeans");
  const [right, wrong] = [numberAfter(shown, "mean"), numberAfter(shown, "meanOfMeans")];
  assert.ok(Number.isFinite(right) && Number.isFinite(wrong) && Math.abs(right - wrong) > 1e-12, shown);
});

test("without clusters each of their cells says what to set, and the table of means has the ways of this machine", () => {
  assert.match(said("await hdfs().put(few"), /^no Hadoop here: set HADOOP_HOME .* HADOOP_CONF_DIR/);
  assert.match(said("const engine = spark()"), /^no Spark here: set SPARK_REMOTE .*sc:\/\/host/);
  assert.match(said("const engine = emr("), /^no Amazon EMR here: set EMR_BUCKET/);
  const shown = said("const exactly =");
  assert.match(
    shown,
    new RegExp(`aggregate on the threads of local\\(\\) +${String(judge.few).replace(".", "\\.")} +0$`, "m"),
  );
  for (const how of ["mapper and reducer", "mean of the means of ranges", "the book's combiner"])
    assert.match(shown, new RegExp(`${how}.*  -?[\\d.]+ +-?[\\d.]+(e-?\\d+)?$`, "m"));
});
