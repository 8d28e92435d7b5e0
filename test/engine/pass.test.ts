import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { memmap } from "../../engine/sources/memmap.js";
import { sharedPool } from "../../engine/workers/pool.js";

const folder = mkdtempSync(join(tmpdir(), "pass-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** The mean of as many bytes of ones, and how many threads are there afterwards. */
async function meanOf(bytes: number): Promise<readonly [number, boolean]> {
  const path = join(folder, `${bytes}.bin`);
  const map = await memmap(path, { mode: "w+", shape: bytes });
  await map.fill(1);
  const mean = await map.mean();
  await map.close();
  return [mean, sharedPool().alive > 0];
}

test("threads start for the first scan that is worth it, again after they were closed", async () => {
  assert.deepEqual(await meanOf(16 << 20), [1, false]);
  assert.deepEqual(await meanOf((16 << 20) + 1), [1, true]);
  await sharedPool().close();
  assert.equal(sharedPool().alive, 0);
  assert.deepEqual(await meanOf((2 << 20) + 1), [1, false]);
});
