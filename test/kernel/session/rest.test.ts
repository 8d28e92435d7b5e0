import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { collectGarbage, createRest, heapOfThread } from "../../../kernel/session/rest.js";

const MB = 2 ** 20;

/** A rest over a heap of numbers; `tick` lets time pass. */
function rest(t: { after(done: () => void): void }) {
  mock.timers.enable({ apis: ["setTimeout"] });
  t.after(() => mock.timers.reset());
  const state = { size: 100 * MB, used: 90 * MB, collections: 0 };
  const { begin, end } = createRest({
    heap: () => state,
    async collect() {
      state.collections++;
      state.size = 80 * MB;
    },
  });
  const tick = async (milliseconds: number): Promise<void> => {
    mock.timers.tick(milliseconds);
    await new Promise((done) => setImmediate(done));
  };
  return { state, begin, end, tick };
}

test("collects once after a while of quiet, and again when the heap has grown by a quarter", async (t) => {
  const { state, begin, tick } = rest(t);
  begin();
  await tick(10);
  assert.equal(state.collections, 0);
  await tick(1000);
  assert.equal(state.collections, 1);
  state.size = 99 * MB;
  begin();
  await tick(1000);
  assert.equal(state.collections, 1);
  state.size = 101 * MB;
  begin();
  await tick(1000);
  assert.equal(state.collections, 2);
});

test("work that begins in time puts it off", async (t) => {
  const { state, begin, end, tick } = rest(t);
  begin();
  await tick(100);
  end();
  await tick(1000);
  assert.equal(state.collections, 0);
  begin();
  await tick(1000);
  assert.equal(state.collections, 1);
});

test("a heap so large that collecting would hold the kernel is left alone", async (t) => {
  const { state, begin, tick } = rest(t);
  state.used = state.size = 600 * MB;
  begin();
  await tick(1000);
  assert.equal(state.collections, 0);
});

test("collecting gives back a nursery that was in use", async () => {
  let kept: object[] = [];
  for (let i = 0; i < 300_000; i++) kept.push({ i });
  kept = [];
  const before = heapOfThread();
  await collectGarbage();
  const after = heapOfThread();
  assert.ok(after.size < before.size - 8 * MB, `${before.size} → ${after.size}`);
  assert.equal(kept.length, 0);
});
