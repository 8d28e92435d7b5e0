import assert from "node:assert/strict";
import { test } from "node:test";
import type { JsonObject, RefineRequest } from "../../contract/index.js";
import { type LineEvents, type Runner, startRunner } from "../../lab/runner.js";

interface Desk {
  readonly runner: Runner;
  readonly events: LineEvents;
  readonly asked: RefineRequest[];
  readonly drawn: [JsonObject, readonly DataView[]][];
  readonly badges: string[];
  readonly alone: object[];
  readonly closed: () => number;
  /** Ends the rest that was asked for last. */
  rest(): void;
}

function desk(): Desk {
  const asked: RefineRequest[] = [];
  const drawn: [JsonObject, readonly DataView[]][] = [];
  const badges: string[] = [];
  const alone: object[] = [];
  let closed = 0;
  let rested: (() => void) | undefined;
  let events: LineEvents | undefined;
  const runner = startRunner({
    size: { width: 800, height: 400, pixelRatio: 1 },
    text: "all rows",
    connect(given) {
      events = given;
      return { ask: (request) => asked.push(request), close: () => closed++ };
    },
    rest: (_, done) => {
      rested = done;
    },
    draw: (content, buffers) => drawn.push([content, buffers]),
    badge: (kind, text) => badges.push(`${kind} ${text}`),
    zoomedAlone: (update) => alone.push(update),
  });
  assert.ok(events);
  return { runner, events, asked, drawn, badges, alone, closed: () => closed, rest: () => rested?.() };
}

const zoom = { "xaxis.range[0]": 1, "xaxis.range[1]": 2 };

test("a zoom goes out over the comm and its answer is drawn with its buffers", () => {
  const { runner, events, asked, drawn, badges, rest } = desk();
  events.opened();
  runner.relayout(zoom);
  rest();
  assert.deepEqual(
    asked.map(({ sequence, ranges }) => [sequence, ranges]),
    [[1, { xaxis: [1, 2] }]],
  );
  const buffers = [new DataView(new ArrayBuffer(8))];
  events.answered({ type: "refined", sequence: 1, content: { note: "few rows" } }, buffers);
  assert.deepEqual(drawn, [[{ note: "few rows" }, buffers]]);
  assert.deepEqual(badges, ["live all rows", "live few rows"]);
});

test("without a kernel zooms are answered alone, and nothing goes out", () => {
  const { runner, events, asked, badges, alone, rest } = desk();
  events.closed("drawn by another kernel");
  runner.relayout(zoom);
  rest();
  assert.deepEqual([asked, alone], [[], [zoom]]);
  assert.deepEqual(badges, ["static drawn by another kernel"]);
});

test("a disposed figure closes its comm once and is silent", () => {
  const { runner, events, badges, closed } = desk();
  runner.dispose();
  runner.dispose();
  events.opened();
  events.closed("late");
  assert.deepEqual([closed(), badges], [1, []]);
});

test("a lost kernel makes it static", () => {
  const { runner, events, badges } = desk();
  events.opened();
  runner.lost("the kernel has gone");
  assert.deepEqual(badges, ["live all rows", "static the kernel has gone"]);
});
