import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { transformPowerOfTwo } from "../../engine/powers-of-two.js";
import { python } from "../support/python.js";

interface Transform {
  transform(out: Float64Array, data: Float64Array): void;
  inverseTransform(out: Float64Array, data: Float64Array): void;
}
const FFT: new (n: number) => Transform = createRequire(import.meta.url)("fft.js");

const folder = mkdtempSync(join(tmpdir(), "powers "));
after(() => rmSync(folder, { recursive: true, force: true }));

const numbers = (n: number): Float64Array => Float64Array.from({ length: 2 * n }, (_, i) => Math.sin(i * i) * 10);

test("long transforms are fft.js's to the last bit, both ways, and ask for each number once", () => {
  for (const n of [2, 4, 8, 4096, 8192, 16_384, 32_768, 65_536, 131_072, 262_144]) {
    const data = numbers(n);
    const judge = new FFT(n);
    for (const inverse of [false, true]) {
      const asked = new Uint8Array(n);
      const ours = transformPowerOfTwo(
        n,
        (k, out, at) => {
          asked[k]!++;
          out.set(data.subarray(2 * k, 2 * k + 2), at);
        },
        inverse,
      );
      const theirs = new Float64Array(2 * n);
      if (inverse) judge.inverseTransform(theirs, data);
      else judge.transform(theirs, data);
      assert.ok(asked.every((times) => times === 1));
      assert.deepEqual(Buffer.from(ours.buffer), Buffer.from(theirs.buffer), `${n} ${inverse}`);
    }
  }
});

test("a long transform is NumPy's to 1e-14 of the largest value", () => {
  const n = 2 ** 19;
  const data = numbers(n);
  writeFileSync(join(folder, "in"), new Uint8Array(data.buffer));
  python(
    "import numpy as np, sys; np.fft.fft(np.fromfile(sys.argv[1] + '/in', 'c16')).tofile(sys.argv[1] + '/out'); print(0)",
    folder,
  );
  const bytes = readFileSync(join(folder, "out"));
  const theirs = new Float64Array(bytes.buffer, bytes.byteOffset, 2 * n);
  const ours = transformPowerOfTwo(n, (k, out, at) => out.set(data.subarray(2 * k, 2 * k + 2), at), false);
  const largest = theirs.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  assert.ok(ours.every((value, i) => Math.abs(value - theirs[i]!) <= 1e-14 * largest));
});
