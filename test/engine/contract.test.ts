import assert from "node:assert/strict";
import { test } from "node:test";
import { aggregate, type Column, column, isEngineError, mean, sum } from "../../index.js";
import { python } from "../support/python.js";

const NAN = Number.NaN;
const INF = Number.POSITIVE_INFINITY;

const STATISTICS: { readonly [name: string]: (data: Column<"float64">) => Promise<number> } = {
  sum: (data) => data.sum(),
  mean: (data) => data.mean(),
  var: (data) => data.var(),
  min: (data) => data.min(),
  max: (data) => data.max(),
  argmin: (data) => data.argmin(),
  argmax: (data) => data.argmax(),
  median: (data) => data.median(),
};

test("NaN, infinities, nothing and one value: what the contract's table says, and NumPy where it has an answer", async () => {
  const cases: readonly number[][] = [[1, NAN, 3], [1, INF, -2], [INF, -INF], [], [4], [NAN]];
  const judge = python<{ [name: string]: number | null }[]>(
    `
import numpy as np, sys, json, warnings
warnings.simplefilter("ignore")
def attempt(f, a):
    try: return float(f(a))
    except ValueError: return None
inf = float("inf"); nan = float("nan")
names = ["sum", "mean", "var", "min", "max", "argmin", "argmax", "median"]
print(json.dumps([{n: attempt(getattr(np, n), np.array(a, float)) for n in names} for a in eval(sys.argv[1])]))`,
    `[${cases.map((values) => `[${values.map((x) => (Number.isNaN(x) ? "nan" : x === INF ? "inf" : x === -INF ? "-inf" : x)).join()}]`).join()}]`,
  );
  for (const [i, values] of cases.entries()) {
    const data = column(values);
    for (const [name, work] of Object.entries(STATISTICS)) {
      const expected = judge[i]![name]!;
      const said = `${name} of [${values}]`;
      if (expected === null) await assert.rejects(work(data), (error) => isEngineError(error, "EmptyInput"), said);
      else assert.equal(await work(data), expected, said);
    }
  }
  const nothing = column([NAN, NAN]);
  assert.deepEqual(
    [await nothing.count(), await nothing.sum({ nan: "skip" }), await nothing.mean({ nan: "skip" })],
    [2, 0, NAN],
  );
  await assert.rejects(nothing.max({ nan: "skip" }), (error) => isEngineError(error, "EmptyInput"));
  assert.ok(Number.isNaN(await column([4]).std({ ddof: 1 })));
});

test("the rest of the contract's table: spread, shape, extent, quantiles and histograms of odd values", async () => {
  const shapes = async (values: number[]): Promise<unknown[]> => {
    const data = column(values);
    const asked = [data.std(), data.skew(), data.kurt(), data.extent(), data.quantile([0, 1])];
    return (await Promise.allSettled(asked)).map((one) =>
      one.status === "fulfilled" ? one.value : (one.reason as { code: string }).code,
    );
  };
  assert.deepEqual(await shapes([1, NAN, 3]), [NAN, NAN, NAN, [NAN, NAN], [NAN, NAN]]);
  assert.deepEqual(await shapes([1, INF, -2]), [NAN, NAN, NAN, [-2, INF], [-2, INF]]);
  assert.deepEqual(await shapes([]), [NAN, NAN, NAN, "EmptyInput", [NAN, NAN]]);
  assert.deepEqual(await shapes([4]), [0, NAN, NAN, [4, 4], [4, 4]]);
  const bins = async (values: number[], range?: [number, number]): Promise<unknown> => {
    const { counts, edges } = await column(values).histogram({ bins: 2, ...(range === undefined ? {} : { range }) });
    return [[...counts], [...edges]];
  };
  assert.deepEqual(await bins([]), [
    [0, 0],
    [0, 0.5, 1],
  ]);
  assert.deepEqual(await bins([4]), [
    [0, 1],
    [3.5, 4, 4.5],
  ]);
  assert.deepEqual(await bins([1, NAN, INF, -INF, 9], [0, 2]), [
    [0, 1],
    [0, 1, 2],
  ]);
  for (const odd of [NAN, INF])
    await assert.rejects(
      bins([1, odd]),
      (error) => isEngineError(error, "InvalidArgument") && /not finite/.test(error.message),
    );
  const described = await column([3, NAN, 1, NAN]).describe();
  assert.deepEqual([described.count, described.min, described.max, described.skipped], [2, 1, 3, 2]);
});

test("misspelt options and values are refused by name", async () => {
  const data = column([1, 2, 3]);
  const refuses = (work: () => unknown, words: RegExp): Promise<void> =>
    assert.rejects(
      async () => work(),
      (error) => isEngineError(error, "InvalidArgument") && words.test(error.message),
    );
  await refuses(() => data.mean({ nan: "omit" as "skip" }), /'nan' must be "propagate" or "skip", got "omit"/);
  await refuses(() => data.mean({ worker: 2 } as object), /no option 'worker'; did you mean 'workers'/);
  await refuses(() => data.mean({ workers: -1 }), /got -1/);
  await refuses(() => data.mean({ chunk: 0 }), /'chunk' must be a positive number of rows, got 0/);
  await refuses(() => data.mean({ kernels: "wasn" as "wasm" }), /did you mean 'wasm'/);
  await refuses(() => aggregate(data, { m: mean() }, { wher: "value > 1" } as object), /did you mean 'where'/);
  await refuses(() => sum({ ddof: 1 } as object), /'sum' has no option 'ddof'/);
});

test("per chunk, statistics are arrays: the mean of chunk means stands beside the true mean", async () => {
  const data = column(Float64Array.from({ length: 10 }, (_, i) => i * i));
  const means: number[] = await data.mean({ perChunk: 4 });
  assert.deepEqual(means, [3.5, 31.5, 72.5]);
  assert.deepEqual(await data.max({ perChunk: 5, workers: 2 }), [16, 81]);
  assert.equal(await data.mean(), 28.5);
});
