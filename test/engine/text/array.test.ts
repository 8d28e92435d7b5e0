import assert from "node:assert/strict";
import { test } from "node:test";
import { arrayText } from "../../../engine/text/array.js";
import type { DTypeName } from "../../../index.js";
import { python } from "../../support/python.js";

test("arrays print as NumPy prints them", () => {
  const cases = python<{ dtype: DTypeName; shape: number[]; values: (number | boolean)[]; text: string }[]>(`
import numpy as np, json
rng = np.random.default_rng(5)
arrays = [rng.integers(0, 256, 2000).astype("u1"), np.arange(12, dtype="i2"), rng.standard_normal(2000), rng.standard_normal(5),
  np.arange(24.0).reshape(2, 3, 4), np.array([1e-5, 1, np.nan]), np.array([0.1, 2.5], "f4"), np.array([True, False]), np.array([]),
  np.array([1e20, -3.25]), np.array([np.inf, -np.inf, 0.5]), np.arange(4000).reshape(40, 100), rng.standard_normal((1200, 2)),
  np.array([1.0, 2.0, 1000.0]), np.array([-0.0, 0.001]), (rng.standard_normal(30) * 100).astype("f4"), np.arange(20) * 1e-3,
  rng.integers(-2**62, 2**62, 1500), np.zeros((0, 3)), np.array([123456789.0, 1.5]), np.array([0.1 + 0.2, 1 / 3])]
print(json.dumps([dict(dtype=a.dtype.name, shape=a.shape, values=a.ravel().tolist() if a.dtype.kind != "i" else [str(x) for x in a.ravel()],
  text=np.array_repr(a)) for a in arrays]))`);
  for (const { dtype, shape, values, text } of cases) {
    const at = (i: number): number | bigint | boolean => {
      const value = values[i]!;
      return typeof value === "string" ? BigInt(value) : value;
    };
    const ours = arrayText("array", dtype, shape, at);
    const theirs = text.replace(/,\s*shape=\([\d, ]+\)/, (found) => (values.length === 0 ? found : ""));
    assert.equal(ours.replace(/,\n +dtype/, ", dtype"), theirs.replace(/,\n +dtype/, ", dtype"));
  }
});
