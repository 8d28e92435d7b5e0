import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { points, temperatures, weather } from "../../notebooks/data.js";
import { root } from "../support/repo.js";
import { python, run } from "../support/run.js";

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

test("temperatures: a seasonal course with normal noise around it, made once", async () => {
  const directory = join(base, "temperatures");
  const made = await temperatures({ directory, scale: 300_001 });
  assert.deepEqual(made, { path: join(directory, "temp.bin"), rows: 300_001, bytes: 2_400_008 });
  const script = `
import sys, numpy as np, scipy.stats
temp = np.fromfile(sys.argv[1])
months = np.arange(len(temp)) % 12
noise = temp - (8 - 10 * np.cos(2 * np.pi * (months + 0.5) / 12))
assert scipy.stats.kstest(noise, "norm", (0, 4)).pvalue > 1e-4
assert np.all(np.abs([noise[months == month].mean() for month in range(12)]) < 5 * 4 / np.sqrt(25_000))`;
  const judged = run(python, ["-c", script, made.path]);
  assert.equal(judged.status, 0, judged.stderr);
  const { mtimeMs } = statSync(made.path);
  assert.deepEqual(await temperatures({ directory, scale: 300_001 }), made);
  assert.equal(statSync(made.path).mtimeMs, mtimeMs, "made twice");
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

test("weather: row 100,000 of a file is town 69, year 1947, month 5; what is there stays, what is missing is made", async () => {
  const directory = join(base, "weather");
  const made = await weather({ directory, files: 3, towns: 70 });
  assert.deepEqual([made.rows, made.made, made.paths.length], [302_400, 3, 3]);
  const script = `
import sys, numpy as np
for country, path in enumerate(sys.argv[1:]):
    assert open(path).readline() == "country,town,year,month,precip,temp\\n"
    t = np.loadtxt(path, delimiter=",", skiprows=1)
    i = np.arange(len(t))
    assert (t[:, 0] == country).all() and (t[:, 1] == i // 1440).all()
    assert (t[:, 2] == 1894 + i // 12 % 120).all() and (t[:, 3] == 1 + i % 12).all()
    july, january = (t[t[:, 3] == m][:, 5].mean() for m in (7, 1))
    print(len(t), t[100000, 1:4].astype(int).tolist(), (t[:, 4] > 0).all(), round(july - january), round(t[:, 5].mean()))`;
  const judged = run(python, ["-c", script, ...made.paths]);
  assert.equal(judged.status, 0, judged.stderr);
  assert.equal(judged.stdout.trim(), Array(3).fill("100800 [69, 1947, 5] True 19 8").join("\n"));
  const before = made.paths.map((path) => readFileSync(path));
  assert.ok(!before[0].equals(before[1]));

  assert.equal((await weather({ directory, files: 3, towns: 70 })).made, 0);
  truncateSync(made.paths[1], 1000);
  rmSync(made.paths[2]);
  assert.equal((await weather({ directory, files: 3, towns: 70 })).made, 2);
  for (const [i, path] of made.paths.entries()) assert.ok(readFileSync(path).equals(before[i]));
  writeFileSync(join(directory, "weather.json"), '{"recipe":');
  assert.equal((await weather({ directory, files: 1, towns: 70 })).made, 1, "a ledger that was cut off");
  assert.ok(readFileSync(made.paths[0]).equals(before[0]));
  assert.equal((await weather({ directory, files: 1, towns: 2 })).made, 1, "another recipe is another file");
  await assert.rejects(weather({ directory, files: 0 }), /files 0 must be an integer/);
  await assert.rejects(weather({ directory, files: 10_000, towns: 10_000 }), /not enough disk space .* available/);
});
