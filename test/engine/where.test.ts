import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { zipSource } from "../../engine/sources/zip.js";
import {
  aggregate,
  column,
  correlation,
  count,
  histogram,
  isEngineError,
  mean,
  memmap,
  quantiles,
  type ScanReport,
  std,
  sum,
} from "../../index.js";
import { seeded } from "../support/random.js";

const folder = mkdtempSync(join(tmpdir(), "where "));
after(() => rmSync(folder, { recursive: true }));

const N = 300_007;
const random = seeded(8);
const temp = Float64Array.from({ length: N }, () => (random() < 0.01 ? Number.NaN : random() * 40 - 10));
const year = Int32Array.from({ length: N }, () => 1950 + Math.floor(random() * 70));
writeFileSync(join(folder, "temp"), temp);
writeFileSync(join(folder, "year"), year);

const chosen = Float64Array.from(temp).filter((t, i) => t > 2.5 && year[i]! >= 1990);
const splits = [{ workers: 0 }, { workers: 1, chunk: 1013 }, { workers: 3, chunk: 70_001 }];

/** A table of two files. */
async function table(): Promise<{ input: { source: ReturnType<typeof zipSource>; columns: number[] } }> {
  const t = await memmap(join(folder, "temp"), { dtype: "float64" });
  const y = await memmap(join(folder, "year"), { dtype: "int32" });
  const source = zipSource({ temp: { source: t.source, position: 0 }, year: { source: y.source, position: 0 } });
  return { input: { source, columns: [0, 1] } };
}

test("a condition over several columns: every aggregate sees only its rows, whatever the split", async () => {
  const data = await table();
  const wanted = {
    n: count(),
    m: mean("temp"),
    s: std("temp"),
    q: quantiles("temp", { q: [0.25, 0.5] }),
    h: histogram("temp", { bins: 7 }),
    y: sum("year"),
    r: correlation("temp", "year"),
  };
  const alone = column(chosen);
  const expected = await aggregate(alone, {
    n: count(),
    m: mean(),
    s: std(),
    q: quantiles({ q: [0.25, 0.5] }),
    h: histogram({ bins: 7 }),
  });
  const results = [];
  for (const split of splits) {
    const { y, r, ...found } = await aggregate(data, wanted, { ...split, where: "(temp > 2.5) & (year >= 1990)" });
    assert.deepEqual({ ...found, s: 0 }, { ...expected, s: 0 });
    assert.ok(Math.abs(found.s / expected.s - 1) < 1e-14);
    assert.equal(
      y,
      year.reduce((total, value, i) => total + (temp[i]! > 2.5 && value >= 1990 ? value : 0), 0),
    );
    results.push({ r, s: found.s });
  }
  assert.deepEqual(results[1], results[0]);
  assert.deepEqual(results[2], results[0]);
});

test("only the columns of the condition and the aggregates are read", async () => {
  const data = await table();
  const reports: ScanReport[] = [];
  const onReport = (report: ScanReport): void => void reports.push(report);
  await aggregate(data, { n: count() }, { where: "year > 1990", onReport });
  await aggregate(data, { n: mean("temp") }, { where: "year > 1990", onReport });
  assert.deepEqual(
    reports.map(({ counters }) => [counters.bytes, counters.passes]),
    [
      [N * 4, 1],
      [N * 12, 1],
    ],
  );
});

test("filter: statistics, count and values of what is left; filters add up", async () => {
  const map = await memmap(join(folder, "temp"), { dtype: "float64" });
  const expected = Float64Array.from(temp).filter((t) => t > 2.5 && t < 20);
  for (const found of [map.filter("(x > 2.5) & (x < 20)"), map.filter("value > 2.5").filter("x < 20")]) {
    assert.equal(await found.count(), expected.length);
    assert.equal(await found.mean(), await column(expected).mean());
    assert.deepEqual(await found.toArray(), expected);
    assert.deepEqual(await found.toArray({ workers: 2, chunk: 999 }), expected);
    assert.equal((await found.describe()).skipped, 0);
  }
  const none = map.filter("x > 1000");
  assert.equal(await none.count(), 0);
  assert.equal((await none.toArray()).length, 0);
  assert.equal((await map.filter("isnan(x)").describe()).skipped, temp.filter(Number.isNaN).length);
});

test("map by an expression and by a function, lazily, in workers, slices included", async () => {
  const map = await memmap(join(folder, "temp"), { dtype: "float64" });
  const expected = temp.map((t) => t * 2 + 1);
  const factor = 2;
  const mapped = map.map("x * 2 + 1");
  assert.deepEqual([mapped.length, mapped.dtype], [N, "float64"]);
  assert.deepEqual(await mapped.toArray(), expected);
  const byFunction = map.map((t) => t * factor + 1, { uses: { factor } });
  for (const split of splits) {
    const wanted = { m: mean({ nan: "skip" }), q: quantiles({ q: [0.1], nan: "skip" }) };
    const [a, b] = [await aggregate(mapped, wanted, split), await aggregate(byFunction, wanted, split)];
    assert.deepEqual(a, b);
    assert.equal(a.m, await column(expected).mean({ nan: "skip" }));
  }
  assert.deepEqual(
    await mapped.slice(10, 1000, 7).toArray(),
    expected.slice(10, 1000).filter((_, i) => i % 7 === 0),
  );
  assert.deepEqual(
    await map.slice(5, 9).map("-x").filter("x < 3").toArray(),
    temp
      .slice(5, 9)
      .map((t) => -t)
      .filter((t) => t < 3),
  );
  const warm = map.map("x > 2.5", { dtype: "bool" });
  assert.equal(await warm.sum(), temp.filter((t) => t > 2.5).length);
});

test("64-bit integers stay exact through map and filter", async () => {
  const big = column(BigInt64Array.of(2n ** 62n, 2n ** 62n + 1n, -1n));
  assert.deepEqual(
    await big.map("x - 1", { dtype: "int64" }).toArray(),
    BigInt64Array.of(2n ** 62n - 1n, 2n ** 62n, -2n),
  );
  assert.deepEqual(await big.filter("x == 4611686018427387905").toArray(), BigInt64Array.of(2n ** 62n + 1n));
  const halves = big.map((v) => v / 2n, { dtype: "int64" });
  assert.deepEqual(await halves.toArray(), BigInt64Array.of(2n ** 61n, 2n ** 61n, 0n));
});

test("mistakes are found before any work, with their place", async () => {
  const data = column(Float64Array.of(1, 2, 3));
  const refuse = (
    work: () => unknown,
    code: "InvalidArgument" | "UnsupportedType" | "ExpressionSyntax" | "UserFunction",
    message: RegExp,
  ): void => {
    assert.throws(work, (error) => {
      assert.ok(isEngineError(error, code), String(error));
      assert.match(error.message, message);
      return true;
    });
  };
  refuse(() => data.filter("y > 1"), "InvalidArgument", /no column 'y'/);
  refuse(
    () => data.filter("x + 1"),
    "UnsupportedType",
    /a condition is true or false, this expression is float: x \+ 1/,
  );
  refuse(() => data.filter("x >"), "ExpressionSyntax", /got the end/);
  refuse(
    () => data.map("x > 1"),
    "InvalidArgument",
    /this expression gives bool, not float64; write map\(expression, \{ dtype: "bool" \}\)/,
  );
  refuse(() => data.map("'a'"), "UnsupportedType", /map gives numbers or booleans, this expression is string/);
  refuse(() => data.map((v) => v + N), "UserFunction", /the mapped function cannot travel: it uses 'N' from outside/);
  refuse(() => data.map("x", { uses: { a: 1 } }), "InvalidArgument", /'uses' belongs to functions/);
  await assert.rejects(aggregate(data, { m: mean() }, { where: "x >> 1" }), (error) =>
    isEngineError(error, "ExpressionSyntax"),
  );
  await assert.rejects(
    data.map(() => "text" as unknown as number).mean({ workers: 1 }),
    (error) =>
      isEngineError(error, "UserFunction") &&
      /gave text \(string\) at row 0, expected a number for float64/.test(error.message),
  );
  await assert.rejects(
    data
      .map((v) => {
        if (v === 2) throw new RangeError("two");
        return v;
      })
      .mean(),
    /the mapped function threw at row 1, value 2: RangeError: two/,
  );
});
