import assert from "node:assert/strict";
import { test } from "node:test";
import type { AggregateRequest } from "../../../contract/index.js";
import {
  createSearch,
  type KeyTarget,
  type KnownKeys,
  keyAt,
  narrowSearch,
  nextTargets,
  searchKeys,
} from "../../../engine/aggregates/key-search.js";
import { fillKeys, orderKey, orderValue } from "../../../engine/aggregates/order-keys.js";
import { median, quantiles } from "../../../engine/aggregates/quantiles.js";
import { groupedQuantiles } from "../../../engine/group/quantiles.js";
import { atOnce } from "../../../engine/turns.js";
import { createBench } from "../../../engine/workers/bench.js";
import { aggregate, column, zip } from "../../../index.js";
import { runAggregate, SPLITS } from "../../support/aggregate.js";
import type { TestColumn } from "../../support/batch.js";
import { python } from "../../support/python.js";
import { seeded } from "../../support/random.js";

const { kernels } = createBench("auto");
/** Next to no memory. */
const TIGHT = { log: 10, collect: 10, bins: 16 };
const Q = [0, 0.001, 0.25, 1 / 3, 0.5, 0.9, 1];
const of = (type: "int64" | "uint64" | "float64", values: readonly (number | bigint)[]): TestColumn[] => [
  { name: "v", type, values },
];

interface Judged {
  readonly type: "int64" | "uint64";
  readonly values: string[];
  readonly lower: string[];
  readonly inverted: string[];
  readonly linear: number[];
  readonly hazen: number[];
  readonly median: number;
}

test("64-bit integers keep all their digits: NumPy's elements as bigint, its numbers bit for bit", () => {
  const sets = python<Judged[]>(
    `
import json, sys, numpy as np
from fractions import Fraction
rng = np.random.default_rng(8); q = json.loads(sys.argv[1])
wide = rng.integers(-2**62, 2**62, 4001); near = 2**53 + rng.integers(0, 9, 999); small = rng.integers(-5, 5, 1000)
big = (np.uint64(2**64 - 1) - rng.integers(0, 2**20, 700).astype("u8")); ends = np.array([-2**63, 2**63 - 1, 0, 0, 2**63 - 1])
out = []
for v in (wide, near, small, big, ends, np.array([2**53 + 1]), np.full(50, -2**62 - 1)):
    s = sorted(int(x) for x in v); n = len(s)
    out.append(dict(type=v.dtype.name, values=[str(x) for x in v], lower=[str(x) for x in np.quantile(v, q, method="lower")],
      inverted=[str(x) for x in np.quantile(v, q, method="inverted_cdf")],
      linear=[float(x) for x in np.quantile(v, q)] if v is not ends and v.dtype == np.int64 else [], hazen=[float(x) for x in np.quantile(v, q, method="hazen")] if v is not ends and v.dtype == np.int64 else [],
      median=float(Fraction(s[(n - 1) // 2] + s[n // 2], 2))))
print(json.dumps(out))`,
    JSON.stringify(Q),
  );
  for (const { type, values, lower, inverted, linear, hazen, median: middle } of sets) {
    const columns = of(type, values.map(BigInt));
    for (const split of SPLITS) {
      const ask = (request: AggregateRequest): unknown => runAggregate(request, columns, split).results[0];
      assert.deepEqual(ask(quantiles<bigint>({ q: Q, method: "lower" })), lower.map(BigInt));
      assert.deepEqual(ask(quantiles<bigint>({ q: Q, method: "inverted_cdf" })), inverted.map(BigInt));
      assert.equal(ask(median()), middle);
      if (linear.length === 0) continue;
      assert.deepEqual(ask(quantiles({ q: Q })), linear);
      assert.deepEqual(ask(quantiles({ q: Q, method: "hazen" })), hazen);
    }
  }
});

test("by group, kept or searched for within a budget, the same values", async () => {
  const random = seeded(2);
  const rows = 5000;
  const ids = Array.from({ length: rows }, () => Math.floor(random() * 5));
  const numbers = ids.map((id) => (id === 3 ? -0 : (random() - 0.5) * 10 ** (id * 20)));
  const wide = ids.map(() => BigInt(Math.floor(random() * 2 ** 40)) ** 2n % 2n ** 63n);
  for (const columns of [of("float64", numbers), of("int64", wide), of("uint64", wide)])
    for (const request of [
      quantiles({ q: Q }),
      median(),
      quantiles({ q: Q, method: "higher" }),
    ] as AggregateRequest[]) {
      const groups = { ids, count: 6 };
      const kept = runAggregate(request, columns, { ...SPLITS[0]!, groups, factory: (k) => groupedQuantiles(k) });
      assert.equal(kept.passes, 1);
      for (const limits of [TIGHT, { log: 1000, collect: 1000, bins: 4096 }, { log: 900, collect: 300, bins: 200 }])
        for (const split of SPLITS) {
          const factory = (kernels: Parameters<typeof groupedQuantiles>[0]) => groupedQuantiles(kernels, limits);
          const found = runAggregate(request, columns, { ...split, groups, factory });
          assert.ok(found.passes > 1 && found.passes < (limits === TIGHT ? 100 : 16), `${found.passes} passes`);
          assert.deepEqual(found.results, kept.results);
        }
    }
  const data = zip({ k: column([0, 0, 0]), v: column([2n ** 60n, 2n ** 60n + 1n, 2n ** 60n + 2n]) });
  const found = await aggregate(data, { v: quantiles<bigint>("v", { q: [0.5], method: "lower" }) }, { by: "k" });
  assert.deepEqual(found.at(0).v, [2n ** 60n + 1n]);
});

test("NaN, infinities and signed zeros while searching", () => {
  const values = [Number.NaN, 1, 0, -0, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, -0, 0];
  const ids = [0, 0, 1, 1, 2, 2, 2, 3];
  const factory = (kernels: Parameters<typeof groupedQuantiles>[0]) => groupedQuantiles(kernels, TIGHT);
  const groups = { ids, count: 4 };
  const ask = (nan: "propagate" | "skip"): unknown[] =>
    runAggregate(median({ nan }), of("float64", values), { ...SPLITS[2]!, groups, factory }).results;
  assert.deepEqual(ask("propagate").map(String), ["NaN", "0", "0", "0"]);
  assert.equal(ask("skip")[0], 1);
});

test("the quantiles of a column of 64-bit integers", async () => {
  const ids = column(BigInt64Array.from({ length: 1001 }, (_, i) => 2n ** 62n + BigInt((i * 8) % 1001)));
  const element: bigint = await ids.quantile(0.5, { method: "nearest" });
  assert.equal(element, 2n ** 62n + 500n);
  assert.equal(await ids.median(), 2 ** 62 + 500);
  assert.deepEqual(await ids.quantile([0, 1], { method: "lower", workers: 3, chunk: 10 }), [
    2n ** 62n,
    2n ** 62n + 1000n,
  ]);
});

test("a search narrows by any digit, wherever its range lies", () => {
  const random = seeded(7);
  for (const base of [0n, 2n ** 32n - 5n, 2n ** 63n - 10n, 2n ** 64n - 2n ** 21n]) {
    const keys = Array.from({ length: 3000 }, () => base + BigInt(Math.floor(random() * 2 ** 20)));
    const sorted = [...keys].sort((a, b) => (a < b ? -1 : 1));
    const words = new Uint32Array(BigUint64Array.from(keys).buffer);
    for (const digitBits of [1, 5, 12, 16]) {
      const ranks = [0, 1499, 2999];
      let targets: readonly KeyTarget[] = [{ from: sorted[0]!, bits: 21, below: 0, size: 3000, collect: false }];
      const known: KnownKeys[] = [];
      while (targets.length > 0) {
        const search = createSearch(targets, digitBits);
        searchKeys(search, words, kernels);
        const narrowed = atOnce(narrowSearch(search, ranks));
        const found = nextTargets(search, narrowed, ranks, { digitBits, collect: 10 });
        known.push(...found.known);
        targets = found.targets;
      }
      assert.deepEqual(
        ranks.map((rank) => keyAt(known, rank)),
        ranks.map((rank) => sorted[rank]),
      );
    }
  }
});

test("keys have the order of their values", () => {
  const order = [Number.NEGATIVE_INFINITY, -1e300, -1, -(2 ** -1074), -0, 0, 2 ** -1074, 3, Number.POSITIVE_INFINITY];
  const keys = order.map((value) => orderKey("float64", value));
  assert.deepEqual(
    keys,
    [...keys].sort((a, b) => (a < b ? -1 : 1)),
  );
  assert.deepEqual(
    keys.map((key) => orderValue("float64", key)),
    order,
  );
  for (const value of [-(2n ** 63n), -1n, 0n, 2n ** 63n - 1n])
    assert.equal(orderValue("int64", orderKey("int64", value)), value);
  const words = new Uint32Array(BigInt64Array.of(-(2n ** 63n), -1n, 5n).buffer);
  fillKeys("int64", words, words);
  assert.deepEqual([...new BigUint64Array(words.buffer)], [0n, 2n ** 63n - 1n, 2n ** 63n + 5n]);
});
