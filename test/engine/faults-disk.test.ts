import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { column, isEngineError, memmap, norm, range, saveNpy } from "../../index.js";
import { root } from "../support/repo.js";
import { diskGap, inNamespace, smallDisk } from "../support/small-disk.js";

const base = mkdtempSync(join(tmpdir(), "disk "));
const disk = join(base, "small");
const small = smallDisk(disk, "8m");
after(() => {
  small.close();
  rmSync(base, { recursive: true, force: true });
});

const full = (error: unknown): boolean =>
  isEngineError(error, "FileAccess") && /cannot write '.*': no space left on device/.test(error.message);

const FULL =
  "a disk that fills up under a map: what was written stays, the map lives, and there is room again afterwards";

test(FULL, { skip: diskGap(small) }, async () => {
  if (!small.isMounted) return inNamespace(import.meta.url, FULL);
  const map = await memmap(join(disk, "map"), { mode: "w+", dtype: "f8", shape: 8_000_000 });
  await assert.rejects(map.fill(1), full);
  assert.equal(map.at(0), 1);
  await assert.rejects(map.assign(range(7_000_000)), full);
  assert.equal(map.at(10), 10);
  assert.equal(map.at(-1), 0);
  rmSync(join(disk, "map"));
  map.close();
  await assert.rejects(norm.rvs({ size: 4_000_000, seed: 1 }).toFile(join(disk, "rvs")), full);
  await assert.rejects(range(4_000_000).toFile(join(disk, "range")), full);
  await assert.rejects(saveNpy(join(disk, "a.npy"), range(4_000_000)), full);
  assert.deepEqual(readdirSync(disk), []);
  await range(100_000).toFile(join(disk, "range"));
  assert.equal(statSync(join(disk, "range")).size, 800_000);
});

/** Runs a script in a process whose files may not grow beyond 1 MiB; what it prints, line by line. */
function limited(script: string, ...args: readonly string[]): string[] {
  const done = spawnSync(
    "bash",
    ["-c", 'ulimit -f 1024; exec "$0" "$@"', process.execPath, "--input-type=module", "-e", script, ...args],
    { cwd: root, encoding: "utf8", timeout: 60_000 },
  );
  assert.equal(done.status, 0, done.stderr);
  return done.stdout.trim().split("\n");
}

test("a limit on the size of files stops every way of writing with words, and leaves no half file", async () => {
  const folder = mkdtempSync(join(base, "limit "));
  (await memmap(join(folder, "map"), { mode: "w+", dtype: "f8", shape: 1_000_000 })).close();
  writeFileSync(join(folder, "kept"), "before");
  const lines = limited(
    `import { column, memmap, norm, range, saveNpy, toCsv } from "tslab-bigdata";
    const folder = process.argv[1];
    const say = async (what, work) => {
      try { await work(); console.log(what, "done"); }
      catch (error) { console.log(what, error.code, /cannot (write|make)/.test(error.message), /file too large .*ulimit -f/.test(error.message)); }
    };
    const map = await memmap(folder + "/map", { mode: "r+", dtype: "f8" });
    await say("set", () => map.set(-1, 1));
    await say("fill", () => map.fill(2));
    await say("assign", () => map.assign(range(1_000_000), 0, { workers: 2 }));
    await say("below", () => map.assign(new Float64Array(1000).fill(3)));
    console.log(map.at(999), map.at(1000) > 0, map.at(-1));
    await say("new", () => memmap(folder + "/new", { mode: "w+", shape: 2_000_000 }));
    await say("toFile", () => range(1_000_000).toFile(folder + "/kept"));
    await say("memory", () => column(new Float64Array(3_000_000)).toFile(folder + "/kept", { workers: 2 }));
    await say("rvs", () => norm.rvs({ size: 1_000_000, seed: 1 }).toFile(folder + "/kept"));
    await say("npy", () => saveNpy(folder + "/kept", range(1_000_000)));
    await say("csv", () => toCsv({ x: range(1_000_000) }, folder + "/kept"));
    await say("small", () => range(1000).toFile(folder + "/small"));`,
    folder,
  );
  assert.deepEqual(lines, [
    "set FileAccess true true",
    "fill FileAccess true true",
    "assign FileAccess true true",
    "below done",
    "3 true 0",
    "new FileAccess true true",
    "toFile FileAccess true true",
    "memory FileAccess true true",
    "rvs FileAccess true true",
    "npy FileAccess true true",
    "csv FileAccess true true",
    "small done",
  ]);
  assert.equal(readFileSync(join(folder, "kept"), "utf8"), "before");
  assert.deepEqual(readdirSync(folder).sort(), ["kept", "map", "new", "small"]);
});

test("an interrupted or killed toFile leaves nothing under the final name", async () => {
  const folder = mkdtempSync(join(base, "killed "));
  const script = `import { range } from "tslab-bigdata";
    setTimeout(() => process.kill(process.pid, "SIGKILL"), 300);
    await range(2e9).toFile(process.argv[1]);`;
  const killed = spawnSync(process.execPath, ["--input-type=module", "-e", script, join(folder, "a")], { cwd: root });
  assert.equal(killed.signal, "SIGKILL");
  assert.ok(readdirSync(folder).every((name) => /^\.a\.[0-9a-f]+\.partial$/.test(name)));
  const controller = new AbortController();
  const work = column(new Float64Array(6_000_000)).toFile(join(folder, "b"), { signal: controller.signal, workers: 2 });
  setTimeout(() => controller.abort(), 3);
  await work.catch((error: Error) => assert.equal(error.name, "AbortError"));
  assert.ok(!readdirSync(folder).some((name) => name.startsWith(".b")));
});

test("a file that may not be read, as an ordinary user finds it", { skip: process.getuid?.() === undefined }, () => {
  const path = join(base, "secret");
  writeFileSync(path, new Uint8Array(8));
  chmodSync(base, 0o755);
  chmodSync(path, 0);
  const script = `import { fromFile, memmap, openNpy } from "tslab-bigdata";
    if (process.getuid() === 0) process.setuid(65534);
    for (const open of [memmap, fromFile, openNpy])
      try { await open(process.argv[1]); console.log("opened"); } catch (error) { console.log(error.code, error.message); }`;
  const lines = execFileSync(process.execPath, ["--input-type=module", "-e", script, path], {
    cwd: root,
    encoding: "utf8",
  });
  assert.deepEqual(
    lines.trim().split("\n"),
    ["cannot open", "cannot open", "cannot open"].map((doing) => `FileAccess ${doing} '${path}': permission denied`),
  );
});
