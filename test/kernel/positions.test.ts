import assert from "node:assert/strict";
import { test } from "node:test";
import { continuePath } from "../../kernel/session/file-paths.js";
import { liveKeys, liveValue } from "../../kernel/session/live-keys.js";
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
  assert.equal(liveKeys("f().plain.", values), undefined);
  assert.equal(liveKeys("other\n.plain.", values), undefined);
});

test("live values are found by members, indices and keys", () => {
  const values = { list: [{ "first name": "Ada", size: undefined }], of: { list: 5 } };
  for (const way of ["list[0]['first name']", 'x = list?.[0]?.["first name"]', "line\nlist[0]['first name']"])
    assert.deepEqual(liveValue(way, values), { value: "Ada" }, way);
  assert.deepEqual(liveValue("of.list", values), { value: 5 });
  assert.deepEqual(liveValue("f(of).list", values), undefined);
  assert.equal(liveValue("toString", values), undefined);
  assert.equal(liveValue("list[i]", values), undefined);
  assert.deepEqual(liveKeys("list[0]['fi", values), {
    start: 9,
    items: [{ name: "first name", kind: "property", signature: "string" }],
  });
});

test("paths continue with the next part, folders with a slash, hidden ones when asked", () => {
  assert.deepEqual(continuePath("kern", root), ["kernel/"]);
  assert.deepEqual(continuePath("kernel/ma", root), ["main.ts"]);
  assert.ok(continuePath(".git", root).includes(".gitignore"));
  assert.ok(!continuePath("", root).some((name) => name.startsWith(".")));
  assert.deepEqual(continuePath("no/such/", root), []);
});
