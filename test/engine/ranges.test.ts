import assert from "node:assert/strict";
import { test } from "node:test";
import { linspace, range } from "../../engine/ranges.js";
import { python, run } from "../support/run.js";

test("linspace is numpy.linspace's bit for bit", () => {
  const cases = [
    [0, 1, 50, true],
    [0.1, 0.7, 7, true],
    [-3, 11, 1001, false],
    [5, 5, 4, true],
    [2, -2, 9, true],
    [1, 2, 1, true],
    [1, 2, 1, false],
    [1, 2, 0, true],
    [0, 5e-324, 3, true],
    [1e300, -1e300, 333, true],
  ] as const;
  const script = `
import json, sys, numpy as np
print(json.dumps([[v.hex() for v in np.linspace(a, b, n, endpoint=e).tolist()] for a, b, n, e in json.loads(sys.argv[1])]))`;
  const judged = run(python, ["-c", `${script}`, JSON.stringify(cases)]);
  assert.equal(judged.status, 0, judged.stderr);
  const expected: string[][] = JSON.parse(judged.stdout);
  cases.forEach(([start, stop, num, endpoint], i) => {
    const ours = [...linspace(start, stop, num, { endpoint })].map(hex);
    assert.deepEqual(
      ours,
      expected[i].map((text) => hex(fromHex(text))),
      String(cases[i]),
    );
  });
  assert.equal(linspace(0, 1).length, 50);
});

/** A number's bits. */
function hex(value: number): string {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes.toString("hex");
}

/** Python's float.hex back to a number. */
function fromHex(text: string): number {
  const [, sign, whole, fraction, exponent] = /^(-?)0x(\d)\.([0-9a-f]+)p([+-]\d+)$/.exec(text) ?? [];
  const mantissa = Number.parseInt(whole + fraction, 16) / 16 ** fraction.length;
  const half = Math.trunc(Number(exponent) / 2);
  return (sign ? -1 : 1) * mantissa * 2 ** half * 2 ** (Number(exponent) - half);
}

test("range is numpy.arange, lazily", async () => {
  const whole = range(288_000_000);
  assert.deepEqual([whole.length, whole.at(-1), whole.dtype], [288_000_000, 287_999_999, "float64"]);
  assert.deepEqual(
    [...(await whole.slice(0, undefined, 57_600_000).toArray())],
    [0, 57.6e6, 115.2e6, 172.8e6, 230.4e6],
  );
  assert.deepEqual([...(await range(1, 2, 0.25).toArray())], [1, 1.25, 1.5, 1.75]);
  assert.deepEqual([...(await range(5, 0, -2).toArray())], [5, 3, 1]);
  assert.equal(range(5, 1).length, 0);
  assert.equal(await range(1, 1_000_001).sum({ workers: 2, chunk: 777 }), 500_000_500_000);
});

test("bad borders are refused by name", () => {
  const code = "InvalidArgument";
  assert.throws(() => linspace(0, 1, -1), { code, message: "number of samples, -1, must be a non-negative integer" });
  assert.throws(() => linspace(0, Number.NaN), { code, message: "linspace: stop must be a finite number; got NaN" });
  assert.throws(() => range(0, 1, 0), { code, message: "range() step must not be zero" });
  assert.throws(() => range(Number.POSITIVE_INFINITY), { code, message: /range: stop must be a finite number/ });
  assert.throws(() => range(0, 1e300), { code, message: /more than 2\^53 - 1 elements/ });
});
