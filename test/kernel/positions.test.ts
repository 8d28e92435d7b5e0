import assert from "node:assert/strict";
import { test } from "node:test";
import { continuePath } from "../../kernel/session/file-paths.js";
import { liveKeys } from "../../kernel/session/live-keys.js";
import { fromCodePoints, toCodePoints } from "../../kernel/session/positions.js";
import { root } from "../support/repo.js";

test("positions count code points, clamped to the text", () => {
  const text = "a😀b";
  assert.deepEqual(
    [0, 1, 2, 3, 9, -1].map((at) => fromCodePoints(text, at)),
    [0, 1, 3, 4, 4, 0],
  );
  assert.deepEqual(
    [0, 1, 3, 4, 9].map((at) => toCodePoints(text, at)),
    [0, 1, 2, 3, 3],
  );
});

test("live keys run no getter and no proxy", () => {
  const fail = (): never => assert.fail("user code ran");
  const values = {
    plain: { first: 1, fifth() {} },
    trap: new Proxy({}, { ownKeys: fail, getOwnPropertyDescriptor: fail, getPrototypeOf: fail, get: fail }),
    getter: {
      get inner() {
        return fail();
      },
    },
  };
  assert.deepEqual(liveKeys("x = plain.fi", values)?.items, [
    { name: "first", kind: "property", signature: "number" },
    { name: "fifth", kind: "method", signature: "function" },
  ]);
  assert.deepEqual(liveKeys("trap.", values)?.items, []);
  assert.equal(liveKeys("getter.inner.", values), undefined);
  assert.equal(liveKeys("nothing.", values), undefined);
  assert.equal(liveKeys("f().", values), undefined);
});

test("paths continue with the next part, folders with a slash, hidden ones when asked", () => {
  assert.deepEqual(continuePath("kern", root), ["kernel/"]);
  assert.deepEqual(continuePath("kernel/ma", root), ["main.ts"]);
  assert.ok(continuePath(".git", root).includes(".gitignore"));
  assert.ok(!continuePath("", root).some((name) => name.startsWith(".")));
  assert.deepEqual(continuePath("no/such/", root), []);
});
