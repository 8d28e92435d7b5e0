import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { deflateSync } from "node:zlib";
import { deflateCodec } from "../../../../engine/hdf5/write/deflate.js";
import { codingOf } from "../../../../engine/hdf5/write/filters.js";
import { borrowMemory, writeKernels } from "../../../../engine/hdf5/write/kernels.js";
import { planMemory } from "../../../../engine/hdf5/write/memory-plan.js";
import { python } from "../../../support/python.js";
import { seeded } from "../../../support/random.js";

const folder = mkdtempSync(join(tmpdir(), "hdf5-deflate-"));
after(() => rmSync(folder, { recursive: true }));

const MOST = 300_000;
const random = seeded(5);
const noise = (count: number): number[] => Array.from({ length: count }, () => Math.floor(random() * 256));
const counting = (count: number): number[] => Array.from({ length: count }, (_, i) => i & 255);
const biased = (count: number): number[] => noise(count).map((byte) => (byte < 32 ? 7 : byte));

/** Data by name, and whether zlib alone could not shrink part of it: that part is stored then. */
const CASES: readonly (readonly [name: string, bytes: readonly number[], stored: boolean])[] = [
  ["one byte", [3], false],
  ["less than a block of noise", noise(1000), false],
  ["noise", noise(MOST - 5000), true],
  ["noise to the last byte", [...counting(5000), ...noise(64 * 1024)], true],
  ["noise first", [...noise(9 * 1024), ...counting(777)], true],
  ["noise between", [...counting(3333), ...noise(20_000), ...Array(9999).fill(0), ...noise(8192), 1, 2, 3], true],
  ["too little noise to stop for", [...counting(8192), ...noise(3 * 1024), ...counting(8192)], false],
  ["a counter has every value as often, and repeats", counting(100_000), false],
  ["noise that comes again", Array<number[]>(9).fill(noise(5000)).flat(), true],
  ["noise of which one value is more frequent", biased(50_000), false],
];

test("streams are zlib's for Python, hold the bytes, and are no longer than zlib's own", () => {
  const layout = { columns: [], rowBytes: 1, chunkRows: MOST, batchChunks: 1, coding: codingOf({ complevel: 5 }) };
  const plan = planMemory(layout, 1, 1);
  const memory = borrowMemory(plan.bytes);
  const bytes = new Uint8Array(memory.buffer);
  const kernels = writeKernels(memory);
  const lane = plan.lanes[0]!;
  for (const level of [1, 5, 9]) {
    const compress = deflateCodec(kernels, memory, lane, level);
    const sizes = CASES.map(([name, data, stored], i) => {
      bytes.set(data, lane.work);
      const size = compress(lane.work, data.length, lane.output, MOST + 64);
      const own = deflateSync(Uint8Array.from(data), { level });
      const stream = bytes.slice(lane.output, lane.output + size);
      writeFileSync(join(folder, `${i}.z`), stream);
      writeFileSync(join(folder, `${i}.raw`), Uint8Array.from(data));
      if (!stored) assert.deepEqual(Buffer.from(stream), own, name);
      else assert.ok(!own.equals(stream) && size < own.length * 1.001 + 64, `${name}: ${size} of ${own.length}`);
      // one byte less of room than there is need
      assert.equal(compress(lane.work, data.length, lane.output, size - 1), 0, name);
      assert.equal(compress(lane.work, data.length, lane.output, size), size, name);
      return size;
    });
    const wrong = python<string[]>(
      `
import json, sys, zlib
def read(i, end): return open(f"{sys.argv[1]}/{i}.{end}", "rb").read()
print(json.dumps([i for i in range(${sizes.length}) if zlib.decompress(read(i, "z")) != read(i, "raw")]))
`,
      folder,
    );
    assert.deepEqual(wrong, []);
  }
});
