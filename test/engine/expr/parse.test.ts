import assert from "node:assert/strict";
import { test } from "node:test";
import type { ColumnSchema, ColumnType } from "../../../contract/index.js";
import { isEngineError } from "../../../engine/errors.js";
import { check } from "../../../engine/expr/check.js";
import { parse } from "../../../engine/expr/parse.js";
import { print } from "../../../engine/expr/print.js";
import { columnsOf, type Expr } from "../../../engine/expr/tree.js";
import { seeded } from "../../support/random.js";
import { expressions } from "./trees.js";

const withoutPlaces = (tree: Expr): Expr =>
  JSON.parse(JSON.stringify(tree, (key, value) => (key === "at" ? undefined : value)));

test("print and parse are inverse, with no more parentheses than needed", () => {
  const make = expressions(seeded(1));
  const texts = Array.from({ length: 500 }, (_, i) => make((["bool", "number", "int64"] as const)[i % 3]!, 4));
  for (const text of [...texts, "`total emissions` > 1e300 && b'x\\n\"' == name", "-2 ** 2 ** -x", "`nan` != nan"]) {
    const tree = withoutPlaces(parse(text));
    assert.deepEqual(withoutPlaces(parse(print(tree))), tree, text);
  }
});

const printed: readonly (readonly [text: string, canonical: string])[] = [
  ["(temp > 2.5) & (year >= 1990)", "(temp > 2.5) & (year >= 1990)"],
  ["temp > 2.5 && year >= 1990 || !ok", "(temp > 2.5) & (year >= 1990) | ~ok"],
  ["a + b * c - d", "a + b * c - d"],
  ["(a + b) * c - (d - e)", "(a + b) * c - (d - e)"],
  ["-2 ** 2", "-2 ** 2"],
  ["(-2) ** 2", "(-2) ** 2"],
  ["2 ** 3 ** 2", "2 ** 3 ** 2"],
  ["(2 ** 3) ** 2", "(2 ** 3) ** 2"],
  ["1_000 + 0xff + 1e3 + .5 + 5. + 7n", "1000 + 255 + 1000.0 + 0.5 + 5.0 + 7n"],
  ["a | b ^ c & d", "a | b ^ c & d"],
  ["where(c, -inf, `total emissions`)", "where(c, -inf, `total emissions`)"],
  ["x == 'it\\'s'", 'x == "it\'s"'],
];
for (const [text, canonical] of printed)
  test(`${text} is read as ${canonical}`, () => {
    assert.equal(print(parse(text)), canonical);
  });

test("columns are listed once, in order of use", () => {
  assert.deepEqual(columnsOf(parse("b > a && sqrt(b) < `c d` || nan == a")), ["b", "a", "c d"]);
});

test("a column may have the name of something every object has", () => {
  assert.deepEqual(columnsOf(parse("constructor + toString > 1")), ["constructor", "toString"]);
  assert.throws(() => check(parse("constructor(1)"), []), /no function 'constructor'/);
});

const column = (name: string, type: ColumnType, shape: number[] = []): ColumnSchema => ({
  name,
  type,
  byteOrder: "<",
  nullable: false,
  shape,
});
const schema = [
  column("temp", "float64"),
  column("year", "int32"),
  column("ok", "bool"),
  column("big", "int64"),
  column("country", "string"),
  column("when", "timestamp[ns]"),
  column("vector", "float64", [3]),
];

const faults: readonly (readonly [text: string, code: string, message: RegExp])[] = [
  ["", "ExpressionSyntax", /^expected a column, a number, a string or '\(', got the end; in expression: \(empty\)$/],
  ["temp >", "ExpressionSyntax", /got the end; at the end of expression: temp >$/],
  [
    "temp = 2",
    "ExpressionSyntax",
    /'=' assigns; write '==' to compare; at '=' \(character 6\) of expression: temp = 2$/,
  ],
  ["(temp > 2", "ExpressionSyntax", /expected '\)' to close the parenthesis, got the end/],
  ["temp > 2 year", "ExpressionSyntax", /expected an operator or the end, got 'year'; at 'year' \(character 10\)/],
  ["1 < temp < 3", "ExpressionSyntax", /comparisons do not chain; write \(a < b\) & \(b < c\)/],
  ["temp > 2 and year > 3", "ExpressionSyntax", /'and' is written '&&'/],
  ["not ok", "ExpressionSyntax", /'not' is written '!'/],
  ["country == 'FR", "ExpressionSyntax", /the string that starts with ' has no end/],
  ["country == '\\xg'", "ExpressionSyntax", /'\\x' is no complete escape/],
  ["temp ? 1 : 2", "ExpressionSyntax", /'\?' is not an operator; write where\(condition, a, b\)/],
  ["2.5n", "ExpressionSyntax", /'2.5n' is no integer/],
  ["12abc", "ExpressionSyntax", /'12a' is no number/],
  ["99999999999999999999", "ExpressionSyntax", /does not fit 64 bits; write it as a float: 100000000000000000000.0/],
  ["sqrt(temp", "ExpressionSyntax", /expected ',' or '\)' after an argument, got the end/],
  ["sqrt(temp,)", "ExpressionSyntax", /expected a column/],
  ["process.exit()", "ExpressionSyntax", /unexpected character '\.'/],
  ["temp > 2; year", "ExpressionSyntax", /unexpected character ';'/],
  ["tmep > 2", "InvalidArgument", /no column 'tmep'; did you mean 'temp'\?; at 'tmep' \(character 1\)/],
  ["zzz > 2", "InvalidArgument", /no column 'zzz'; the columns are 'temp', 'year'/],
  ["sqr(temp)", "InvalidArgument", /no function 'sqr'; did you mean 'sqrt'\?/],
  ["sqrt(temp, 2)", "InvalidArgument", /sqrt\(\) takes 1 argument, got 2/],
  ["where(ok, 1)", "InvalidArgument", /where\(\) takes 3 arguments, got 2/],
  ["when > '2020-13-01'", "InvalidArgument", /'2020-13-01' is no time/],
  [
    "temp & year > 3",
    "UnsupportedType",
    /'&' takes two booleans or two integers, got float and integer; comparisons beside/,
  ],
  ["ok & year", "UnsupportedType", /got bool and integer/],
  ["country + 'x'", "UnsupportedType", /'\+' takes numbers, got string; at 'country'/],
  ["country > 3", "UnsupportedType", /cannot compare string with integer/],
  ["when > 3", "UnsupportedType", /cannot compare timestamp\[ns\] with integer/],
  ["-country", "UnsupportedType", /'-' takes a number, got string/],
  ["~temp", "UnsupportedType", /'~' takes a boolean or an integer, got float/],
  ["sqrt(country)", "UnsupportedType", /sqrt\(\) takes a number, got string/],
  ["where(temp, 1, 2)", "UnsupportedType", /where\(\) takes a boolean condition first, got float/],
  ["where(ok, 1, 'x')", "UnsupportedType", /two values of one type, got integer and string/],
  ["vector > 1", "UnsupportedType", /column 'vector' holds arrays of shape \(3\)/],
];
for (const [text, code, message] of faults)
  test(`'${text}' is refused with its place`, () => {
    assert.throws(
      () => check(parse(text), schema, text),
      (error) => {
        assert.ok(isEngineError(error) && error.code === code, String(error));
        assert.match(error.message, message);
        return true;
      },
    );
  });

test("hostile text ends in an error, not in an exhausted stack", () => {
  for (const text of ["(".repeat(100_000), `${"-".repeat(100_000)}1`, "1+".repeat(100_000), "~sqrt(".repeat(50_000)])
    assert.throws(
      () => parse(text),
      (error) => isEngineError(error, "ExpressionSyntax"),
    );
  const long = parse(`x${" + 1".repeat(1900)}`);
  assert.deepEqual(withoutPlaces(parse(print(long))), withoutPlaces(long));
});
