import assert from "node:assert/strict";
import { test } from "node:test";
import type { Comm, CommMessage, Json } from "../../../contract/index.js";
import { createProgressDesk } from "../../../kernel/session/progress.js";

interface Followed {
  readonly sent: { state?: string; done?: number; text?: string }[];
  readonly closed: boolean;
}

/** A desk, and front ends that open comms to it. */
function desk(): { tell(done: number, state?: "running" | "done"): void; follow(id: string): Followed } {
  let accept: ((comm: Comm, opening: CommMessage) => void | Promise<void>) | undefined;
  const progress = createProgressDesk({
    accept(target, handler) {
      assert.equal(target, "tslab-bigdata.progress");
      accept = handler;
    },
  });
  return {
    tell(done, state = "running") {
      progress.tell({ id: "a", label: "mean", done, total: 10, unit: "rows", state, elapsedMs: 5 });
    },
    follow(id) {
      const sent: Json[] = [];
      const followed = { sent: sent as Followed["sent"], closed: false };
      const comm: Comm = {
        id: "c",
        target: "",
        send: (data) => void sent.push(data),
        close: () => {
          followed.closed = true;
        },
        onMessage() {},
        onClose() {},
      };
      void accept?.(comm, { data: { id }, buffers: [], metadata: {} });
      return followed;
    },
  };
}

test("a front end that comes late is told where an operation stands, and how it goes on", () => {
  const { tell, follow } = desk();
  tell(3);
  const late = follow("a");
  tell(7);
  tell(10, "done");
  assert.deepEqual(
    late.sent.map(({ done, state }) => [done, state]),
    [
      [3, "running"],
      [7, "running"],
      [10, "done"],
    ],
  );
  assert.match(late.sent[2].text ?? "", /^mean \|#+\| 100%, 10 of 10 rows, 5(\.0)? ms, done$/);
  assert.equal(late.closed, true);
});

test("who comes after the end is told the end, and who asks for something else is sent away", () => {
  const { tell, follow } = desk();
  tell(10, "done");
  const { sent, closed } = follow("a");
  assert.deepEqual([sent.map(({ state }) => state), closed], [["done"], true]);
  assert.deepEqual(follow("b"), { sent: [], closed: true });
});
