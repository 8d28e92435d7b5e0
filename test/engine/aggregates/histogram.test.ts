import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { type BinRule, column, isEngineError, memmap } from "../../../index.js";
import { python } from "../../support/python.js";

const folder = mkdtempSync(join(tmpdir(), "hist "));
after(() => rmSync(folder, { recursive: true }));

const DATA: { readonly [name: string]: string } = {
  normal: "rng.standard_normal(20011)",
  onEdges: "rng.integers(0, 21, 5003) / 20",
  faraway: "1e15 + rng.integers(0, 64, 3001)",
  constant: "np.full(100, 7.25)",
  float32: "rng.standard_normal(20011).astype('f4')",
  float32Edges: "(rng.integers(0, 21, 5003) / 20).astype('f4')",
  int16: "rng.integers(-300, 300, 5003).astype('i2')",
  uint8: "rng.integers(0, 256, 5003).astype('u1')",
  int8: "rng.integers(-128, 128, 5003).astype('i1')",
};

for (const [name, code] of Object.entries(DATA))
  test(`${name}: counts and edges are numpy.histogram's bits`, async () => {
    const path = join(folder, name);
    const calls: readonly {
      readonly bins: number | BinRule;
      readonly range?: readonly [number, number];
      readonly density?: boolean;
    }[] = [
      { bins: 10 },
      { bins: 1 },
      { bins: 37, density: true },
      { bins: 20, range: [0.05, 0.95] },
      { bins: 13, range: [-3, 200] },
      ...(["auto", "fd", "scott", "sturges"] as const).map((bins) => ({ bins })),
      { bins: "auto", range: [-100, 100] },
    ];
    const judge = python<{ dtype: string; results: ({ counts: number[]; edges: number[] } | null)[] }>(
      `
import numpy as np, sys, json
rng = np.random.default_rng(11)
a = ${code}
a.tofile(sys.argv[1])
out = []
for c in json.loads(sys.argv[2]):
    try:
        with np.errstate(all="ignore"): h, e = np.histogram(a, **c)
        out.append(dict(counts=h.tolist(), edges=e.astype(float).tolist()))
    except ValueError: out.append(None)
print(json.dumps(dict(dtype=a.dtype.str, results=out)))`,
      path,
      JSON.stringify(calls),
    );
    const map = await memmap(path, { dtype: judge.dtype });
    for (const [i, call] of calls.entries())
      for (const kernels of ["wasm", "js"] as const) {
        const expected = judge.results[i]!;
        const found = map.histogram({ ...call, kernels, workers: 2, chunk: 4099 });
        if (expected === null) {
          await assert.rejects(found, (error) => isEngineError(error, "InvalidArgument"));
          continue;
        }
        const { counts, edges } = await found;
        assert.deepEqual([...edges], expected.edges, `edges of ${JSON.stringify(call)}`);
        assert.deepEqual([...counts], expected.counts, `counts of ${JSON.stringify(call)}`);
      }
  });

test("bad bins and ranges are refused in NumPy's words", async () => {
  const data = column([1, 2, 3]);
  const refuses = (options: object, words: RegExp): Promise<void> =>
    assert.rejects(
      async () => data.histogram(options),
      (error) => isEngineError(error, "InvalidArgument") && words.test(error.message),
    );
  await refuses({ bins: 0 }, /got 0/);
  await refuses({ bins: "sturgess" }, /did you mean 'sturges'/);
  await refuses({ range: [2, 1] }, /max must be larger than min/);
  await refuses({ range: [0, Number.POSITIVE_INFINITY] }, /supplied range of \[0, inf\] is not finite/);
  await assert.rejects(column([1, Number.NaN]).histogram(), /autodetected range of \[nan, nan\] is not finite/);
  const { counts, edges } = await column([Number.NaN, 1, 2]).histogram({ bins: 2, range: [1, 2] });
  assert.deepEqual(
    [[...counts], [...edges]],
    [
      [1, 1],
      [1, 1.5, 2],
    ],
  );
  assert.deepEqual([...(await column(new Float64Array(0)).histogram({ bins: 2 })).edges], [0, 0.5, 1]);
});
