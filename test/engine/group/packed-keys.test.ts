import assert from "node:assert/strict";
import { test } from "node:test";
import { buffersOf, keyAt, packColumns } from "../../../engine/group/packed-keys.js";
import type { KeyPart } from "../../../engine/group/table.js";

const KINDS: readonly (readonly (readonly KeyPart[])[])[] = [
  [],
  [[1], [-0], [Number.NaN], [Number.POSITIVE_INFINITY]],
  [[2n ** 63n - 1n], [-(2n ** 63n)]],
  [[2n ** 63n], [1n]],
  [["NO"], [""], ["æ😀"], ["NO"]],
  [
    ["NO", 1, true],
    ["DK", 2, false],
  ],
  [[null], [1]],
  [["a"], [null]],
];

/** Parts by key column. */
function columnsOf(keys: readonly (readonly KeyPart[])[]): KeyPart[][] {
  return (keys[0] ?? []).map((_, column) => keys.map((key) => key[column]!));
}

test("keys of every kind come back, also through a thread's message", () => {
  for (const keys of KINDS) {
    const packed = packColumns(columnsOf(keys));
    const sent = structuredClone(packed, { transfer: buffersOf(packed) });
    assert.equal(sent.groups, keys.length);
    assert.deepEqual(
      keys.map((_, group) => keyAt(sent, group)),
      keys,
    );
  }
});

test("numbers, 64-bit integers and texts take one array for all groups", () => {
  const many = Array.from({ length: 1000 }, (_, i): KeyPart[] => [i, BigInt(i), `key ${i}`]);
  for (const column of packColumns(columnsOf(many)).columns) assert.equal("parts" in column, false);
});
