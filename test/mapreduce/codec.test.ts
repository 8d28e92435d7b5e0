import assert from "node:assert/strict";
import { test } from "node:test";
import { isEngineError } from "../../engine/errors.js";
import { decode, encode } from "../../mapreduce/codec.js";

const VALUES: readonly unknown[] = [
  "NO",
  "Oslo, Norge",
  "",
  " ",
  "12",
  "-0",
  "1e5",
  "true",
  "null",
  "NaN",
  "a\tb",
  "a\nb\r\nc",
  "\u2028\u2029\u0085",
  '"quoted"',
  "[1]",
  "{}",
  "\ud800 lone",
  "😀 æøå",
  0,
  -0,
  0.1 + 0.2,
  1e300,
  5e-324,
  Number.MAX_SAFE_INTEGER,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  true,
  false,
  null,
  123456789012345678901234567890n,
  new Uint8Array([0, 1, 255]),
  [],
  [1, "a", [null, -0, Number.NaN]],
  {},
  { n: 1, s: 2.5, deep: { bytes: new Uint8Array([9]), big: 1n } },
  { $bigint: "not one" },
  { $object: { $bytes: 1 } },
];

test("every kind of value comes back, on one line without tabs", () => {
  for (const value of VALUES) {
    const text = encode(value);
    assert.doesNotMatch(text, /[\t\n\r\u0085\u2028\u2029]/, text);
    assert.deepEqual(decode(text), value, text);
  }
});

test("text and numbers are written as they are", () => {
  assert.equal(encode("NO"), "NO");
  assert.equal(encode(7.5), "7.5");
  assert.equal(encode("2024-01"), "2024-01");
  assert.equal(encode("7.5"), '"7.5"');
});

test("values that do not travel are refused by name", () => {
  const circle: unknown[] = [];
  circle.push(circle);
  for (const [value, words] of [
    [undefined, "undefined"],
    [() => 1, "function"],
    [Symbol("s"), "symbol"],
    [new Map(), "Map"],
    [new Date(0), "Date"],
    [circle, "contains itself"],
    [{ a: [undefined] }, "undefined"],
  ] as const)
    assert.throws(
      () => encode(value),
      (error) => isEngineError(error, "UserFunction") && error.message.includes(words),
    );
});

test("a broken line is an error", () => {
  assert.throws(
    () => decode('{"a":'),
    (error) => isEngineError(error, "CorruptData"),
  );
});
