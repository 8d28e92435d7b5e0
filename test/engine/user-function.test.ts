import assert from "node:assert/strict";
import { test } from "node:test";
import { mapCells, selectCells } from "../../engine/user-function.js";
import { aggregate, column, count, isEngineError } from "../../index.js";
import { batchOf, testArena } from "../support/batch.js";

test("filters give their elements in row order, on any number of workers", async () => {
  const values = Int16Array.from({ length: 50_011 }, (_, i) => ((i * 7919) % 2003) - 1000);
  const data = column(values);
  const expected = values.filter((v) => v > 400 && v % 2 === 0);
  const some = data.filter("(value > 400) & (value % 2 == 0)");
  assert.equal(some.dtype, "int16");
  for (const options of [{ workers: 0 }, { workers: 1, chunk: 997 }, { workers: 3, chunk: 4096 }])
    assert.deepEqual(await some.toArray(options), expected);
  assert.deepEqual(await data.filter((v) => v > 5000).toArray(), new Int16Array(0));
  assert.deepEqual(await data.filter("value > 400").filter("value % 2 == 0").toArray(), expected);
  const { n } = await aggregate(data.filter("value > 400"), { n: count() }, { where: "value % 2 == 0" });
  assert.equal(n, expected.length);
  assert.throws(
    () => data.filter((v) => v > 400).filter("value > 1"),
    (error) => isEngineError(error, "InvalidArgument") && /a second condition beside a function/.test(error.message),
  );
  const big = column(BigInt64Array.of(2n ** 62n, 2n ** 62n + 1n));
  assert.deepEqual(await big.filter("value == 4611686018427387905").toArray(), BigInt64Array.of(2n ** 62n + 1n));
});

test("an expression's type is told by 'dtype', which is checked", async () => {
  const data = column(Float64Array.of(1, 2, 3));
  assert.throws(
    () => data.map("value > 1"),
    (error) =>
      isEngineError(error, "InvalidArgument") &&
      error.message === "'value > 1' gives bool, not float64; write map(expression, { dtype: \"bool\" })",
  );
  assert.deepEqual(await data.map("value > 1", { dtype: "bool" }).toArray(), Uint8Array.of(0, 1, 1));
  const big = column(BigInt64Array.of(2n ** 62n, -1n));
  assert.deepEqual(await big.map("value - 1", { dtype: "int64" }).toArray(), BigInt64Array.of(2n ** 62n - 1n, -2n));
  assert.throws(
    () => data.map("'a'"),
    (error) => isEngineError(error, "UnsupportedType"),
  );
});

test("functions see bigints, booleans and text, and no nulls", () => {
  const arena = testArena();
  const seen: unknown[] = [];
  for (const [type, values] of [
    ["int64", [1n, null, 3n]],
    ["bool", [true, null, false]],
    ["string", ["a", null, "ü"]],
  ] as const) {
    const batch = batchOf([{ name: "v", type, values }], arena, 0);
    const mapped = mapCells((value, row) => seen.push(value, row), "float64", batch, batch.columns[0]!, arena);
    assert.equal(new Uint8Array(arena.buffer, mapped.validity!)[0]! & 7, 0b101);
    const found = selectCells(() => true, batch, batch.columns[0]!, arena);
    assert.deepEqual([...new Uint32Array(arena.buffer, found.offset, found.count)], [0, 2]);
  }
  assert.deepEqual(seen, [1n, 0, 3n, 2, true, 0, false, 2, "a", 0, "ü", 2]);
});

test("what a function throws, or returns wrongly, is told with row and value, from workers too", async () => {
  const data = column(Float64Array.of(5, 6, 7));
  const failing = (v: number): number => {
    if (v === 6) throw new RangeError("six");
    return v;
  };
  for (const workers of [0, 1]) {
    const rejects = (work: Promise<unknown>, message: string): Promise<void> =>
      assert.rejects(work, (error) => isEngineError(error, "UserFunction") && error.message === message);
    await rejects(data.map(failing).sum({ workers }), "the function of map threw at row 1, value 6: RangeError: six");
    await rejects(
      data
        .filter((v) => JSON.parse(`{${v}`) > 0)
        .count({ workers })
        .catch((error) => {
          throw Object.assign(error, { message: error.message.replace(/: SyntaxError.*/s, "") });
        }),
      "the function of filter threw at row 0, value 5",
    );
    await rejects(
      data.map(() => "text" as unknown as number).sum({ workers }),
      "the function of map gave text (string) at row 0, expected a number for float64; name another type: map(f, { dtype: … })",
    );
    await rejects(
      data.map((v) => v as unknown as bigint, { dtype: "int64" }).sum({ workers }),
      "the function of map gave 5 (number) at row 0, expected a bigint for int64; name another type: map(f, { dtype: … })",
    );
  }
});

test("columns have distinct, topK, sample, and quantiles by every method or as a sketch", async () => {
  const data = column(Uint8Array.from({ length: 1000 }, (_, i) => (i * i) % 10));
  assert.equal(await data.distinct(), 6);
  assert.deepEqual(await data.topK(2), [
    { value: 1, count: 200 },
    { value: 4, count: 200 },
  ]);
  const { rows, values } = await data.sample(5, { seed: 3 });
  assert.deepEqual(
    values,
    [...rows].map((row) => (row * row) % 10),
  );
  assert.deepEqual(await data.sample(5, { seed: 3, workers: 2, chunk: 77 }), { rows, values });
  assert.equal(await data.quantile(0.33, { method: "higher" }), 4);
  assert.ok(Math.abs((await data.median({ sketch: true, accuracy: 0.001 })) / (await data.median()) - 1) < 0.2);
});
