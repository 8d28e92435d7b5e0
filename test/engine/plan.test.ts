import assert from "node:assert/strict";
import { test } from "node:test";
import type { AggregateRequest, IndexedSource } from "../../contract/index.js";
import { std } from "../../engine/aggregates/moments.js";
import { mean } from "../../engine/aggregates/sum.js";
import { MORSEL_ROWS, morselReads, planScan, type ScanPlan } from "../../engine/plan.js";

function sourceOf(length: number, chunkRows: number): IndexedSource {
  return {
    access: "indexed",
    descriptor: { kind: "memory", files: [], options: {} },
    columns: [{ name: "temp", type: "float64", byteOrder: "<", nullable: false, shape: [] }],
    length,
    chunkRows,
    rowBytes: 8,
  };
}

/** First and last row of every read, in order. */
function readsOf(plan: ScanPlan): { start: number; stop: number }[] {
  return Array.from({ length: plan.morsels }, (_, morsel) => [...morselReads(plan, morsel)])
    .flat()
    .map(({ rows }) => rows);
}

function planOf(request: AggregateRequest, length: number, chunkRows: number, chunk?: number, exact = false): ScanPlan {
  return planScan(sourceOf(length, chunkRows), [request], [0], chunk, [], [], exact);
}

const ASKED: readonly AggregateRequest[] = [mean(), mean({ exact: false }), std()];

test("reads follow each other, cover every row once, and end at the storage's chunks but where a unit ends", () => {
  for (const request of ASKED)
    for (const chunkRows of [1, 7, 936, 1365, 4096, 5000, 300_000])
      for (const chunk of [undefined, 1, 1000, 281_250]) {
        const length = chunk === 1 ? 2000 : 1_000_003;
        for (const exact of chunk === undefined ? [false] : [false, true]) {
          const plan = planOf(request, length, chunkRows, chunk, exact);
          let row = 0;
          for (const { start, stop } of readsOf(plan)) {
            assert.equal(start, row);
            assert.ok(stop > start && stop - start <= plan.batchRows);
            const isEnd = stop % plan.morselRows === 0 || stop === length || stop - start === plan.batchRows;
            assert.ok(stop % chunkRows === 0 || isEnd, `${stop} of chunks of ${chunkRows}`);
            row = stop;
          }
          assert.equal(row, length);
        }
      }
});

test("units of work are whole chunks; for aggregates over fixed blocks of rows whole blocks, where chunks are small", () => {
  assert.equal(planOf(mean(), 1e7, 1365).morselRows, 192 * 1365);
  assert.equal(planOf(std(), 1e7, 1365).morselRows, MORSEL_ROWS);
  assert.equal(planOf(mean({ exact: false }), 1e7, 1365).morselRows, MORSEL_ROWS);
  // parts of blocks are kept to the end: of a long source there would be too many
  assert.equal(planOf(std(), 2 ** 25, 21_845).morselRows, 12 * 21_845);
  assert.equal(planOf(std(), 2 ** 25 + 1, 21_845).morselRows, 2 * MORSEL_ROWS);
  assert.equal(planOf(std(), 2 ** 25 + 1, 8192).morselRows, MORSEL_ROWS);
  assert.equal(planOf(mean(), 2 ** 25 + 1, 21_845).morselRows, 12 * 21_845);
  assert.equal(planOf(std(), 1e7, 50_000).morselRows, 250_000);
  assert.equal(planOf(std(), 1e7, 1365, 10_000).morselRows, 8 * 1365);
  assert.equal(planOf(std(), 1e7, 1365, 10_000, true).morselRows, 10_000);
});
