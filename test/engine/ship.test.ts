import assert from "node:assert/strict";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import type { Cloneable } from "../../contract/index.js";
import { isEngineError } from "../../engine/errors.js";
import { load, ship } from "../../engine/ship.js";

type Numbers = (...values: number[]) => unknown;

const outside = 3;
const refuses = (f: unknown, message: RegExp, uses: { [name: string]: unknown } = {}): void => {
  assert.throws(
    () => ship(f as Numbers, uses as { [name: string]: Cloneable }),
    (error) => {
      assert.ok(isEngineError(error, "UserFunction"), String(error));
      assert.match(error.message, message);
      return true;
    },
  );
};

test("functions of every form give the same results after the journey", async () => {
  const scale = { factor: outside };
  const object = {
    *method(x: number): Generator<number> {
      yield x;
      yield x + 1;
    },
    async later(x: number): Promise<number> {
      return x * 2;
    },
    function(x: number): number {
      return x - 1;
    },
  };
  const arrow = load<Numbers>(ship((x: number) => x * scale.factor, { scale }));
  assert.equal(arrow(5), 15);
  const named = load<Numbers>(
    ship(function fact(n: number): number {
      return n < 2 ? 1 : n * fact(n - 1);
    }),
  );
  assert.equal(named(5), 120);
  const generator = load<(x: number) => Generator<number>>(ship(object.method));
  assert.deepEqual([...generator(4)], [4, 5]);
  assert.equal(await load<(x: number) => Promise<number>>(ship(object.later))(4), 8);
  assert.equal(load<Numbers>(ship(object.function))(4), 3);
});

test("the module's text is an ES module, also in a worker", async () => {
  const table = new Float64Array([1, 2, 3]);
  const shipped = ship((i: number) => table[i]! + Math.sqrt(16), { table });
  const { default: make } = (await import(`data:text/javascript,${encodeURIComponent(shipped.module)}`)) as {
    default: (uses: unknown) => Numbers;
  };
  assert.equal(make(shipped.uses)(2), 7);
  const worker = new Worker(
    `const { parentPort, workerData } = require("node:worker_threads");
     import("data:text/javascript," + encodeURIComponent(workerData.module))
       .then((m) => parentPort.postMessage(m.default(workerData.uses)(1)));`,
    { eval: true, workerData: shipped },
  );
  assert.equal(await new Promise((resolve) => worker.once("message", resolve)), 6);
});

test("names from outside are found whatever scope they hide in", () => {
  const a = 1;
  const b = 2;
  const c = 3;
  refuses(() => a, /the function cannot travel: it uses 'a' from outside.*pass it as uses: \{ a \}/);
  refuses(() => [a, b].map((x) => x + c), /it uses 'a', 'b', 'c' from outside.*uses: \{ a, b, c \}/);
  refuses(({ x = a }: { x?: number }) => x, /uses 'a'/);
  refuses(() => ({ a, [b]: 1 }), /uses 'a', 'b'/);
  refuses(() => {
    {
      const a = 1;
      void a;
    }
    return a;
  }, /uses 'a' from/);
  refuses(() => `${a}`, /uses 'a'/);
  refuses(() => {
    try {
      return 1;
    } catch (b) {
      return [a, b];
    }
  }, /uses 'a' from/);
  refuses((scael: number) => scael + outside, /uses 'outside'.*did you mean 'outsied'\?/, { outsied: 1 });
  refuses(Function("return require('fs')"), /uses 'require'/);
});

test("names that are declared inside, properties, labels and globals are not outside", () => {
  const fine: Numbers[] = [
    (...rest) => {
      const {
        a,
        b: [c, ...d],
        ...e
      } = { a: 1, b: [1, 2], f: 3 };
      outer: for (const x of rest) for (let i = 0; i < x; i++) if (i > 2) continue outer;
      var hoisted = later();
      function later(): number {
        return 1;
      }
      class Point {
        x = 1;
        get y(): number {
          return this.x;
        }
      }
      const own = function self(n: number): unknown {
        // biome-ignore lint/complexity/noArguments: it is declared by every function
        return n > 0 ? self(n - 1) : arguments.length;
      };
      switch (a) {
        case 1: {
          const inCase = 1;
          return [inCase, a, c, d, e, hoisted, new Point().y, own(2), e.f, undefined, NaN, Math.PI, Buffer.alloc(1)];
        }
      }
      return undefined;
    },
    (x) => ((y) => x + y)(1),
    (x) => {
      try {
        throw new Error("x");
      } catch {
        return x;
      }
    },
  ];
  for (const f of fine) assert.deepEqual(load<Numbers>(ship(f))(1, 2), f(1, 2));
});

test("what cannot travel is refused with the way out", () => {
  class Point {
    x = 1;
    shift(): number {
      return this.x;
    }
  }
  refuses(Math.max, /'max' is built in or bound, so it has no text; wrap it: \(\.\.\.args\) => max\(\.\.\.args\)/);
  refuses(((x: number) => x).bind(null), /built in or bound/);
  refuses(Point, /'Point' is a class/);
  refuses(new Point().shift, /it uses 'this', which does not travel/);
  refuses(function (this: Point) {
    return () => this.x;
  }, /uses 'this'/);
  refuses(
    Object.getOwnPropertyDescriptor(
      {
        get x() {
          return 1;
        },
      },
      "x",
    )!.get,
    /is a getter or setter/,
  );
  refuses({ "two words"() {} }["two words"], /the method 'two words' has no simple name/);
  refuses(3, /expected a function, got number/);
  refuses(null, /expected a function, got null/);
  refuses(() => 1, /'class' in 'uses' is no name/, { class: 1 });
  refuses(() => 1, /'a b' in 'uses' is no name/, { "a b": 1 });
});

test("captured values that would not survive are named by their path", () => {
  class Point {
    x = 1;
  }
  refuses(() => 1, /'uses\.f' is a function/, { f: () => 1 });
  refuses(() => 1, /'uses\.options\.callbacks\[1\]' is a function/, { options: { callbacks: [1, () => 1] } });
  refuses(() => 1, /'uses\.p' is an instance of Point, whose methods would be lost/, { p: new Point() });
  refuses(() => 1, /'uses\.s' is a symbol/, { s: Symbol("s") });
  refuses(() => 1, /'uses\.later' is a promise; await it/, { later: Promise.resolve(1) });
  refuses(() => 1, /'uses\.m\[0\]' is a function/, { m: new Map([["k", () => 1]]) });
  refuses(() => 1, /'uses\.w' is an instance of WeakMap/, { w: new WeakMap() });
  const cycle: { self?: unknown; n: bigint } = { n: 1n };
  cycle.self = cycle;
  const uses = { cycle: cycle as Cloneable, date: new Date(0), map: new Map([[1, 2]]) as unknown as Cloneable };
  assert.deepEqual(ship(() => cycle, uses).uses, uses);
});

test("text that was not made by ship is not run", () => {
  assert.throws(
    () => load({ module: "globalThis.hacked = true", uses: {} }),
    (error) => isEngineError(error, "UserFunction"),
  );
  assert.equal("hacked" in globalThis, false);
  assert.throws(() => load({ module: "export default () => (", uses: {} }), /cannot be loaded/);
});

test("functions of compiled cells are what they were before: variables by name, and import()", async () => {
  // as the kernel's cells and TypeScript's CommonJS have it
  const { sum, open } = new Function(
    "exports",
    "$import",
    "return { sum: (x) => x + exports.k * exports.list[exports.k], async open() { return (await $import('node:path')).basename(exports.path); } }",
  )() as { sum: (x: number) => number; open: () => Promise<string> };
  assert.equal(load<typeof sum>(ship(sum, { k: 2, list: [0, 0, 5] }))(1), 11);
  assert.equal(await load<typeof open>(ship(open, { path: "/a/b" }))(), "b");
  assert.throws(() => ship(sum), /it uses 'k', 'list' from outside.*uses: \{ k, list \}/);
  const own = (exports: { k: number }): number => exports.k;
  assert.equal(load<typeof own>(ship(own))({ k: 4 }), 4);
  const imported = new Function("plotly_1", "return () => plotly_1.draw()")() as () => void;
  assert.throws(() => ship(imported), /module that was imported outside \('plotly_1'\); load it inside/);
});
