import assert from "node:assert/strict";
import { AsyncLocalStorage } from "node:async_hooks";
import { test } from "node:test";
import type {
  Aggregate,
  AggregateRequest,
  AmbientContext,
  CanonicalDType,
  ElementOf,
  FigureSpec,
  Finished,
  IndexedSource,
  LiveHandle,
  MagicDeclaration,
  ReadRequest,
  ResultOf,
  ScannableSource,
  TypedArrayOf,
} from "../../contract/index.js";
import { ambient, BLOCK_ROWS, CONTEXT, JUPYTER_DISPLAY, LIVE, LIVE_COMM_TARGET, MIME } from "../../contract/index.js";

/** Fails to compile unless both types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const holds = <T extends true>(..._proof: T[]): void => {};

test("dtype names in every spelling stand for one canonical name", () => {
  holds<Same<CanonicalDType<"<f8">, "float64">>();
  holds<Same<CanonicalDType<">i4">, "int32">>();
  holds<Same<CanonicalDType<"u1">, "uint8">>();
  holds<Same<CanonicalDType<"=i8">, "int64">>();
  holds<Same<ElementOf<"int64">, bigint>>();
  holds<Same<ElementOf<"bool">, boolean>>();
  holds<Same<TypedArrayOf<"float16">, Float32Array>>();
});

test("only indexed sources have a length, only scannable ones have parts", () => {
  holds<Same<"length" extends keyof IndexedSource ? true : false, true>>();
  holds<Same<"length" extends keyof ScannableSource ? true : false, false>>();
  holds<Same<"parts" extends keyof ScannableSource ? true : false, true>>();
  const request: ReadRequest = { rows: { start: 0, stop: 3 } };
  assert.deepEqual(structuredClone(request), request);
});

test("a request carries its result type and nothing else of it", () => {
  holds<Same<ResultOf<AggregateRequest<number>>, number>>();
  const request: AggregateRequest<number> = { kind: "mean", columns: ["temp"], options: {} };
  assert.deepEqual(structuredClone(request), request);
  const again: Finished<number> = { again: request };
  assert.ok("again" in again);
});

test("states are updated by batch, merged by group and travel as bytes", () => {
  holds<Same<ReturnType<Aggregate<Float64Array, number>["encode"]>, Uint8Array>>();
  holds<Same<Aggregate<Float64Array, number>["order"], "commutative" | "ordered">>();
  assert.equal(BLOCK_ROWS, 4096);
});

test("symbols are registered, so that two copies of the package meet", () => {
  assert.equal(JUPYTER_DISPLAY, Symbol.for("Jupyter.display"));
  assert.equal(LIVE, Symbol.for("tslab-bigdata.live"));
  assert.equal(CONTEXT, Symbol.for("tslab-bigdata.context"));
  assert.equal(LIVE_COMM_TARGET, "tslab-bigdata.live");
  assert.equal(MIME.plotly, "application/vnd.plotly.v1+json");
});

test("the ambient context is the running execution's, and none in a script", async () => {
  assert.equal(ambient(), undefined);
  const storage = new AsyncLocalStorage<AmbientContext>();
  const carrier = globalThis as { [CONTEXT]?: AsyncLocalStorage<AmbientContext> };
  carrier[CONTEXT] = storage;
  try {
    const context: AmbientContext = {
      signal: new AbortController().signal,
      directory: "/notebooks",
      progress: () => {},
      fleeting: (body) => body(),
      display: () => {},
      clearOutput: () => {},
      live: (_handle: LiveHandle) => {},
      input: () => "",
    };
    await storage.run(context, async () => {
      await Promise.resolve();
      assert.equal(ambient(), context);
    });
    assert.equal(ambient(), undefined);
  } finally {
    delete carrier[CONTEXT];
  }
});

test("a figure is Plotly's JSON with anything that has a length for its arrays", () => {
  const spec: FigureSpec = {
    data: [{ y: new Float64Array(3), mode: "lines" }],
    layout: { width: 2000, yaxis: { type: "log" } },
  };
  assert.equal(spec.data.length, 1);
});

test("a magic is data but for emit", () => {
  const declaration: MagicDeclaration = {
    name: "pwd",
    kind: "line",
    family: "session",
    summary: "Shows the notebook's folder.",
    parameters: [],
    example: "%pwd",
    emit: () => [{ text: "process.cwd()" }],
  };
  const { emit, ...data } = declaration;
  assert.deepEqual(structuredClone(data), data);
  assert.deepEqual(emit({ name: "pwd", kind: "line", args: {}, span: { start: 0, end: 4 } }), [
    { text: "process.cwd()" },
  ]);
});
