import assert from "node:assert/strict";
import { test } from "node:test";
import { createNumberTable } from "../../../engine/group/number-table.js";
import { aggregate, column, count, zip } from "../../../index.js";
import { seeded } from "../../support/random.js";

test("keys keep their numbers while the table grows: what a Map has", () => {
  const random = seeded(5);
  const table = createNumberTable();
  const judge = new Map<number, number>();
  const makers = [
    (): number => Math.floor(random() * 5000),
    (): number => random() * 10 ** Math.floor(random() * 600 - 300),
    (): number => 2 ** 40 * Math.floor(random() * 3000),
    (): number =>
      [Number.NaN, 0, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5e-324][Math.floor(random() * 6)]!,
  ];
  for (let i = 0; i < 40_000; i++) {
    const key = makers[i % makers.length]!();
    assert.equal(table.get(key), judge.get(key) ?? -1);
    if (judge.has(key)) continue;
    table.set(key, judge.size);
    judge.set(key, judge.size);
  }
  for (const [key, number] of judge) assert.equal(table.get(key), number);
});

test("64-bit keys on both sides of what doubles hold exactly are groups of their own", async () => {
  const keys = [2n ** 53n, 2n ** 53n + 1n, 2n ** 53n - 1n, -(2n ** 53n), -(2n ** 53n) - 1n, 0n, -1n, 65_535n, 65_536n];
  const all = Array.from({ length: 900 }, (_, i) => keys[i % keys.length]!);
  for (const workers of [0, 2]) {
    const found = await aggregate(zip({ k: column(all) }), { n: count() }, { by: "k", workers });
    assert.deepEqual(
      found.col("k"),
      [...keys].sort((a, b) => (a < b ? -1 : 1)),
    );
    assert.ok(found.col("n").every((n) => n === 100));
  }
});
