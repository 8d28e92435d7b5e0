import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { commTable } from "../../kernel/io/comms.js";
import { history } from "../../kernel/io/history.js";
import { isOrphan } from "../../kernel/io/orphan.js";
import { executionQueue, type Waiting } from "../../kernel/io/queue.js";
import { bind } from "../../kernel/io/sockets.js";
import { message } from "../../kernel/wire/message.js";

const waiting = (id: number): Waiting => ({
  id,
  envelope: { identities: [], message: message("s", "execute_request", {}) },
});

test("executions run one after the other", () => {
  const started: number[] = [];
  const queue = executionQueue(
    ({ id }) => started.push(id),
    () => assert.fail("nothing is aborted"),
  );
  for (const id of [1, 2, 3]) queue.add(waiting(id));
  assert.deepEqual(started, [1]);
  queue.finished(() => started.push(-1), false);
  assert.deepEqual(started, [1, -1, 2]);
});

test("an error aborts what has arrived, not what the client sends after the reply", async () => {
  const log: string[] = [];
  const queue = executionQueue(
    ({ id }) => log.push(`start ${id}`),
    ({ id }) => log.push(`abort ${id}`),
  );
  queue.add(waiting(1));
  queue.add(waiting(2));
  queue.finished(() => log.push("reply"), true);
  queue.add(waiting(3));
  await new Promise((done) => setImmediate(() => setImmediate(done)));
  queue.add(waiting(4));
  assert.deepEqual(log, ["start 1", "reply", "abort 2", "abort 3", "start 4"]);
});

test("history: tail, range, search with patterns, unique; kept in a file that may be damaged", () => {
  const folder = mkdtempSync(join(tmpdir(), "history-"));
  try {
    const path = join(folder, "deep", "history.jsonl");
    const first = history(path);
    ["a = 1", "b = 2", "a = 1"].forEach((input, index) => {
      first.add(index + 1, input, index === 0 ? "1" : undefined);
    });
    appendFileSync(path, '{"session": 1, "line": 4, "inp');
    const second = history(path);
    second.add(1, "c\nd", undefined);
    const ask = (request: object): unknown => second.answer({ raw: true, output: false, ...request })["history"];
    assert.deepEqual(ask({ hist_access_type: "tail", n: 2 }), [
      [1, 3, "a = 1"],
      [2, 1, "c\nd"],
    ]);
    assert.deepEqual(ask({ hist_access_type: "tail", n: 0 }), []);
    assert.deepEqual(ask({ hist_access_type: "range", session: -1, start: 2, stop: 3 }), [[1, 2, "b = 2"]]);
    assert.deepEqual(ask({ hist_access_type: "range", session: 0 }), [[2, 1, "c\nd"]]);
    assert.deepEqual(ask({ hist_access_type: "search", pattern: "a*", unique: true }), [[1, 3, "a = 1"]]);
    assert.deepEqual(ask({ hist_access_type: "search", pattern: "? = [12]" }), []);
    assert.deepEqual(ask({ hist_access_type: "search", pattern: "c*d" }), [[2, 1, "c\nd"]]);
    const [entry] = second.answer({ hist_access_type: "tail", n: 4, output: true })["history"] as unknown[];
    assert.deepEqual(entry, [1, 1, ["a = 1", "1"]]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("the comm table lists what is open", () => {
  const table = commTable();
  table.note("comm_open", { comm_id: "1", target_name: "a" });
  table.note("comm_open", { comm_id: "2", target_name: "b" });
  assert.deepEqual(table.info("a"), { status: "ok", comms: { 1: { target_name: "a" } } });
  table.note("comm_close", { comm_id: "1" });
  assert.deepEqual(table.info(undefined), { status: "ok", comms: { 2: { target_name: "b" } } });
});

test("an address that cannot be bound is named", async () => {
  const connection = {
    transport: "ipc",
    ip: "/no/such/folder/kernel",
    ports: { shell: 1, control: 2, iopub: 3, stdin: 4, hb: 5 },
    key: "",
    signatureScheme: "hmac-sha256",
  } as const;
  await assert.rejects(
    bind(connection, () => {}),
    /cannot bind shell to ipc:\/\/\/no\/such\/folder\/kernel-1: /,
  );
});

test("an orphan is told from a kernel behind a wrapper and from one in a container", () => {
  assert.equal(isOrphan(500, 500, 500), false);
  assert.equal(isOrphan(1, 500, 500), true);
  // The parent ended before the first look.
  assert.equal(isOrphan(1, 1, 500), true);
  // A wrapper stands between, or the front end is the container's first process.
  assert.equal(isOrphan(600, 600, 500), false);
  assert.equal(isOrphan(1, 1, 1), false);
});
