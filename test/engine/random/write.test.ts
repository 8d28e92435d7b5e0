import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, beforeEach, test } from "node:test";
import type { ProgressUpdate } from "../../../contract/index.js";
import { burr } from "../../../engine/distributions/burr.js";
import { norm } from "../../../engine/distributions/norm.js";
import { root } from "../../support/repo.js";
import { diskGap, inNamespace, smallDisk } from "../../support/small-disk.js";

const base = mkdtempSync(join(tmpdir(), "rvs write "));
const disk = join(base, "disk");
const small = smallDisk(disk, "16m");
after(() => {
  small.close();
  rmSync(base, { recursive: true, force: true });
});

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(base, "t"));
});
const descriptors = readdirSync("/proc/self/fd").length;
afterEach(() => assert.ok(readdirSync("/proc/self/fd").length <= descriptors + 2, "descriptors leak"));

const values = burr.rvs(10.8, 4.2, { size: 3_000_001, seed: 9 });

test("progress grows to the file's size and ends once", async () => {
  const updates: ProgressUpdate[] = [];
  const many = burr.rvs(10.8, 4.2, { size: 20_000_001, seed: 9 });
  await many.toFile(join(folder, "a.bin"), { onProgress: (update) => updates.push(update) });
  const last = updates.at(-1);
  assert.deepEqual([last?.done, last?.total, last?.state], [160_000_008, 160_000_008, "done"]);
  assert.equal(updates.filter(({ state }) => state !== "running").length, 1);
  assert.ok(updates.every(({ done }, i) => i === 0 || done >= updates[i - 1].done));
  assert.deepEqual(readdirSync(folder), ["a.bin"]);
});

test("no element at all makes an empty file", async () => {
  await norm.rvs({ size: 0, seed: 1 }).toFile(join(folder, "empty.bin"));
  assert.equal(statSync(join(folder, "empty.bin")).size, 0);
});

test("an abort at any moment leaves the folder as it was", async () => {
  writeFileSync(join(folder, "a.bin"), "before");
  for (const delay of [0, 5, 40, 250]) {
    const control = new AbortController();
    const states: string[] = [];
    const done = norm.rvs({ size: 100_000_000, seed: 1 }).toFile(join(folder, "a.bin"), {
      signal: control.signal,
      onProgress: ({ state }) => states.push(state),
    });
    setTimeout(() => control.abort(), delay);
    await assert.rejects(done, { name: "AbortError" });
    assert.ok(states.length === 0 || states.at(-1) === "cancelled", String(states));
    assert.deepEqual(readdirSync(folder), ["a.bin"]);
    assert.equal(readFileSync(join(folder, "a.bin"), "utf8"), "before");
  }
  await assert.rejects(values.toFile(join(folder, "a.bin"), { signal: AbortSignal.abort() }), { name: "AbortError" });
});

test("a killed process leaves nothing under the final name", async () => {
  const script = `import { norm } from "tslab-bigdata";
    const done = norm.rvs({ size: 2e9, seed: 1 }).toFile(process.argv[1], { onProgress: () => console.log("x") });
    await done;`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script, join(folder, "a.bin")], { cwd: root });
  await once(child.stdout, "data");
  child.kill("SIGKILL");
  await once(child, "exit");
  const left = readdirSync(folder);
  assert.ok(left.length === 1 && /^\.a\.bin\.[0-9a-f]+\.partial$/.test(left[0]), String(left));
});

test("folders that are missing or no folders, and targets that are folders, are told by name", async () => {
  await assert.rejects(values.toFile(join(folder, "no", "a.bin")), {
    code: "FileMissing",
    message: `cannot write '${join(folder, "no", "a.bin")}': no such file or directory`,
  });
  writeFileSync(join(folder, "file"), "");
  await assert.rejects(values.toFile(join(folder, "file", "a.bin")), { code: "FileAccess" });
  mkdirSync(join(folder, "full", "of"), { recursive: true });
  await assert.rejects(values.toFile(join(folder, "full")), { code: "FileAccess", message: /is a directory/ });
  await assert.rejects(values.toFile(join(folder, "a.bin"), { workers: 0 }), {
    code: "InvalidArgument",
    message: "workers 0 must be a positive integer",
  });
  assert.deepEqual(readdirSync(folder).sort(), ["file", "full"]);
});

test("more bytes than the disk has room for are refused before anything is written", async () => {
  await assert.rejects(norm.rvs({ size: 2 ** 50, seed: 1 }).toFile(join(folder, "a.bin")), {
    code: "FileAccess",
    message: /no space left on device \(9007199254740992 bytes needed, \d+ available\)/,
  });
  assert.deepEqual(readdirSync(folder), []);
});

test("a disk that fills up while writing", { skip: diskGap(small) }, async () => {
  if (!small.isMounted) return inNamespace(import.meta.url, "a disk that fills up while writing");
  // There is room when the work begins; another file takes it before the threads are up.
  const done = norm.rvs({ size: 1_900_000, seed: 1 }).toFile(join(disk, "a.bin"), { workers: 2 });
  writeFileSync(join(disk, "other"), Buffer.alloc(12_000_000));
  await assert.rejects(done, { code: "FileAccess", message: /cannot write '.*a\.bin': no space left on device$/ });
  assert.deepEqual(readdirSync(disk), ["other"]);
});
