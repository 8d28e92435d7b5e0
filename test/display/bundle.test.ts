import assert from "node:assert/strict";
import { AsyncLocalStorage, createHook } from "node:async_hooks";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { makeVector, tableFromArrays, vectorFromArray } from "apache-arrow";
import { JUPYTER_DISPLAY, LIVE } from "../../contract/index.js";
import { escapeHtml } from "../../display/escape.js";
import { liveOf, toBundle } from "../../display/index.js";

const PIXEL = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

async function plain(value: unknown): Promise<string> {
  const bundle = await toBundle(value);
  assert.deepEqual(Object.keys(bundle), ["text/plain"]);
  return String(bundle["text/plain"]);
}

test("ordinary values are shown as Node's REPL shows them", async () => {
  const sources = [
    "1",
    "-0",
    "'a'",
    "[ 1, 2 ]",
    "10n",
    "null",
    "undefined",
    "true",
    "({ a: { b: [1, { c: 2 }] } })",
    "Symbol('s')",
    "new Map([[1, { a: 2 }]])",
    "new Set([1, 'b'])",
    "new Date(0)",
    "new Date(NaN)",
    "[,1]",
    "/a/g",
    "new Float64Array([0.1, 2])",
    "(() => { const a = {}; a.self = a; return a })()",
    "class A {}",
    "new Uint8Array(3)",
    "({ name: 'a long string that needs a line of its own', other: 'another long string to break the line', n: 1 })",
  ];
  const input = `${sources.join("\n")}\n`;
  const repl = spawnSync(process.execPath, ["-i"], {
    input,
    encoding: "utf8",
    env: { ...process.env, NODE_NO_READLINE: "1", NO_COLOR: "1", TERM: "dumb" },
  });
  const answers = repl.stdout
    .replace(/^Welcome.*\n.*\n/, "")
    .split(/^> /m)
    .slice(1);
  for (const [index, source] of sources.entries()) {
    // biome-ignore lint/security/noGlobalEval: the sources are the lines above
    const value: unknown = eval(source);
    assert.equal(await plain(value), answers[index].trimEnd(), source);
  }
});

test("promises and timers show nothing of async_hooks, and keep it", async () => {
  const hook = createHook({ init() {} }).enable();
  const storage = new AsyncLocalStorage<object>();
  try {
    await storage.run({ secret: "of the kernel" }, async () => {
      const settled = Promise.resolve(3);
      const before = Object.getOwnPropertySymbols(settled);
      assert.equal(await plain(settled), "Promise { 3 }");
      assert.equal(await plain({ deep: [new Promise(() => {})] }), "{ deep: [ Promise { <pending> } ] }");
      assert.deepEqual(Object.getOwnPropertySymbols(settled), before);
      const timer = setTimeout(() => {}, 0);
      const text = await plain(timer);
      assert.ok(/^Timeout \{/.test(text) && !/secret|async_?id|trigger_?id/i.test(text), text);
      clearTimeout(timer);
    });
  } finally {
    hook.disable();
  }
});

test("errors are shown with their stack and cause, maps and sets with their sizes", async () => {
  const error = new TypeError("no", { cause: new Error("why") });
  const text = await plain(error);
  assert.match(text, /^TypeError: no\n {4}at [\s\S]*\[cause\]: Error: why/);
  assert.match(
    await plain(new Map(Array.from({ length: 150 }, (_, key) => [key, key]))),
    /^Map\(150\) \{[\s\S]*50 more items/,
  );
});

test("a display method wins, and its bytes become base64", async () => {
  const value = {
    [JUPYTER_DISPLAY]: async () => ({ "text/html": "<b>", "image/png": PIXEL, "application/json": { a: 1 } }),
  };
  const bundle = await toBundle(value);
  assert.deepEqual(bundle, { "text/html": "<b>", "image/png": PIXEL.toString("base64"), "application/json": { a: 1 } });
});

test("errors of a display method reach the cell, and what is no bundle is named", async () => {
  class Broken {
    constructor(readonly give: () => unknown) {}
    [JUPYTER_DISPLAY](): unknown {
      return this.give();
    }
  }
  const broken = (give: () => unknown): Promise<unknown> => toBundle(new Broken(give));
  await assert.rejects(
    broken(() => {
      throw new Error("no data");
    }),
    /^Error: no data$/,
  );
  await assert.rejects(
    broken(() => undefined),
    /Jupyter\.display"\) of Broken must give an object of MIME types, not undefined/,
  );
  await assert.rejects(
    broken(() => ({ html: "x" })),
    /'html' in the bundle of Broken is no MIME type/,
  );
  await assert.rejects(
    broken(() => ({ "application/json": 1n })),
    /application\/json of Broken is no JSON: .*BigInt/,
  );
  await assert.rejects(
    broken(() => ({ "text/plain": undefined })),
    /text\/plain of Broken is undefined/,
  );
});

test("long typed arrays show both ends", async () => {
  const array = Float64Array.from({ length: 1_000_000 }, (_, index) => index / 2);
  assert.equal(await plain(array), "Float64Array(1000000) [ 0, 0.5, 1, …, 499998.5, 499999, 499999.5 ]");
  assert.match(await plain(Buffer.alloc(200)), /^<Buffer 00 00 .* 150 more bytes>$/);
  assert.equal(await plain(new BigInt64Array(101)), "BigInt64Array(101) [ 0n, 0n, 0n, …, 0n, 0n, 0n ]");
});

test("pictures by their first bytes", async () => {
  assert.deepEqual(await toBundle(PIXEL), {
    "image/png": PIXEL.toString("base64"),
    "text/plain": `PNG image, 1 × 1 pixels, ${PIXEL.length} bytes`,
  });
  const jpeg = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0, 0]);
  assert.equal((await toBundle(jpeg))["image/jpeg"], Buffer.from(jpeg).toString("base64"));
  const svg = '<?xml version="1.0"?>\n<!-- a --><svg xmlns="http://www.w3.org/2000/svg"/>';
  assert.equal((await toBundle(Buffer.from(svg)))["image/svg+xml"], svg);
  assert.equal(await plain(Buffer.from("<sv")), "<Buffer 3c 73 76>");
});

test("an array of objects is a table, escaped, and Node's text", async () => {
  const bundle = await toBundle([
    { a: 1, "<b>": "<script>" },
    { a: null, c: "x" },
  ]);
  const html = String(bundle["text/html"]);
  assert.ok(!html.includes("<script>") && !html.includes("<b>"));
  assert.ok(html.includes(escapeHtml("<script>")) && html.includes("2 rows × 3 columns"));
  assert.equal(bundle["text/plain"], "[ { a: 1, '<b>': '<script>' }, { a: null, c: 'x' } ]");
  const long = String((await toBundle(Array.from({ length: 1000 }, (_, index) => ({ index }))))["text/html"]);
  assert.equal(long.match(/<tr>/g)?.length, 12);
  assert.ok(long.includes(">999<") && long.includes("1000 rows × 1 column"));
});

test("an Arrow table is a table", async () => {
  const table = tableFromArrays({ n: Int32Array.from([1, 20]), s: ["a", "<b>"] });
  const bundle = await toBundle(table);
  assert.equal(bundle["text/plain"], "    n  s\n0   1  a\n1  20  <b>\n\n2 rows × 2 columns");
  assert.ok(String(bundle["text/html"]).includes("&#60;b&#62;"));
});

test("Arrow vectors are shown like typed arrays, nulls included", async () => {
  assert.equal(await plain(vectorFromArray([1.5, null, 3])), "Vector<Float64>(3) [ 1.5, null, 3 ]");
  assert.equal(await plain(makeVector(new Int32Array(1000))), "Vector<Int32>(1000) [ 0, 0, 0, …, 0, 0, 0 ]");
});

test("a danfo DataFrame and a Series are tables", async () => {
  const frame = {
    columns: ["a", "b"],
    shape: [2, 2],
    index: ["x", "y"],
    values: [
      [1, "p"],
      [2, "q"],
    ],
    dtypes: ["int32", "string"],
  };
  assert.equal((await toBundle(frame))["text/plain"], "   a  b\nx  1  p\ny  2  q\n\n2 rows × 2 columns");
  const series = { columns: ["s"], shape: [2], index: [0, 1], values: [5, 6], dtypes: ["int32"] };
  assert.equal((await toBundle(series))["text/plain"], "   s\n0  5\n1  6\n\n2 rows × 1 column");
});

test("huge, deep and hostile values stay small and never throw", async () => {
  const wide = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`k${index}`, index]));
  assert.match(await plain(wide), /… 99800 more properties$/);
  const nest = (depth: number): unknown => (depth === 0 ? 1 : Array.from({ length: 50 }, () => nest(depth - 1)));
  const text = await plain({ nest: nest(4) });
  assert.ok(text.length < 110_000, `${text.length}`);
  assert.ok((await plain("x".repeat(1e6))).length < 11_000);
  const hostile = new Proxy(
    {},
    {
      ownKeys: () => {
        throw new Error("no keys for you");
      },
    },
  );
  assert.equal(typeof (await toBundle([hostile]))["text/plain"], "string");
  const evil = {
    [Symbol.for("nodejs.util.inspect.custom")]: () => {
      throw new Error("never");
    },
  };
  assert.equal(await plain(evil), "[Object that cannot be shown: never]");
  const coloured = { [Symbol.for("nodejs.util.inspect.custom")]: () => "\x1b[31mred\x1b[39m" };
  assert.equal(await plain(coloured), "red");
  const fake = {
    schema: { fields: [{ name: "a" }] },
    numRows: 3,
    getChildAt: () => {
      throw new Error("no");
    },
  };
  assert.match(await plain(fake), /numRows: 3/);
});

test("a value with a live handle gives it", () => {
  const handle = { plot: "p", refine: () => Promise.reject(new Error("unused")), close() {} };
  assert.equal(liveOf({ [LIVE]: () => handle }), handle);
  assert.equal(liveOf({}), undefined);
  assert.equal(liveOf(null), undefined);
});
