import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { burr } from "../../../engine/distributions/burr.js";
import { norm } from "../../../engine/distributions/norm.js";
import { uniform } from "../../../engine/distributions/uniform.js";
import { memmap } from "../../../engine/sources/memmap.js";
import { python, run } from "../../support/run.js";
import { philox, uniformOf } from "./philox.js";

const folder = mkdtempSync(join(tmpdir(), "rvs "));
after(() => rmSync(folder, { recursive: true, force: true }));

test("the twin gives Random123's published vectors", () => {
  const hex = (words: bigint[]): string => words.map((word) => word.toString(16).padStart(8, "0")).join(" ");
  const ones = 0xffffffffn;
  assert.equal(hex(philox([0n, 0n, 0n, 0n], [0n, 0n])), "6627e8d5 e169c58d bc57ac4c 9b00dbd8");
  assert.equal(hex(philox([ones, ones, ones, ones], [ones, ones])), "408f276d 41c83b0e a20bc7c6 6d5451fd");
  assert.equal(
    hex(philox([0x243f6a88n, 0x85a308d3n, 0x13198a2en, 0x03707344n], [0xa4093822n, 0x299f31d0n])),
    "d16cfe09 94fdcceb 5001e420 24126ea1",
  );
});

test("uniforms are the twin's bit for bit, at the start and far out, for every width of seed", async () => {
  for (const seed of [0n, 1n, 0xffffffffn, 0x1_0000_0000n, 0xfedcba9876543210n]) {
    for (const first of [0, 1, 8, 4093, 2 ** 33 - 9, 2 ** 34 - 5, 2 ** 52]) {
      const ours = await uniform
        .rvs({ size: 2 ** 53 - 1, seed })
        .slice(first, first + 23)
        .toArray();
      assert.deepEqual(
        [...ours],
        Array.from({ length: 23 }, (_, i) => uniformOf(seed, first + i)),
      );
    }
  }
});

test("variates are ppf of the uniforms: burr to 2e-14, at its extremes to 5e-13, norm to 5e-14", async () => {
  const size = 50_001;
  const u = await uniform.rvs({ size, seed: 5 }).toArray();
  for (const [c, d, bound] of [
    [10.8, 4.2, 2e-14],
    [300, 1e5, 2e-14],
    // Values down to 1e-300: their logarithms lose what their size takes.
    [0.7, 0.02, 5e-13],
  ] as const) {
    const ours = await burr.rvs(c, d, { size, seed: 5 }).toArray();
    const exact = burr.ppf(u, c, d);
    const worst = ours.reduce((most, x, i) => Math.max(most, x === exact[i] ? 0 : Math.abs(x / exact[i] - 1)), 0);
    assert.ok(worst < bound, `burr(${c}, ${d}): ${worst}`);
  }
  const ours = await norm.rvs({ size, seed: 5, loc: 0, scale: 1 }).toArray();
  const exact = norm.ppf(u);
  assert.ok(ours.every((x, i) => Math.abs(x / exact[i] - 1) < 5e-14));
  const moved = await norm.rvs({ size, seed: 5, loc: -2, scale: 3 }).toArray();
  assert.deepEqual(
    moved,
    ours.map((x) => x * 3 - 2),
  );
});

test("Kolmogorov-Smirnov against SciPy's cdf", async () => {
  const size = 200_000;
  const paths = ["burr", "norm", "uniform"].map((name) => join(folder, `${name}.bin`));
  await burr.rvs(10.8, 4.2, { size, seed: 11 }).toFile(paths[0]);
  await norm.rvs({ size, seed: 12, loc: 5, scale: 0.1 }).toFile(paths[1]);
  await uniform.rvs({ size, seed: 13, loc: -1, scale: 2 }).toFile(paths[2]);
  const script = `
import sys, numpy as np, scipy.stats as st
for path, frozen in zip(sys.argv[1:], (st.burr(10.8, 4.2), st.norm(5, 0.1), st.uniform(-1, 2))):
    values = np.fromfile(path)
    lag = np.corrcoef(st.rankdata(values[:-1]), st.rankdata(values[1:]))[0, 1]
    print(len(values), st.kstest(values, frozen.cdf).pvalue, abs(lag) * len(values) ** 0.5)`;
  const judged = run(python, ["-c", script, ...paths]);
  assert.equal(judged.status, 0, judged.stderr);
  const lines = judged.stdout.trim().split("\n");
  assert.equal(lines.length, 3);
  for (const line of lines) {
    const [length, p, lag] = line.split(" ").map(Number);
    assert.equal(length, size);
    assert.ok(p > 0.001, `p-value ${p}`);
    assert.ok(lag < 4, `neighbours correlate: ${lag} standard errors`);
  }
});

test("a slice, an element and a file are the same stream, for any number of workers", async () => {
  const size = 300_007;
  const all = burr.rvs(10.8, 4.2, { size, seed: 3 });
  const values = await all.toArray();
  for (const [start, stop] of [
    [0, 1],
    [7, 30],
    [131_071, 131_074],
    [-5, undefined],
    [size, size + 9],
    [9, 3],
  ] as const) {
    assert.deepEqual(await all.slice(start, stop).toArray(), values.slice(start, stop));
  }
  assert.deepEqual([all.at(0), all.at(4097), all.at(-1)], [values[0], values[4097], values[size - 1]]);
  assert.equal(all.slice(100, 200).slice(10, -10).at(-1), values[189]);
  for (const workers of [1, 2, 3, 7]) {
    const path = join(folder, `workers-${workers}.bin`);
    await all.slice(1).toFile(path, { workers });
    const bytes = await readFile(path);
    assert.deepEqual(new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8), values.slice(1));
  }
});

test("statistics run over the column without a file, the same for any split", async () => {
  const all = burr.rvs(10.8, 4.2, { size: 500_009, seed: 3 });
  const path = join(folder, "same.bin");
  await all.toFile(path);
  const file = await memmap(path, { dtype: "float64" });
  const mean = await file.mean();
  const counts = (await file.histogram({ bins: 37 })).counts;
  file.close();
  for (const options of [{}, { workers: 1, chunk: 7777 }, { workers: 3, chunk: 100_000 }, { workers: 0 }]) {
    assert.equal(await all.mean(options), mean);
    assert.deepEqual((await all.histogram({ bins: 37, ...options })).counts, counts);
  }
  const values = await all.toArray();
  assert.deepEqual(
    await all.slice(10, 40, 3).toArray(),
    Float64Array.from({ length: 10 }, (_, i) => values[10 + 3 * i]),
  );
  assert.equal(all.slice(undefined, undefined, -1).at(0), values.at(-1));
});

test("a stream never changes between versions", async () => {
  const burrs = await burr.rvs(10.8, 4.2, { size: 3, seed: 42 }).toArray();
  const norms = await norm.rvs({ size: 3, seed: 42 }).toArray();
  assert.deepEqual([...burrs], [1.161889297916862, 1.1207014643557882, 1.1162680976553685]);
  assert.deepEqual([...norms], [-0.07882346885253179, -0.4101129427956514, -0.4480366278979277]);
});

test("without a seed each sequence is its own, and says which seed makes it again", async () => {
  const [one, other] = [norm.rvs({ size: 4 }), norm.rvs({ size: 4 })];
  assert.notEqual(one.seed, other.seed);
  assert.deepEqual(await norm.rvs({ size: 4, seed: one.seed }).toArray(), await one.toArray());
  assert.equal(norm.rvs().length, 1);
});

test("bad sizes, seeds, indices and parameters are refused by name", () => {
  const code = "InvalidArgument";
  assert.throws(() => norm.rvs({ size: -1 }), { code, message: /size -1 must be an integer/ });
  assert.throws(() => norm.rvs({ size: 1.5 }), { code, message: /size 1.5/ });
  assert.throws(() => norm.rvs({ seed: -3 }), { code, message: /seed -3 must be/ });
  assert.throws(() => norm.rvs({ seed: 2 ** 60 }), { code, message: /or a bigint below 2\^64/ });
  assert.throws(() => norm.rvs({ seed: 1n << 64n }), { code });
  assert.throws(() => burr.rvs(0, 1, { size: 1 }), {
    code,
    message: /burr.rvs: domain error in arguments: c = 0, d = 1/,
  });
  assert.throws(() => norm.rvs({ scale: -1 }), { code, message: /scale = -1/ });
  assert.throws(() => norm.rvs({ size: 3, seed: 1 }).at(3), {
    code: "OutOfBounds",
    message: "index 3 is out of bounds for axis 0 with size 3",
  });
});
