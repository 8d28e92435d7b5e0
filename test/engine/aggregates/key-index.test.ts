import assert from "node:assert/strict";
import { test } from "node:test";
import { findKeys, indexKeys } from "../../../engine/aggregates/key-index.js";
import { seeded } from "../../support/random.js";

test("keys are found among targets as by comparing them all: narrow, wide, adjoining, at both ends of all keys", () => {
  const random = seeded(3);
  const word = (): bigint => BigInt(Math.floor(random() * 2 ** 32));
  const clusters = Array.from({ length: 120 }, (_, i) => ({
    from: (BigInt(i * i * 977) << 33n) + word(),
    bits: i % 9,
  }));
  const cases = [
    [{ from: 0n, bits: 3 }, ...clusters.slice(1), { from: 2n ** 64n - 8n, bits: 3 }],
    clusters,
    [5n, 6n, 7n, 8n].map((from) => ({ from: from << 40n, bits: 40 })),
    [{ from: 2n ** 64n - 1n, bits: 0 }],
  ];
  for (const targets of cases) {
    const ends = targets.flatMap(({ from, bits }) => [
      from - 1n,
      from,
      from + 2n ** BigInt(bits) - 1n,
      from + 2n ** BigInt(bits),
    ]);
    const near = targets.flatMap(({ from }) => [from ^ (word() >> 20n), from + word()]);
    const keys = [0n, 2n ** 64n - 1n, ...ends, ...near].map((key) => BigInt.asUintN(64, key));
    const index = indexKeys([...targets].reverse());
    const found = new Int32Array(keys.length);
    findKeys(index, new Uint32Array(BigUint64Array.from(keys).buffer), found);
    const expected = keys.map((key) =>
      targets.findIndex(({ from, bits }) => key >= from && key < from + 2n ** BigInt(bits)),
    );
    assert.deepEqual([...found], expected);
    assert.deepEqual(
      [...index.order],
      targets.map((_, t) => targets.length - 1 - t),
    );
  }
});
