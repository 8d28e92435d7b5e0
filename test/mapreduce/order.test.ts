import assert from "node:assert/strict";
import { test } from "node:test";
import { compareKeys, partitionOf } from "../../mapreduce/order.js";

test("keys are ordered as their UTF-8 bytes are", () => {
  const keys = [
    "",
    "a",
    "ab",
    "b",
    "Z",
    "é",
    "\u07ff",
    "\u0800",
    "\ud7ff",
    "\ue000",
    "\uffff",
    "😀",
    "\u{10ffff}",
    "a😀",
    "a\uffff",
  ];
  const byBytes = [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  assert.deepEqual([...keys].reverse().sort(compareKeys), byBytes);
  for (const key of keys) assert.equal(compareKeys(key, key), 0);
});

test("partitions are used evenly", () => {
  const counts = new Int32Array(7);
  for (let i = 0; i < 70_000; i++) counts[partitionOf(`key ${i}`, 7)]!++;
  for (const count of counts) assert.ok(count > 9_000 && count < 11_000, `${counts}`);
  assert.equal(partitionOf("anything", 1), 0);
});
