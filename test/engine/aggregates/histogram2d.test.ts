import assert from "node:assert/strict";
import { test } from "node:test";
import type { DTypeName } from "../../../contract/index.js";
import { type Histogram2dOptions, histogram2d } from "../../../engine/aggregates/histogram2d.js";
import { isEngineError } from "../../../engine/errors.js";
import { runAggregate, SPLITS } from "../../support/aggregate.js";
import type { TestColumn } from "../../support/batch.js";
import { python } from "../../support/python.js";

interface Judged {
  x: number[];
  y: number[];
  counts: number[];
  xedges: number[];
  yedges: number[];
}

const JUDGE = `
import sys, json, numpy as np
xt, yt, options = json.loads(sys.argv[1])
rng = np.random.default_rng(9)
x = (rng.standard_normal(5003) * 30).astype(xt); y = (rng.standard_normal(5003) * 3 + 100).astype(yt)
# values on edges
x[:200] = np.linspace(-30, 30, 200).astype(xt); y[100:300] = np.linspace(90, 110, 200).astype(yt)
h, xe, ye = np.histogram2d(x, y, bins=options.get("bins", 10), range=options.get("range"), density=options.get("density", False))
print(json.dumps(dict(x=x.tolist(), y=y.tolist(), counts=h.ravel().tolist(), xedges=xe.astype(float).tolist(), yedges=ye.astype(float).tolist())))
`;

const CASES: readonly (readonly [DTypeName, DTypeName, Histogram2dOptions])[] = [
  ["float64", "float64", {}],
  [
    "float64",
    "float64",
    {
      bins: [7, 13],
      range: [
        [-30, 30],
        [90, 110],
      ],
    },
  ],
  ["float64", "float64", { bins: 50, density: true }],
  ["float32", "float32", { bins: 33 }],
  [
    "float32",
    "float32",
    {
      bins: 33,
      range: [
        [-30, 30],
        [90, 110.1],
      ],
    },
  ],
  ["float32", "float64", { bins: 21 }],
  ["int16", "int32", { bins: [100, 7] }],
];

for (const [xType, yType, options] of CASES)
  test(`${xType} × ${yType} ${JSON.stringify(options)}: NumPy's counts and edges, bit for bit`, () => {
    const judged = python<Judged>(JUDGE, JSON.stringify([xType, yType, options]));
    const columns: TestColumn[] = [
      { name: "x", type: xType, values: judged.x },
      { name: "y", type: yType, values: judged.y },
    ];
    for (const split of SPLITS) {
      const { results, passes } = runAggregate(histogram2d("x", "y", options), columns, split);
      assert.deepEqual([...results[0]!.counts], judged.counts);
      assert.deepEqual([...results[0]!.xEdges], judged.xedges);
      assert.deepEqual([...results[0]!.yEdges], judged.yedges);
      assert.equal(passes, options.range === undefined ? 2 : 1);
    }
  });

test("by group, each over its own extremes", () => {
  const x = Array.from({ length: 500 }, (_, i) => i);
  const columns: TestColumn[] = [
    { name: "x", type: "float64", values: x },
    { name: "y", type: "float64", values: x.map((v) => -v) },
  ];
  const groups = { ids: x.map((v) => (v < 100 ? 2 : 0)), count: 3 };
  for (const split of SPLITS) {
    const { results, passes } = runAggregate(histogram2d("x", "y", { bins: 2 }), columns, { ...split, groups });
    assert.equal(passes, 2);
    assert.deepEqual(
      results.map(({ counts }) => [...counts]),
      [
        [0, 200, 200, 0],
        [0, 0, 0, 0],
        [0, 50, 50, 0],
      ],
    );
    assert.deepEqual(
      results.map(({ xEdges }) => [...xEdges]),
      [
        [100, 299.5, 499],
        [0, 0.5, 1],
        [0, 49.5, 99],
      ],
    );
  }
});

test("empty input, one value, NaN and nulls", () => {
  const of = (x: (number | null)[], y: (number | null)[], options: Histogram2dOptions = {}) =>
    runAggregate(
      histogram2d("x", "y", { bins: 2, ...options }),
      [
        { name: "x", type: "float64", values: x },
        { name: "y", type: "float64", values: y },
      ],
      { rows: 2, states: 2 },
    ).results[0]!;
  assert.deepEqual([...of([], []).xEdges], [0, 0.5, 1]);
  assert.deepEqual(
    [[...of([3], [4]).xEdges], [...of([3], [4]).counts]],
    [
      [2.5, 3, 3.5],
      [0, 0, 0, 1],
    ],
  );
  assert.deepEqual([...of([3, null, 4], [null, 5, 6]).yEdges], [5.5, 6, 6.5]);
  assert.throws(() => of([1, Number.NaN], [1, 2]), /autodetected range of \[nan, nan\] is not finite/);
  const range = [
    [0, 1],
    [0, 1],
  ] as const;
  assert.deepEqual([...of([Number.NaN, 0.5, 2], [0, 0, 0], { range }).counts], [0, 0, 1, 0]);
});

test("impossible bins and ranges are refused before any work", () => {
  const refuse = (options: Histogram2dOptions, message: RegExp): void => {
    assert.throws(
      () => histogram2d("x", "y", options),
      (error) => isEngineError(error, "InvalidArgument") && message.test(error.message),
    );
  };
  refuse({ bins: 0 }, /positive integer or two of them, got 0/);
  refuse({ bins: [3, 2.5] }, /got 3,2.5/);
  refuse({ bins: 10_000 }, /10000 × 10000 bins are more than/);
  refuse(
    {
      range: [
        [1, 0],
        [0, 1],
      ],
    },
    /max must be larger than min/,
  );
  refuse(
    {
      range: [
        [0, 1],
        [0, Number.POSITIVE_INFINITY],
      ],
    },
    /supplied range of \[0, inf\] is not finite/,
  );
});
