import assert from "node:assert/strict";
import { test } from "node:test";
import { isEngineError } from "../../engine/errors.js";
import type { Called } from "../../mapreduce/call.js";
import { cutLine, type Line, reduceGroups, type SortedLines } from "../../mapreduce/groups.js";
import { mergeRuns } from "../../mapreduce/merge.js";

function linesOver(texts: readonly string[]): SortedLines & { readonly read: () => number } {
  let at = 0;
  return { next: (): Line | null => (at < texts.length ? cutLine(texts[at++]!) : null), read: () => at };
}

async function reduce(
  texts: readonly string[],
  f: (key: unknown, values: Iterable<unknown>) => unknown,
): Promise<unknown[]> {
  const out: unknown[] = [];
  await reduceGroups(linesOver(texts), f as Called, "reducer r", (key, value) => out.push([key, value]));
  return out;
}

test("each key comes once with all its values, types kept", async () => {
  const out = await reduce(["1\t2", "1\t3", "a\tx", '{"k":1}\t[1]'], function* (key, values) {
    yield [key, [...values]];
  });
  assert.deepEqual(out, [
    [1, [2, 3]],
    ["a", ["x"]],
    [{ k: 1 }, [[1]]],
  ]);
});

test("values are read while they are asked for, and the rest of a group is skipped", async () => {
  const lines = linesOver(["a\t1", "a\t2", "a\t3", "b\t4"]);
  const read: number[] = [];
  const first: Called = function* (_key, values) {
    for (const value of values as Iterable<unknown>) {
      read.push(lines.read());
      yield [value, 0];
      return;
    }
  };
  const seen = await reduceGroups(lines, first, "reducer", () => undefined);
  assert.deepEqual(read, [2, 4]);
  assert.deepEqual(seen, { groups: 2, values: 4 });
});

test("values can be gone through once", async () => {
  const twice = function* (key: unknown, values: Iterable<unknown>): Generator<unknown> {
    yield [key, [...values].length + [...values].length];
  };
  await assert.rejects(
    reduce(["a\t1"], twice),
    (error) => isEngineError(error, "UserFunction") && /once/.test(error.message),
  );
});

test("lines out of order are an error that names the keys and the way out", async () => {
  const all = function* (key: unknown): Generator<unknown> {
    yield [key, 1];
  };
  await assert.rejects(
    reduce(["b\t1", "a\t1"], all),
    (error) => isEngineError(error, "CorruptData") && /'a' comes after 'b'.*LC_ALL=C sort/.test(error.message),
  );
});

test("a line without a tab is a key with empty text, as in Hadoop", () => {
  assert.deepEqual(cutLine("word"), { key: "word", value: '""' });
  assert.deepEqual(cutLine("\t1"), { key: "", value: "1" });
});

test("what a reducer throws names the key; what it gives must be pairs", async () => {
  const thrower = (): never => {
    throw new RangeError("too cold");
  };
  await assert.rejects(reduce(["NO\t1"], thrower), /reducer r threw at key NO: RangeError: too cold/);
  await assert.rejects(
    reduce(["NO\t1"], () => [3]),
    /must yield pairs, \[key, value\]; it yielded/,
  );
  await assert.rejects(
    reduce(["NO\t1"], () => 3),
    /no generator and returned/,
  );
});

test("runs are merged by key, equal keys in the order of the runs", () => {
  const merged = mergeRuns([
    linesOver(["a\t1", "c\t2"]),
    linesOver([]),
    linesOver(["a\t3", "b\t4", "c\t5"]),
    linesOver(["a\t6"]),
  ]);
  const out: string[] = [];
  for (let line = merged.next(); line !== null; line = merged.next()) out.push(`${line.key}${line.value}`);
  assert.deepEqual(out, ["a1", "a3", "a6", "b4", "c2", "c5"]);
});
