import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { type ErrorCode, isEngineError, memmap, type ProgressUpdate } from "../../index.js";

const folder = mkdtempSync(join(tmpdir(), "faults "));
after(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);
const coded = (code: ErrorCode, words: RegExp) => (error: unknown) =>
  isEngineError(error, code) && words.test(error.message);

async function sparse(name: string, rows: number): Promise<string> {
  (await memmap(at(name), { mode: "w+", dtype: "f8", shape: rows })).close();
  return at(name);
}

test("a file that is deleted or cannot be read is named; what was opened stays usable where it can", async () => {
  const path = await sparse("gone", 1000);
  const map = await memmap(path, { dtype: "f8" });
  unlinkSync(path);
  assert.equal(map.at(0), 0);
  await assert.rejects(map.mean(), coded("FileMissing", /gone.*no such file/));
  map.close();
  writeFileSync(at("secret"), new Uint8Array(8));
  chmodSync(at("secret"), 0);
  if (process.getuid?.() !== 0) await assert.rejects(memmap(at("secret")), coded("FileAccess", /permission denied/));
});

test("an abort at any moment rejects with its reason, and the next scan works", async () => {
  const map = await memmap(await sparse("long", 60_000_000), { dtype: "f8" });
  for (const workers of [0, 2])
    for (const delay of [0, 1, 5, 15]) {
      const controller = new AbortController();
      const work = map.map((x) => Math.sqrt(x) + 1).sum({ workers, signal: controller.signal });
      setTimeout(() => controller.abort(new Error(`after ${delay}`)), delay);
      await assert.rejects(work, { message: `after ${delay}` });
    }
  await assert.rejects(map.mean({ signal: AbortSignal.abort(new Error("before")) }), { message: "before" });
  assert.equal(await map.sum({ workers: 2 }), 0);
});

test("progress is shown, its last state always, and the user's thread answers while workers scan", async () => {
  const map = await memmap(await sparse("slow", 20_000_000), { dtype: "f8" });
  const updates: ProgressUpdate[] = [];
  let turns = 0;
  const timer = setInterval(() => turns++, 5);
  await map
    .map((x) => Math.sin(Math.cos(Math.tan(x))))
    .sum({ workers: 2, onProgress: (update) => void updates.push(update) });
  clearInterval(timer);
  assert.ok(turns > 5);
  assert.equal(updates.at(-1)?.state, "done");
  assert.equal(updates.at(-1)?.done, 20_000_000);
  assert.ok(updates.every(({ total }) => total === 20_000_000));
});

test("a worker that dies fails its scan, and the pool goes on", async () => {
  const map = await memmap(await sparse("dies", 300_000), { dtype: "f8" });
  const dying = map.map((x) => (x === 0 ? process.exit(3) : x));
  await assert.rejects(dying.sum({ workers: 2 }), coded("WorkerFailed", /worker thread ended with code 3/));
  assert.equal(await map.count({ workers: 2 }), 300_000);
});

test("many small scans give descriptors back", async () => {
  const map = await memmap(await sparse("small", 100), { dtype: "f8" });
  const open = (): number => readdirSync("/proc/self/fd").length;
  await map.mean();
  const before = open();
  for (let i = 0; i < 10_000; i++) await map.mean();
  assert.ok(open() <= before);
});

test("elements beyond 2^31 and 2^32 are where NumPy puts them", async () => {
  const map = await memmap(at("far"), { mode: "w+", dtype: "u1", shape: 2 ** 32 + 10 });
  map.set(2 ** 31 - 1, 1);
  map.set(2 ** 31, 2);
  map.set(2 ** 32 - 1, 3);
  map.set(2 ** 32 + 9, 4);
  assert.deepEqual(
    [2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, -1].map((i) => map.at(i)),
    [1, 2, 3, 0, 4],
  );
  const tail = map.slice(2 ** 32 - 4);
  assert.deepEqual([...(await tail.toArray())], [0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4]);
  assert.equal(await map.slice(2 ** 31 - 2, 2 ** 31 + 2).sum(), 3);
  assert.equal(await tail.argmax(), 13);
  map.close();
  unlinkSync(at("far"));
});

test("a script ends by itself after a scan on threads", async () => {
  const path = await sparse("script", 1_000_000);
  const script = `import { memmap } from "tslab-bigdata"; const m = await memmap(${JSON.stringify(path)}, { dtype: "f8" }); console.log(await m.sum({ workers: 2 }));`;
  const out = execFileSync(process.execPath, ["--input-type=module", "-e", script], {
    encoding: "utf8",
    timeout: 60_000,
  });
  assert.equal(out.trim(), "0");
});
