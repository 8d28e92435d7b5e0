import assert from "node:assert/strict";
import { test } from "node:test";
import type { RefineRequest } from "../../contract/index.js";
import { REST_MS, startView, stepView, type ViewEffect, type ViewEvent, type ViewState } from "../../view/machine.js";
import { sameRanges } from "../../view/ranges.js";

const SIZE = { width: 800, height: 400, pixelRatio: 1 };

const zoom = (low: number, high: number): ViewEvent => ({
  type: "relayout",
  update: { "xaxis.range[0]": low, "xaxis.range[1]": high },
});
const RESET: ViewEvent = { type: "relayout", update: { "xaxis.autorange": true } };
const RESTED: ViewEvent = { type: "rested" };
const OPENED: ViewEvent = { type: "opened" };
const answer = (sequence: number, note = `view ${sequence}`): ViewEvent => ({
  type: "answered",
  answer: { type: "refined", sequence, content: { note } },
});

/** Runs events from the start; all effects of the last one, and the state. */
function play(...events: readonly ViewEvent[]): { state: ViewState; effects: readonly ViewEffect[] } {
  let state = startView(SIZE);
  let effects: readonly ViewEffect[] = [];
  for (const event of events) ({ state, effects } = stepView(state, event));
  return { state, effects };
}

const ask = (sequence: number, ranges: RefineRequest["ranges"]): ViewEffect => ({
  type: "ask",
  request: { type: "refine", sequence, ranges, ...SIZE },
});

const REST: ViewEffect = { type: "rest", milliseconds: REST_MS };

test("a zoom is asked for at once, and its answer drawn", () => {
  assert.deepEqual(play(OPENED, zoom(1, 2)).effects, [ask(1, { xaxis: [1, 2] }), REST]);
  assert.deepEqual(play(OPENED, zoom(1, 2), RESTED).effects, []);
  assert.deepEqual(play(OPENED, zoom(1, 2), RESTED, answer(1)).effects, [
    { type: "draw", content: { note: "view 1" } },
    { type: "badge", kind: "live", text: "view 1" },
  ]);
});

test("zooms that follow closely are asked for when the user rests", () => {
  const close = [OPENED, zoom(1, 2), answer(1), zoom(3, 4), zoom(5, 6)];
  assert.deepEqual(play(...close).effects, [REST]);
  assert.deepEqual(play(...close, RESTED).effects, [ask(2, { xaxis: [5, 6] })]);
});

test("a zoom before the kernel has accepted is asked for when it does", () => {
  assert.deepEqual(play(zoom(1, 2), RESTED).effects, []);
  const { effects } = play(zoom(1, 2), RESTED, OPENED);
  assert.deepEqual(effects.at(-1), ask(1, { xaxis: [1, 2] }));
});

test("while a question is open only the newest view is kept, and asked for when the answer is there", () => {
  const busy = [OPENED, zoom(1, 2), RESTED, zoom(3, 4), RESTED, zoom(5, 6), RESTED];
  assert.deepEqual(play(...busy).effects, []);
  assert.deepEqual(play(...busy, answer(1)).effects.at(-1), ask(2, { xaxis: [5, 6] }));
});

test("answers to older questions, and those that come twice, are dropped", () => {
  const events = [OPENED, zoom(1, 2), RESTED, answer(1), zoom(3, 4), RESTED];
  assert.deepEqual(play(...events, answer(1)).effects, []);
  assert.deepEqual(play(...events, answer(7)).effects, []);
  assert.deepEqual(play(...events, answer(2), answer(2)).effects, []);
});

test("a double click asks for the full extent", () => {
  const { effects } = play(OPENED, zoom(1, 2), RESTED, answer(1), RESET);
  assert.deepEqual(effects, [ask(2, { xaxis: null }), REST]);
});

test("events that change no range, and the echo of the same range, ask for nothing", () => {
  for (const update of [
    { autosize: true },
    { "xaxis.showspikes": true },
    { dragmode: "pan" },
    {},
    { "xaxis.range": 3 },
  ]) {
    assert.deepEqual(play(OPENED, { type: "relayout", update }).effects, []);
  }
  assert.deepEqual(play(OPENED, zoom(1, 2), RESTED, answer(1), zoom(1, 2)).effects, []);
});

test("the arrays, dates and second axes of Plotly's events are understood", () => {
  const update = { "xaxis.range": ["2024-01-01", "2024-02-01 12:00"], "yaxis2.range[0]": 5, "yaxis2.range[1]": -5 };
  assert.deepEqual(play(OPENED, { type: "relayout", update }).state.ranges, {
    xaxis: ["2024-01-01", "2024-02-01 12:00"],
    yaxis2: [5, -5],
  });
  const half = play(OPENED, zoom(1, 2), { type: "relayout", update: { "xaxis.range[1]": 9 } });
  assert.deepEqual(half.state.ranges, { xaxis: [1, 9] });
});

test("another size is another view; the same size is none", () => {
  const wider = { ...SIZE, width: 1000 };
  const { effects } = play(OPENED, { type: "resized", size: wider }, RESTED);
  assert.deepEqual(effects, [{ type: "ask", request: { type: "refine", sequence: 1, ranges: {}, ...wider } }]);
  assert.deepEqual(play(OPENED, { type: "resized", size: { ...SIZE } }).effects, []);
});

test("a figure laid out at another width than it was thinned for asks for its own, once, when the kernel has accepted", () => {
  const laidOut: ViewEvent = { type: "resized", size: { ...SIZE, width: 1008 } };
  const request: RefineRequest = { type: "refine", sequence: 1, ranges: {}, ...SIZE, width: 1008 };
  const asked = { type: "ask", request };
  for (const events of [
    [laidOut, RESTED, OPENED],
    [laidOut, OPENED, RESTED],
    [OPENED, laidOut, RESTED],
    [laidOut, laidOut, OPENED, laidOut, RESTED],
  ]) {
    assert.deepEqual(play(...events).effects.at(-1), asked);
    assert.deepEqual(play(...events, laidOut, answer(1), laidOut).effects, []);
  }
  assert.deepEqual(play(laidOut, { type: "closed", reason: "no kernel" }, RESTED).effects, []);
});

test("a failed view is said and does not end the figure", () => {
  const failed: ViewEvent = {
    type: "answered",
    answer: { type: "failed", sequence: 1, content: { message: "the file was truncated" } },
  };
  const { state, effects } = play(OPENED, zoom(1, 2), RESTED, failed);
  assert.deepEqual(effects, [{ type: "badge", kind: "failed", text: "the file was truncated" }]);
  assert.deepEqual(stepView(state, zoom(3, 4)).effects, [ask(2, { xaxis: [3, 4] }), REST]);
});

test("a closed figure is static for ever, and still knows its view", () => {
  const closed: ViewEvent = { type: "closed", reason: "another kernel" };
  assert.deepEqual(play(OPENED, zoom(1, 2), RESTED, closed).effects, [
    { type: "badge", kind: "static", text: "another kernel" },
  ]);
  for (const event of [OPENED, RESTED, answer(1), closed, zoom(8, 9)]) {
    assert.deepEqual(play(OPENED, closed, event).effects, []);
  }
  assert.deepEqual(play(OPENED, closed, zoom(8, 9)).state.ranges, { xaxis: [8, 9] });
});

/** A world around the machine: a timer, a comm that keeps questions until they are answered. */
interface World {
  readonly state: ViewState;
  readonly timer: boolean;
  readonly questions: readonly RefineRequest[];
  readonly drawn: number;
}

function next(world: World, event: ViewEvent): World {
  const { state, effects } = stepView(world.state, event);
  let { timer, questions, drawn } = world;
  if (event.type === "rested") timer = false;
  if (event.type === "answered") questions = questions.filter(({ sequence }) => sequence !== event.answer.sequence);
  for (const effect of effects) {
    if (effect.type === "rest") timer = true;
    if (effect.type === "ask") {
      assert.equal(questions.length, 0, "two questions are open");
      assert.ok(effect.request.sequence > world.state.sequence, "sequence numbers must grow");
      questions = [...questions, effect.request];
    }
    if (effect.type === "draw") {
      assert.ok(
        event.type === "answered" && event.answer.sequence === world.state.sequence,
        "a stale answer was drawn",
      );
      drawn = event.answer.sequence;
    }
  }
  return { state, timer, questions, drawn };
}

function possible(world: World): ViewEvent[] {
  const events: ViewEvent[] = [zoom(1, 2), zoom(3, 4), RESET, { type: "resized", size: { ...SIZE, width: 500 } }];
  if (world.state.status === "opening") events.push(OPENED);
  if (world.timer) events.push(RESTED);
  for (const { sequence } of world.questions) events.push(answer(sequence));
  return events;
}

/** Lets the world come to rest: accepts, ends the timer, answers everything. */
function settle(start: World): World {
  let world = start;
  for (let step = 0; step < 20; step++) {
    const event = possible(world).find(({ type }) => type === "opened" || type === "rested" || type === "answered");
    if (event === undefined) return world;
    world = next(world, event);
  }
  throw new Error("the world does not come to rest");
}

test("in every order of events the last view is asked for, drawn, and nothing is asked twice at once", () => {
  const seen = new Set<string>();
  let frontier: World[] = [{ state: startView(SIZE), timer: false, questions: [], drawn: 0 }];
  for (let depth = 0; depth < 9; depth++) {
    const following: World[] = [];
    for (const world of frontier) {
      for (const event of possible(world)) {
        const after = next(world, event);
        const { sequence, ...rest } = after.state;
        const key = JSON.stringify([rest, after.timer, after.questions.length, after.drawn - sequence]);
        if (seen.has(key)) continue;
        seen.add(key);
        following.push(after);
        const end = settle(after);
        const asked = end.state.sequence > 0;
        assert.equal(end.drawn, end.state.sequence, "the last question's answer was not drawn");
        assert.equal(end.state.stale, false);
        if (!asked) assert.ok(sameRanges(end.state.ranges, {}), "a view was never asked for");
      }
    }
    frontier = following;
  }
  assert.ok(seen.size > 100, `only ${seen.size} states were seen`);
});

test("a burst of a thousand zooms is two questions", () => {
  let world = next({ state: startView(SIZE), timer: false, questions: [], drawn: 0 }, OPENED);
  let asked = 0;
  const count = (event: ViewEvent): void => {
    const before = world.state.sequence;
    world = next(world, event);
    asked += world.state.sequence - before;
  };
  count(zoom(0, 1));
  count(RESTED);
  for (let k = 1; k <= 1000; k++) {
    count(zoom(k, k + 1));
    if (k % 10 === 0) count(RESTED);
  }
  count(RESTED);
  count(answer(1));
  assert.equal(asked, 2);
  assert.deepEqual(world.questions[0].ranges, { xaxis: [1000, 1001] });
});
