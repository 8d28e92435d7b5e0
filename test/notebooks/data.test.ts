import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { points } from "../../notebooks/data.js";
import { root } from "../support/repo.js";
import { run } from "../support/run.js";

const base = mkdtempSync(join(tmpdir(), "notebook data "));
after(() => rmSync(base, { recursive: true, force: true }));

test("points are made once; a half, foreign or other file is made again", async () => {
  const directory = join(base, "deep", "data");
  const made = await points({ directory, scale: 200_003 });
  assert.deepEqual(made, { path: join(directory, "points.bin"), rows: 200_003, bytes: 1_600_024 });
  assert.equal(statSync(made.path).size, 1_600_024);
  const first = readFileSync(made.path);
  const { mtimeMs } = statSync(made.path);
  assert.deepEqual(await points({ directory, scale: 200_003 }), made);
  assert.equal(statSync(made.path).mtimeMs, mtimeMs, "made twice");
  for (const spoil of [
    () => truncateSync(made.path, 800_000),
    () => rmSync(join(directory, "points.json")),
    () => writeFileSync(join(directory, "points.json"), "{}"),
    () => rmSync(made.path),
  ]) {
    spoil();
    await points({ directory, scale: 200_003 });
    assert.deepEqual(readFileSync(made.path), first);
  }
  const less = await points({ directory, scale: 1000 });
  assert.deepEqual(readFileSync(less.path), first.subarray(0, 8000));
});

test("a scale that is none, and a disk that is too small, are told before anything is made", async () => {
  const directory = join(base, "none");
  for (const scale of [0, 1.5, -3])
    await assert.rejects(points({ directory, scale }), /scale '.*' must be small, full/);
  assert.equal(existsSync(directory), false);
  await assert.rejects(
    points({ directory, scale: 2 ** 49 }),
    /not enough disk space in '.*none': 4503599627370496 bytes needed, \d+ available/,
  );
});

test("the command says what was wrong in one line", () => {
  const done = run(process.execPath, [join(root, "setup/data.mjs"), "--scale", "huge"]);
  assert.equal(done.status, 1);
  assert.equal(done.stderr.trim().split("\n").length, 1);
  assert.match(done.stderr, /^data: scale 'huge' must be small, full or a number of rows/);
});
