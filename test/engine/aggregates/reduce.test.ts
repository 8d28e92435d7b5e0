import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { type ReduceParts, reduce } from "../../../engine/aggregates/reduce.js";
import { isEngineError } from "../../../engine/errors.js";
import { aggregate, column, memmap } from "../../../index.js";
import { runAggregate, SPLITS } from "../../support/aggregate.js";
import type { TestColumn } from "../../support/batch.js";

const folder = mkdtempSync(join(tmpdir(), "reduce "));
after(() => rmSync(folder, { recursive: true }));

const values = Array.from({ length: 10_007 }, (_, i) => (i * 7919) % 1000);
const columns: TestColumn[] = [{ name: "v", type: "int32", values }];

/** Length of the longest rising run: needs row order, and joins at the seams. */
type Runs = { first: number; last: number; head: number; tail: number; best: number; n: number };
const rising: ReduceParts<Runs, number, number> = {
  init: () => ({ first: 0, last: 0, head: 0, tail: 0, best: 0, n: 0 }),
  step(s, v) {
    if (s.n === 0) return { first: v, last: v, head: 1, tail: 1, best: 1, n: 1 };
    const tail = v > s.last ? s.tail + 1 : 1;
    const head = s.head === s.n && tail > 1 ? s.head + 1 : s.head;
    return { first: s.first, last: v, head, tail, best: Math.max(s.best, tail), n: s.n + 1 };
  },
  merge(a, b) {
    if (a.n === 0 || b.n === 0) return a.n === 0 ? b : a;
    const joins = b.first > a.last;
    const seam = joins ? a.tail + b.head : 0;
    return {
      first: a.first,
      last: b.last,
      head: joins && a.head === a.n ? a.n + b.head : a.head,
      tail: joins && b.tail === b.n ? b.n + a.tail : b.tail,
      best: Math.max(a.best, b.best, seam),
      n: a.n + b.n,
    };
  },
  finish: (s) => s.best,
};

function longestRun(list: readonly number[]): number {
  let [best, run] = [0, 0];
  list.forEach((v, i) => {
    run = i > 0 && v > list[i - 1]! ? run + 1 : 1;
    best = Math.max(best, run);
  });
  return best;
}

test("an ordered reduction sees rows in order and states from left to right", () => {
  for (const split of SPLITS)
    assert.deepEqual(runAggregate(reduce(rising), columns, split).results, [longestRun(values)]);
  const ids = values.map((v) => v % 3);
  const expected = [0, 1, 2].map((g) => longestRun(values.filter((v) => v % 3 === g)));
  for (const split of SPLITS)
    assert.deepEqual(runAggregate(reduce(rising), columns, { ...split, groups: { ids, count: 3 } }).results, expected);
});

test("in the engine: on the caller's thread and on workers, with values from outside", async () => {
  const path = join(folder, "data");
  writeFileSync(path, Int32Array.from(values));
  const data = await memmap(path, { dtype: "int32" });
  const limit = 500;
  const above = reduce({
    uses: { limit },
    commutative: true,
    init: () => 0,
    step: (n: number, v: number) => (v > limit ? n + 1 : n),
    merge: (a, b) => a + b,
    finish: (n) => ({ above: n, limit }),
  });
  for (const options of [{ workers: 0 }, { workers: 1 }, { workers: 3, chunk: 101 }]) {
    const { run, n } = await aggregate(data, { run: reduce(rising), n: above }, options);
    assert.equal(run, longestRun(values));
    assert.deepEqual(n, { above: values.filter((v) => v > limit).length, limit });
  }
});

test("64-bit integers come as bigint, text as string, nulls not at all; nothing gives what init does", () => {
  const list = reduce<string[], string, unknown>({
    init: () => [],
    step: (s, v) => [...s, `${typeof v} ${String(v)}`],
    merge: (a, b) => [...a, ...b],
    finish: (s) => s.join(", "),
  });
  const of = (type: TestColumn["type"], cells: TestColumn["values"]): string =>
    runAggregate(list, [{ name: "v", type, values: cells }], SPLITS[2]!).results[0]!;
  assert.equal(of("int64", [1n, null, 2n ** 60n]), "bigint 1, bigint 1152921504606846976");
  assert.equal(of("string", ["a", null, "ü"]), "string a, string ü");
  assert.equal(of("bool", [true, false]), "boolean true, boolean false");
  assert.equal(of("float64", [0.5, Number.NaN]), "number 0.5, number NaN");
  assert.equal(of("float32", []), "");
});

test("mistakes name the function, the row and the value", async () => {
  const parts = {
    init: () => 0,
    step: (s: number, v: number) => s + v,
    merge: (a: number, b: number) => a + b,
    finish: (s: number) => s,
  };
  const refuse = (other: object, message: RegExp): void => {
    assert.throws(
      () => reduce({ ...parts, ...other }),
      (error) => isEngineError(error, "UserFunction") && message.test(error.message),
    );
  };
  refuse(
    { step: (s: number) => s + values.length },
    /the step\(\) of reduce cannot travel: it uses 'values' from outside/,
  );
  refuse({ finish: 3 }, /the finish\(\) of reduce cannot travel: expected a function, got number/);
  refuse({ init: () => ({ f: () => 1 }) }, /the state of reduce cannot be copied between threads/);
  assert.throws(() => reduce("v"), /reduce\(\) needs \{ init, step, merge, finish \}/);
  const data = column(Float64Array.of(1, 2, 3));
  const failing = reduce({
    ...parts,
    step(s: number, v: number) {
      if (v === 2) throw new RangeError("two is too much");
      return s + v;
    },
  });
  for (const workers of [0, 1])
    await assert.rejects(
      aggregate(data, { failing }, { workers }),
      (error) =>
        isEngineError(error, "UserFunction") &&
        error.message === "step() of reduce threw at row 1, value 2: RangeError: two is too much",
    );
});
