import assert from "node:assert/strict";
import { test } from "node:test";
import { type KnownValues, narrow, PIECE } from "../../engine/aggregates/narrow.js";
import { addToPile, createPile, joinPiles, type Pile, pileLength, trimPile } from "../../engine/aggregates/pile.js";
import { orderOf } from "../../engine/group/order.js";
import { compareParts } from "../../engine/group/table.js";
import { atOnce, createBreath, inTurns } from "../../engine/turns.js";
import { createBench } from "../../engine/workers/bench.js";
import { aggregate, column, count, mean, median, std, zip } from "../../index.js";
import { seeded } from "../support/random.js";

const { kernels } = createBench("auto");

function pileOf(values: Float64Array, step: number): Pile {
  const pile = createPile();
  for (let at = 0; at < values.length; at += step) addToPile(pile, values.subarray(at, at + step), kernels);
  return pile;
}

/** The value of a rank, and how many values it was picked from. Where all values of a bin are the same it has one. */
function picked(known: readonly KnownValues[], rank: number): { readonly value: number; readonly from: number } {
  const part = known.reduce((best, each) => (each.below <= rank && each.below > best.below ? each : best));
  const sorted = part.values.slice().sort();
  return { value: sorted[Math.min(rank - part.below, sorted.length - 1)]!, from: sorted.length };
}

test("a breath is a turn once 8 ms have gone, and none before", async () => {
  let now = 0;
  const breath = createBreath(() => now);
  assert.equal(breath(), undefined);
  now = 7.9;
  assert.equal(breath(), undefined);
  now = 8;
  let turns = 0;
  setImmediate(() => void turns++);
  await breath();
  assert.equal(turns, 1);
  assert.equal(breath(), undefined);
});

test("work in pieces has a turn between any two of them", async () => {
  const pieces = function* (): Generator<void, string> {
    for (let piece = 0; piece < 5; piece++) {
      yield;
    }
    return "done";
  };
  let turns = 0;
  const result = await inTurns(pieces(), () => {
    turns++;
    return new Promise((resolve) => void setImmediate(resolve));
  });
  assert.deepEqual([result, turns], ["done", 5]);
  assert.equal(atOnce(pieces()), "done");
});

test("piles keep all values whatever the pieces they come in, joined without a copy", () => {
  const values = Float64Array.from({ length: 200_003 }, (_, i) => i * 0.5);
  for (const step of [1, 777, 65_536, 200_003]) {
    const [left, right] = [pileOf(values.subarray(0, 70_001), step), pileOf(values.subarray(70_001), step)];
    const chunks = [...right.chunks];
    joinPiles(left, right);
    assert.equal(pileLength(left), values.length);
    assert.ok(left.chunks.at(-1)!.buffer === chunks.at(-1)!.buffer);
    const bytes = Buffer.concat(left.chunks);
    assert.ok(bytes.equals(new Uint8Array(values.buffer)));
    trimPile(left);
    assert.equal(pileLength(left), values.length);
    kernels.release();
  }
});

test("ranks are narrowed down to few values, in pieces that are counted", () => {
  const random = seeded(5);
  const sets = [
    Float64Array.from({ length: 300_007 }, () => 1 + random() / 32),
    Float64Array.from({ length: 300_007 }, () => -1 - random() * 1e-12),
    new Float64Array(100_003).fill(1.25),
    Float64Array.from({ length: 50_021 }, (_, i) => (i % 3 === 0 ? 1.0625 : 1 + 2 ** -52 * (i % 7))),
  ];
  for (const values of sets) {
    const sorted = values.slice().sort();
    const ranks = [0, 1, 12_345, Math.floor(values.length / 2), values.length - 1];
    const pieces = narrow(
      pileOf(values, 9_999),
      1000,
      ranks.map((rank) => rank + 1000),
      0,
    );
    let yields = 0;
    let next = pieces.next();
    for (; next.done !== true; next = pieces.next()) yields++;
    for (const rank of ranks) {
      const { value, from } = picked(next.value, rank + 1000);
      assert.equal(value, sorted[rank]);
      assert.ok(from <= 4096);
    }
    assert.ok(yields >= (2 * values.length) / PIECE, `${yields} pieces`);
    kernels.release();
  }
});

test("merging and finishing let the caller's thread have turns", async () => {
  const random = seeded(8);
  const rows = 1_500_000;
  // one bin of the leading digits: all values are collected
  const x = Float64Array.from({ length: rows }, () => 1 + random() / 32);
  const key = Int32Array.from({ length: rows }, (_, i) => (i * 7919) % 300_007);
  const turnsOf = async (work: () => Promise<unknown>): Promise<number> => {
    let turns = 0;
    let over = false;
    const turn = (): void => {
      turns++;
      if (!over) setImmediate(turn);
    };
    setImmediate(turn);
    await work();
    over = true;
    return turns;
  };
  const values = column(x);
  let middle = 0;
  assert.ok(
    (await turnsOf(async () => {
      middle = await values.median({ workers: 2 });
    })) > 5,
  );
  assert.equal(middle, (x.slice().sort()[rows / 2 - 1]! + x.slice().sort()[rows / 2]!) / 2);
  const keyed = zip({ key: column(key), x: values });
  let groups = 0;
  const turns = await turnsOf(async () => {
    const found = await aggregate(
      keyed,
      { n: count(), m: mean("x"), s: std("x"), q: median("x") },
      { by: "key", workers: 2 },
    );
    groups = found.length;
  });
  assert.equal(groups, 300_007);
  assert.ok(turns > 20, `${turns} turns`);
});

test("keys are ordered as by a stable sort, in pieces", () => {
  const random = seeded(6);
  for (const n of [0, 1, 2048, 2049, 10_007]) {
    const numbers = Array.from({ length: n }, () => Math.floor(random() * 500));
    const texts = numbers.map(() => (random() < 0.1 ? null : "x"));
    const expected = numbers
      .map((_, g) => g)
      .sort((a, b) => compareParts(numbers[a]!, numbers[b]!) || compareParts(texts[a]!, texts[b]!));
    assert.deepEqual([...atOnce(orderOf([numbers, texts]))], expected);
  }
});
