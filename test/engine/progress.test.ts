import assert from "node:assert/strict";
import { test } from "node:test";
import type { ProgressUpdate } from "../../contract/index.js";
import { patient } from "../../engine/progress.js";

type Seen = readonly [elapsedMs: number, state: ProgressUpdate["state"]];

/** What a patient sink lets through. */
function passed(...told: Seen[]): Seen[] {
  const seen: Seen[] = [];
  const take = patient(({ elapsedMs, state }) => seen.push([elapsedMs, state]));
  for (const [elapsedMs, state] of told)
    take({ id: "a", label: "mean", done: 0, total: 1, unit: "rows", state, elapsedMs });
  return seen;
}

test("work of less than half a second shows no bar, also not its end", () => {
  assert.deepEqual(passed([100, "running"], [400, "running"], [499.9, "done"]), []);
  assert.deepEqual(passed([100, "running"], [450, "running"], [620, "done"]), []);
  assert.deepEqual(passed([3, "failed"]), []);
});

test("longer work shows from half a second on, to its last state", () => {
  for (const end of ["done", "failed", "cancelled"] as const)
    assert.deepEqual(passed([100, "running"], [500, "running"], [600, "running"], [650, end]), [
      [500, "running"],
      [600, "running"],
      [650, end],
    ]);
});
