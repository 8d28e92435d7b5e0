import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { measure } from "../../bench/measure.js";
import { startPeer } from "../../bench/peer.js";
import { resultsText } from "../../bench/report.js";
import { random } from "../../bench/rows/random.js";
import { root } from "../support/repo.js";
import { python } from "../support/run.js";

const folder = mkdtempSync(join(tmpdir(), "bench "));
const peer = startPeer(python, join(root, "bench", "peer.py"));
after(() => {
  peer.close();
  rmSync(folder, { recursive: true, force: true });
});

test("the rows of random variates run, ours and the peers, and both leave a file of the same size", async () => {
  const rows = await random.prepare(folder, 10_000);
  assert.equal(rows.length, 4);
  for (const row of rows) {
    const result = await measure("random", row, peer, 1);
    assert.ok(result.ours > 0 && result.theirs > 0 && result.theirsMemory >= 0);
    assert.equal(result.atLeast, 0.8);
  }
  assert.deepEqual(readdirSync(folder).sort(), ["ours.bin", "theirs.bin"]);
  assert.ok(existsSync(join(folder, "ours.bin")));
});

test("turns alternate, the first does not count, and the median is taken", async () => {
  const order: string[] = [];
  const pauses = [300, 10, 90, 30];
  const row = {
    work: "waiting",
    peer: "Python",
    atLeast: 1,
    pythonSetup: "import time",
    python: "time.sleep(0.03)",
    ours: () => {
      order.push("ours");
      return new Promise((resolve) => setTimeout(resolve, pauses[order.length - 1]));
    },
  };
  const { ours, theirs } = await measure("x", row, peer, 3);
  assert.equal(order.length, 4);
  assert.ok(ours >= 0.029, `${ours}: the median of 10, 90 and 30 ms or more`);
  assert.ok(theirs >= 0.03);
});

test("a time that was taken elsewhere counts instead of ours", async () => {
  const shared = { work: "elsewhere", peer: "Python", atLeast: 1, pythonSetup: "", python: "pass", atMostBytes: 1 };
  const result = await measure("x", { ...shared, ours: () => Promise.resolve("7\n"), seconds: Number }, peer, 1);
  assert.deepEqual([result.ours, result.atMostBytes], [7, 1]);
});

test("a peer that fails says why", async () => {
  await assert.rejects(peer.run("1 / 0"), /the peer failed: ZeroDivisionError: division by zero/);
});

test("the report marks what was missed", () => {
  const conditions = { date: "2026-01-01", cores: 2, gibibytes: 24, rows: 1000, turns: 7, versions: { node: "20" } };
  const row = { group: "g", peer: "NumPy", atLeast: 0.8, oursMemory: 5e6, theirsMemory: 0 };
  const measured = [
    { ...row, work: "fast", ours: 0.05, theirs: 1 },
    { ...row, work: "slow", ours: 2, theirs: 1 },
    { ...row, work: "small", ours: 1, theirs: 1, atMostBytes: 6e6 },
    { ...row, work: "large", ours: 1, theirs: 1, atMostBytes: 4e6 },
  ];
  const text = resultsText([{ conditions, measured }]);
  assert.match(text, /\| fast \| 50\.0 ms \| 1\.00 s \(NumPy\) \| 20\.00 × \| 0\.8 × \| – \| 5 MB \| 0 MB \|/);
  assert.match(text, /\| slow \| 2\.00 s \| 1\.00 s \(NumPy\) \| 0\.50 × \(\*\*missed\*\*\)/);
  assert.match(text, /\| small .* \| 5 MB of 6 MB \| 0 MB \|/);
  assert.match(text, /\| large .* \| 5 MB of 4 MB \(\*\*missed\*\*\) \|/);
});
