import assert from "node:assert/strict";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { history } from "../../../kernel/io/history.js";

const folder = mkdtempSync(join(tmpdir(), "history-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const TAIL = { hist_access_type: "tail", n: 2 };

test("of a long file only the end is read: the latest cells, and the next session", () => {
  const path = join(folder, "long.jsonl");
  const line = (session: number): string => `${JSON.stringify({ session, line: 1, input: `cell ${session}` })}\n`;
  writeFileSync(path, `${JSON.stringify({ session: 1, line: 1, input: "é".repeat(9 << 20) })}\n${line(2)}${line(3)}`);
  const kept = history(path);
  kept.add(1, "now", undefined);
  assert.deepEqual(kept.answer({ ...TAIL, n: 10 })["history"], [
    [2, 1, "cell 2"],
    [3, 1, "cell 3"],
    [4, 1, "now"],
  ]);
});

test("a huge cell is recalled by its own kernel, and does not fill the file", () => {
  const path = join(folder, "huge.jsonl");
  const kept = history(path);
  const huge = "x".repeat(2 << 20);
  kept.add(1, "small", undefined);
  const { size } = statSync(path);
  kept.add(2, huge, undefined);
  assert.equal(statSync(path).size, size);
  assert.deepEqual(kept.answer(TAIL)["history"], [
    [1, 1, "small"],
    [1, 2, huge],
  ]);
  assert.deepEqual(history(path).answer(TAIL)["history"], [[1, 1, "small"]]);
});
