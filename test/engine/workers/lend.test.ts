import assert from "node:assert/strict";
import { test } from "node:test";
import { type LentThread, lendThread } from "../../../engine/workers/lend.js";

/** Answers with its thread's number, its data and what it was sent; throws at "fail". */
const ECHO = new URL(
  `data:text/javascript,${encodeURIComponent(`
import { threadId } from "node:worker_threads";
export function serve(data, port) {
  port.on("message", (message) => {
    if (message === "fail") throw new RangeError("as asked");
    if (message === "leave") process.exit(3);
    port.postMessage({ threadId, data, message });
  });
}`)}`,
);

interface Answer {
  readonly threadId: number;
  readonly data: unknown;
  readonly message: unknown;
}

interface Held {
  readonly thread: LentThread;
  readonly lost: Promise<string>;
  ask(message: unknown): Promise<Answer>;
}

function lend(data: unknown): Held {
  let answer: (value: Answer) => void = () => assert.fail("nothing was asked");
  let tell: (why: string) => void;
  const lost = new Promise<string>((resolve) => {
    tell = resolve;
  });
  const thread = lendThread(ECHO, data, {
    onMessage: (message) => answer(message as Answer),
    onLost: (why) => tell(why),
  });
  const ask = (message: unknown): Promise<Answer> =>
    new Promise((resolve) => {
      answer = resolve;
      thread.send(message);
    });
  return { thread, lost, ask };
}

test("a thread that is given back serves the next borrower; one that was ended does not", async () => {
  const first = lend({ turn: 1 });
  const answer = await first.ask("a");
  assert.deepEqual({ ...answer, threadId: 0 }, { threadId: 0, data: { turn: 1 }, message: "a" });
  const beside = lend({ turn: 2 });
  assert.notEqual((await beside.ask("b")).threadId, answer.threadId);
  first.thread.giveBack();
  const second = lend({ turn: 3 });
  assert.deepEqual(await second.ask("c"), { threadId: answer.threadId, data: { turn: 3 }, message: "c" });
  await second.thread.end();
  const third = lend({ turn: 4 });
  assert.notEqual((await third.ask("d")).threadId, answer.threadId);
  third.thread.giveBack();
  beside.thread.giveBack();
});

test("a thread that dies says why, and nobody gets it again", async () => {
  for (const [message, why] of [
    ["fail", "died: as asked"],
    ["leave", "ended with code 3"],
  ] as const) {
    const { lost, ask } = lend(undefined);
    const { threadId } = await ask("a");
    void ask(message);
    assert.equal(await lost, why);
    const next = lend(undefined);
    assert.notEqual((await next.ask("b")).threadId, threadId);
    next.thread.giveBack();
  }
});
