import assert from "node:assert/strict";
import { test } from "node:test";
import type { MimeBundle } from "../../../contract/index.js";
import { createOutputs, type Outputs } from "../../../kernel/session/outputs.js";

type State = "running" | "done" | "failed";

/** A cell, what it published, and a bar by its id. */
function cell(): { outputs: Outputs; seen: string[]; bar(id: string, state: State, leave?: false): void } {
  const seen: string[] = [];
  const outputs = createOutputs((type, { data, wait, transient }) => {
    const id = (transient as { display_id?: string } | undefined)?.display_id ?? "";
    const empty = data !== undefined && Object.keys(data as object).length === 0;
    const words = [type, id, empty ? "empty" : "", wait === undefined ? "" : String(wait)];
    seen.push(words.filter((word) => word !== "").join(" "));
  });
  const known = new Set<string>();
  return {
    outputs,
    seen,
    bar(id, state, leave) {
      const data: MimeBundle = leave === false && state === "done" ? {} : { "text/plain": state };
      const update = {
        id,
        label: "",
        done: 1,
        total: 2,
        unit: "rows",
        state,
        elapsedMs: 1,
        ...(leave === false && { leave }),
      };
      outputs.bar(data, { displayId: id, update: known.has(id) }, update);
      known.add(id);
    },
  };
}

test("where bars are all there is the cell is cleared for what comes next", () => {
  const { outputs, seen, bar } = cell();
  bar("a", "running", false);
  bar("a", "running", false);
  bar("a", "done", false);
  bar("b", "running", false);
  bar("b", "done", false);
  outputs.publish("execute_result", { data: { "text/plain": "5" } });
  outputs.end();
  assert.deepEqual(seen, [
    "display_data a",
    "update_display_data a",
    "clear_output true",
    "display_data b",
    "clear_output true",
    "execute_result",
  ]);
});

test("when nothing comes next the cell is cleared at its end", () => {
  const { outputs, seen, bar } = cell();
  bar("a", "running", false);
  bar("a", "done", false);
  outputs.end();
  assert.deepEqual(seen, ["display_data a", "clear_output true", "clear_output false"]);
});

test("what else stands there is kept: the bar's display is emptied", () => {
  for (const other of [
    (outputs: Outputs) => outputs.printed(),
    (outputs: Outputs) => outputs.display({ "text/plain": "5" }),
  ]) {
    const { outputs, seen, bar } = cell();
    other(outputs);
    bar("a", "running", false);
    bar("a", "done", false);
    outputs.end();
    assert.deepEqual(seen.slice(-2), ["display_data a", "update_display_data a empty"]);
  }
  const { outputs, seen, bar } = cell();
  bar("stays", "running");
  bar("a", "running", false);
  bar("a", "done", false);
  bar("stays", "done");
  outputs.end();
  assert.deepEqual(seen, [
    "display_data stays",
    "display_data a",
    "update_display_data a empty",
    "update_display_data stays",
  ]);
});

test("text that is printed after a bar is not cleared away", () => {
  const { outputs, seen, bar } = cell();
  bar("a", "running", false);
  bar("a", "done", false);
  outputs.printed();
  outputs.end();
  assert.deepEqual(seen, ["display_data a", "clear_output true"]);
});

test("a bar whose work failed stays, and so does a cell with one that still runs", () => {
  const { outputs, seen, bar } = cell();
  bar("a", "running", false);
  bar("b", "running", false);
  bar("a", "done", false);
  bar("b", "failed", false);
  outputs.end();
  assert.deepEqual(seen, ["display_data a", "display_data b", "update_display_data a empty", "update_display_data b"]);
});

test("a cell that was cleared by itself can be cleared again", () => {
  const { outputs, seen, bar } = cell();
  outputs.printed();
  outputs.clear(false);
  bar("a", "running", false);
  bar("a", "done", false);
  outputs.display({ "text/plain": "5" });
  outputs.end();
  assert.deepEqual(seen, ["clear_output false", "display_data a", "clear_output true", "display_data"]);
});

test("work that a cell leaves behind does not clear it", () => {
  const { outputs, seen, bar } = cell();
  outputs.end();
  bar("a", "running", false);
  bar("a", "done", false);
  assert.deepEqual(seen, ["display_data a", "update_display_data a empty"]);
});
