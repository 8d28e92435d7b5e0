import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { appendFileSync, mkdtempSync, readdirSync, rmSync, truncateSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { aggregate, count, type ErrorCode, isEngineError, type MemmapArray, mean, memmap } from "../../index.js";
import { fileClock } from "../support/file-clock.js";
import { root } from "../support/repo.js";

const folder = mkdtempSync(join(tmpdir(), "scan faults "));
after(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);

async function sparse(name: string, rows: number): Promise<MemmapArray<"float64">> {
  (await memmap(at(name), { mode: "w+", dtype: "f8", shape: rows })).close();
  return memmap(at(name), { dtype: "f8" });
}

/** Starts a scan of some seconds and changes the file once rows are read; what the scan says. */
async function changedDuring(name: string, workers: number, change: (path: string) => void): Promise<unknown> {
  const map = await sparse(name, 3_000_000);
  const controller = new AbortController();
  let isChanged = false;
  const slow = (x: number): number => {
    let y = x;
    for (let i = 0; i < 30; i++) y = Math.cos(y);
    return y;
  };
  const work = map.map(slow).sum({
    workers,
    chunk: 20_000,
    signal: controller.signal,
    onProgress({ done }) {
      if (done > 0 && !isChanged) {
        change(at(name));
        isChanged = true;
      }
    },
  });
  const error: unknown = await work.then(
    () => "no error",
    (reason: unknown) => reason,
  );
  assert.ok(isChanged, "the scan was over before the file could change");
  map.close();
  return error;
}

for (const [what, code, words, change] of [
  ["truncated", "TruncatedFile", /(ends at byte|was cut from)/, (path: string) => truncateSync(path, 800_000)],
  ["grown", "SourceChanged", /grew from 24000000 to 24000001/, (path: string) => appendFileSync(path, "x")],
  ["deleted", "FileMissing", /no such file/, (path: string) => unlinkSync(path)],
  ["replaced", "SourceChanged", /was replaced by another file/, replace],
] as const)
  test(`a file that is ${what} while it is scanned is noticed, by workers and by the caller's thread`, async () => {
    for (const workers of [0, 2]) {
      const error = await changedDuring(`${what} ${workers}`, workers, change);
      assert.ok(isEngineError(error, code as ErrorCode) && words.test(error.message), String(error));
    }
  });

function replace(path: string): void {
  writeFileSync(`${path}.new`, new Uint8Array(24_000_000));
  execFileSync("mv", [`${path}.new`, path]);
}

test("two writers: each map sees its own writes; scans of the other say that the file was written to", async () => {
  (await memmap(at("two"), { mode: "w+", dtype: "i4", shape: 1000 })).close();
  const first = await memmap(at("two"), { mode: "r+", dtype: "i4" });
  const second = await memmap(at("two"), { mode: "r+", dtype: "i4" });
  await fileClock();
  first.set(0, 5);
  // elements are read where they are, so both see them at once
  assert.equal(second.at(0), 5);
  assert.equal(await first.sum(), 5);
  await assert.rejects(
    second.sum(),
    (error) => isEngineError(error, "SourceChanged") && /open it again/.test(error.message),
  );
  await fileClock();
  await second.assign(Int32Array.of(1, 2, 3), 10);
  assert.equal(await second.sum(), 11);
  await assert.rejects(first.sum(), (error) => isEngineError(error, "SourceChanged"));
  const again = await memmap(at("two"), { dtype: "i4" });
  assert.equal(await again.sum(), 11);
});

test("a write to a map while it is scanned is noticed", async () => {
  const map = await memmap(at("self"), { mode: "w+", dtype: "f8", shape: 2_000_000 });
  await fileClock();
  const scan = map.map((x) => Math.cos(x)).sum({ workers: 2 });
  setTimeout(() => map.set(0, 1), 1);
  await assert.rejects(scan, (error) => isEngineError(error, "SourceChanged"));
  assert.equal(await map.sum(), 1);
});

/** Runs a script that prints JSON. */
function child<T>(script: string, ...args: readonly string[]): T {
  const out = execFileSync(process.execPath, ["--input-type=module", "-e", script, ...args], {
    cwd: root,
    encoding: "utf8",
    timeout: 300_000,
  });
  return JSON.parse(out) as T;
}

const RSS = `import { readFileSync, readdirSync } from "node:fs";
  const rss = () => Number(/VmRSS:\\s+(\\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1]) / 1024;
  const threads = () => readdirSync("/proc/self/task").length;
  const descriptors = () => readdirSync("/proc/self/fd").length;`;

/** Bytes of memory beyond which half of it is no longer scanned: it would take minutes. */
const LARGE = 64e9;

test("a file larger than half of the machine's memory is scanned in 150 MB on two threads", async () => {
  const rows = Math.ceil((Math.min(totalmem(), LARGE) / 2 + 1e9) / 8);
  (await sparse("huge", rows)).close();
  const script = `${RSS}
    import { aggregate, count, extent, histogram, mean, memmap, std } from "tslab-bigdata";
    const small = await memmap(process.argv[1], { dtype: "f8", shape: 1e6 });
    const wanted = { n: count(), m: mean(), s: std(), e: extent(), h: histogram({ bins: 10, range: [-1, 1] }) };
    await aggregate(small, wanted);
    const map = await memmap(process.argv[1], { dtype: "f8" });
    const before = rss();
    let most = before;
    const timer = setInterval(() => { most = Math.max(most, rss()); }, 20);
    const { n, m, e, h } = await aggregate(map, wanted, { workers: 2 });
    clearInterval(timer);
    console.log(JSON.stringify({ n, m, e, five: h.counts[5], grown: Math.max(most, rss()) - before }));`;
  const found = child<{ n: number; m: number; e: number[]; five: number; grown: number }>(script, at("huge"));
  unlinkSync(at("huge"));
  assert.deepEqual([found.n, found.m, found.e, found.five], [rows, 0, [0, 0], rows]);
  assert.ok(found.grown <= 150, `${found.grown} MB`);
});

test("10,000 small scans and hundreds on threads give descriptors, threads and memory back", async () => {
  (await sparse("small", 100_000)).close();
  const script = `${RSS}
    import { memmap } from "tslab-bigdata";
    const map = await memmap(process.argv[1], { dtype: "f8" });
    const few = map.slice(0, 100);
    const both = async (n) => { for (let i = 0; i < n; i++) { await few.mean(); if (i % 25 === 0) await map.mean({ workers: 3 }); } };
    await both(2500);
    globalThis.gc();
    const before = { rss: rss(), threads: threads(), descriptors: descriptors() };
    await both(10_000);
    globalThis.gc();
    console.log(JSON.stringify({ rss: rss() - before.rss, threads: threads() - before.threads, descriptors: descriptors() - before.descriptors }));`;
  const out = execFileSync(process.execPath, ["--expose-gc", "--input-type=module", "-e", script, at("small")], {
    cwd: root,
    encoding: "utf8",
  });
  const grown = JSON.parse(out) as { rss: number; threads: number; descriptors: number };
  assert.ok(grown.rss < 40, `${grown.rss} MB`);
  assert.ok(grown.threads <= 0 && grown.descriptors <= 0, out);
});

test("ten million keys: TooManyGroups names the option and the way out, memory comes back, the next scan works", () => {
  const script = `${RSS}
    import { aggregate, count, mean, memmap, range, zip } from "tslab-bigdata";
    const rows = 10_000_000;
    const map = await memmap(process.argv[1], { mode: "w+", dtype: "i4", shape: rows });
    await map.assign(range(rows));
    const table = zip({ k: map, x: range(rows) });
    await map.mean();
    const before = rss();
    let error;
    try { await aggregate(table, { n: count(), m: mean("x") }, { by: "k", workers: 2 }); } catch (reason) { error = reason; }
    // V8 keeps the pages of an ended thread for other threads, and gives them back after eight seconds at most
    for (let i = 0; i < 1200 && rss() - before > 300; i++) {
      await new Promise((done) => setTimeout(done, 50));
      globalThis.gc();
    }
    const after = rss() - before;
    const some = await aggregate(table, { n: count() }, { by: "k", where: "k % 1000 == 0" });
    console.log(JSON.stringify({ code: error?.code, message: error?.message, after, some: some.length }));`;
  const out = execFileSync(process.execPath, ["--expose-gc", "--input-type=module", "-e", script, at("keys")], {
    cwd: root,
    encoding: "utf8",
    timeout: 300_000,
  });
  const found = JSON.parse(out) as { code: string; message: string; after: number; some: number };
  assert.equal(found.code, "TooManyGroups");
  assert.match(found.message, /do not fit in \d+ bytes|take \d+ bytes, more than \d+/);
  assert.match(found.message, /group by fewer or coarser columns, or raise 'groupBytes'/);
  assert.ok(found.after <= 300, `${found.after} MB`);
  assert.equal(found.some, 10_000);
});

test("borders of 2^31 and 2^32 elements: statistics, rows and chunks beyond them", async () => {
  const rows = 2 ** 32 + 1000;
  const map = await memmap(at("borders"), { mode: "w+", dtype: "u1", shape: rows });
  for (const row of [2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32]) map.set(row, 200);
  map.set(-1, 255);
  const view = map.slice(2 ** 31 - 10, undefined, 2 ** 20);
  assert.equal(view.length, Math.ceil((rows - 2 ** 31 + 10) / 2 ** 20));
  assert.equal(map.slice(2 ** 32 - 2).length, 1002);
  const { n, m } = await aggregate(
    map.slice(2 ** 32 - 2_000_000),
    { n: count(), m: mean() },
    { workers: 2, chunk: 77_777 },
  );
  assert.equal(n, 2_001_000);
  assert.equal(m, (200 + 200 + 255) / n);
  assert.equal(await map.slice(2 ** 31 - 3, 2 ** 31 + 3).argmax(), 2);
  assert.deepEqual(await map.slice(2 ** 32 - 1, 2 ** 32 + 1).sum({ perChunk: 1 }), [200, 200]);
  assert.throws(() => map.at(rows), /index 4294968296 is out of bounds for axis 0 with size 4294968296/);
  map.close();
  unlinkSync(at("borders"));
  assert.ok(!readdirSync(folder).includes("borders"));
});
