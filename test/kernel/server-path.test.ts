import assert from "node:assert/strict";
import { test } from "node:test";
import { commandOf, pathWithServer } from "../../kernel/server-path.js";

test("the folder of the server's Python goes first on a PATH that lacks it", () => {
  assert.equal(pathWithServer("/usr/bin:/bin", "/a b/.venv/bin/python"), "/a b/.venv/bin:/usr/bin:/bin");
  assert.equal(pathWithServer("", "/opt/env/bin/python3.12"), "/opt/env/bin");
});

test("a PATH that has the folder, in whatever place, stays as the user ordered it", () => {
  assert.equal(pathWithServer("/usr/bin:/env/bin", "/env/bin/python3"), "/usr/bin:/env/bin");
});

test("a parent that is no Python with its full path changes nothing", () => {
  for (const command of [undefined, "python3", "/usr/bin/bash", "/opt/node/bin/node", "/x/pythonic", ""])
    assert.equal(pathWithServer("/usr/bin", command), "/usr/bin", command);
});

test("the command of a process is read where the system tells it", { skip: process.platform !== "linux" }, () => {
  assert.equal(commandOf(process.pid), process.argv0);
  assert.equal(commandOf(2 ** 30), undefined);
});
