import assert from "node:assert/strict";
import { test } from "node:test";
import type { Arena, ColumnBatch } from "../../../contract/index.js";
import { isDTypeName, viewOf } from "../../../engine/dtype.js";
import { evaluate, outputType, select } from "../../../engine/expr/apply.js";
import { check } from "../../../engine/expr/check.js";
import { compile } from "../../../engine/expr/compile.js";
import { parse } from "../../../engine/expr/parse.js";
import { print } from "../../../engine/expr/print.js";
import type { Expr } from "../../../engine/expr/tree.js";
import { batchOf, type Cell, schemaOf, type TestColumn, testArena } from "../../support/batch.js";
import { seeded } from "../../support/random.js";
import { slowly } from "./slow.js";
import { expressions } from "./trees.js";

const ROWS = 9001;
const random = seeded(5);
const fill = (make: () => Cell, nulls = 0): Cell[] =>
  Array.from({ length: ROWS }, () => (random() < nulls ? null : make()));
const pick = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)]!;
const whole = (low: number, high: number): number => low + Math.floor(random() * (high - low + 1));
const odd = (): number => pick([0, -0, 1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2.5]);

const columns: TestColumn[] = [
  { name: "x", type: "float64", values: fill(() => (random() < 0.1 ? odd() : random() * 10 - 5), 0.1) },
  { name: "y", type: "float32", values: fill(() => Math.fround(random() * 100)) },
  { name: "i", type: "int32", values: fill(() => whole(-(2 ** 31), 2 ** 31 - 1), 0.1) },
  { name: "j", type: "int8", values: fill(() => whole(-128, 127)) },
  { name: "u", type: "uint32", values: fill(() => whole(0, 2 ** 32 - 1)) },
  { name: "big", type: "int64", values: fill(() => BigInt(whole(-1000, 1000)) * 9007199254740993n, 0.1) },
  { name: "other", type: "int64", values: fill(() => BigInt(whole(-3, 3))) },
  { name: "flag", type: "bool", values: fill(() => random() < 0.5, 0.1) },
  { name: "name", type: "string", values: fill(() => pick(["", "a", "b", "zürich", "𝄞", "\ufffd"]), 0.1) },
  { name: "city", type: "string", values: fill(() => pick(["a", "b", "berlin"]), 0.1), dictionary: true },
];
const schema = schemaOf(columns);

/** What a column of the arena holds, as cells. */
function cellsOf(column: ColumnBatch, rows: number, arena: Arena): Cell[] {
  const type = isDTypeName(column.type) ? column.type : "int64";
  const view: ArrayLike<number | bigint> = viewOf(type, arena.buffer, column.values, rows);
  const bits = column.validity === undefined ? undefined : new Uint8Array(arena.buffer, column.validity);
  return Array.from(view, (value, i) => {
    if (bits !== undefined && ((bits[i >> 3]! >> (i & 7)) & 1) === 0) return null;
    return type === "bool" ? value === 1 : value;
  });
}

const cellAt =
  (row: number) =>
  (name: string): Cell =>
    columns.find((column) => column.name === name)!.values[row]!;

test("600 random expressions equal the slow evaluator, nulls, NaN and 64-bit integers included", () => {
  const make = expressions(seeded(11));
  const arena = testArena();
  for (let i = 0; i < 600; i++) {
    const kind = (["bool", "number", "int64"] as const)[i % 3]!;
    const text = make(kind);
    arena.reset();
    const typed = check(parse(text), schema, text);
    const program = compile(text, schema);
    const start = (i * 37) % 300;
    const used = program.columns.map((c) => columns[c]!);
    // a batch longer than two blocks, that ends inside one
    const batch = batchOf(used.length > 0 ? used : [columns[0]!], arena, start, i % 20 === 0 ? ROWS : start + 301);
    const result = cellsOf(
      evaluate(
        program,
        batch,
        used.map((_, k) => k),
        arena,
      ),
      batch.rows,
      arena,
    );
    for (let row = 0; row < batch.rows; row++) {
      const expected = slowly(typed, cellAt(start + row));
      assert.ok(
        Object.is(result[row], expected) || (result[row] === 0 && expected === 0),
        `${text}, row ${start + row}: ${result[row]} is not ${expected}`,
      );
    }
  }
});

test("a selection holds the rows where the condition is true, within the one before", () => {
  const make = expressions(seeded(3));
  const arena = testArena();
  const some = columns[9]!.values.flatMap((_, i) => (i % 3 === 1 ? [i] : []));
  for (let i = 0; i < 60; i++) {
    const text = make("bool");
    arena.reset();
    const typed = check(parse(text), schema, text);
    const program = compile(text, schema);
    const batch = batchOf(columns, arena);
    const offset = arena.alloc(some.length * 4);
    new Uint32Array(arena.buffer, offset, some.length).set(some);
    for (const before of [undefined, { offset, count: some.length }]) {
      const found = select(program, batch, program.columns, arena, before);
      const rows = before === undefined ? [...columns[0]!.values.keys()] : some;
      assert.deepEqual(
        [...new Uint32Array(arena.buffer, found.offset, found.count)],
        rows.filter((row) => slowly(typed, cellAt(row)) === true),
        text,
      );
    }
  }
});

test("only the columns an expression reads are asked for", () => {
  assert.deepEqual(
    compile("(big > 3) & (x < y)", schema).columns.map((c) => schema[c]!.name),
    ["big", "x", "y"],
  );
});

test("a tree that went through JSON computes the same", () => {
  const text = "where((x > 0.5) & (name != 'b'), big * 3 - 9223372036854775807, -1)";
  const tree = JSON.parse(JSON.stringify(parse(text))) as Expr;
  const arena = testArena();
  const results = [compile(text, schema), compile(tree, schema)].map((program) => {
    assert.equal(outputType(program), "int64");
    return cellsOf(
      evaluate(
        program,
        batchOf(
          program.columns.map((c) => columns[c]!),
          arena,
        ),
        [0, 1, 2],
        arena,
      ),
      ROWS,
      arena,
    );
  });
  assert.deepEqual(results[0], results[1]);
  assert.equal(print(tree), print(parse(text)));
});

test("integers stay exact up to 2^53, 64-bit integers at any size, also beside floats", () => {
  const edge: TestColumn[] = [
    { name: "n", type: "int64", values: [9007199254740993n, 9007199254740992n, -(2n ** 63n), 2n ** 63n - 1n] },
    { name: "u", type: "uint64", values: [0n, 1n, 2n ** 63n, 2n ** 64n - 1n] },
    { name: "i", type: "int32", values: [2 ** 31 - 1, -(2 ** 31), 0, 5] },
  ];
  const arena = testArena();
  const cells = (text: string): Cell[] => {
    const program = compile(text, schemaOf(edge));
    const batch = batchOf(
      program.columns.map((c) => edge[c]!),
      arena,
    );
    return cellsOf(evaluate(program, batch, [...program.columns.keys()], arena), 4, arena);
  };
  assert.deepEqual(cells("n > 9007199254740992.0"), [true, false, false, true]);
  assert.deepEqual(cells("n == 9007199254740993"), [true, false, false, false]);
  assert.deepEqual(cells("n == -9223372036854775808"), [false, false, true, false]);
  assert.deepEqual(cells("u > n"), [false, false, true, true]);
  assert.deepEqual(cells("n + 1"), [9007199254740994n, 9007199254740993n, -(2n ** 63n) + 1n, -(2n ** 63n)]);
  assert.deepEqual(cells("u - 1"), [2n ** 64n - 1n, 0n, 2n ** 63n - 1n, 2n ** 64n - 2n]);
  assert.deepEqual(cells("n % 0"), [0n, 0n, 0n, 0n]);
  assert.deepEqual(cells("i * i - i"), [(2 ** 31 - 1) ** 2 - 2 ** 31 + 1, 2 ** 62 + 2 ** 31, 0, 20]);
});

test("times compare across units and with ISO text", () => {
  const day = 86_400n;
  const times: TestColumn[] = [
    { name: "t", type: "timestamp[s]", values: [0n, day, null, -(2n ** 63n)] },
    { name: "fine", type: "timestamp[ns]", values: [0n, day * 10n ** 9n + 1n, 5n, 5n] },
  ];
  const arena = testArena();
  const rows = (text: string): number[] => {
    const program = compile(text, schemaOf(times));
    const found = select(program, batchOf(times, arena), program.columns, arena);
    return [...new Uint32Array(arena.buffer, found.offset, found.count)];
  };
  assert.deepEqual(rows("t == fine"), [0]);
  assert.deepEqual(rows("t < fine"), [1]);
  assert.deepEqual(rows("t >= '1970-01-02'"), [1]);
  assert.deepEqual(rows("fine == '1970-01-02T01:00:00.000000001+01:00'"), [1]);
  assert.deepEqual(rows("isnull(t)"), [2, 3]);
  assert.deepEqual(rows("t < '1970-01-01T00:00:00.5'"), [0]);
});
