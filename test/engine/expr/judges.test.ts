import assert from "node:assert/strict";
import { test } from "node:test";
import { viewOf } from "../../../engine/dtype.js";
import { evaluate } from "../../../engine/expr/apply.js";
import { compile } from "../../../engine/expr/compile.js";
import { batchOf, schemaOf, type TestColumn, testArena } from "../../support/batch.js";
import { python } from "../../support/python.js";

/** The same text is Python, numexpr and ours. */
const BOTH = [
  "(temp > 2.5) & (year >= 1990)",
  "(temp > 2.5) | ~(year < 1990)",
  "(flag & (temp != temp)) ^ (year == 2000)",
  "x * 2 + 1",
  "-x ** 2 / 3 - 2 ** -temp",
  "sqrt(abs(x)) + exp(-abs(temp)) * log1p(abs(x))",
  "where(temp > 0, x, -temp)",
  "sin(x) + cos(temp) - arctan2(x, temp)",
  "tan(x)",
  "arcsinh(x) + arctan(temp) + tanh(x) + expm1(temp)",
  "log(x) + log10(temp) + arcsin(x)",
  "floor(x) + ceil(temp)",
  "year * 2 - 1",
  "big + year * 3",
  "big * 7 - 1 > 10",
  "big / 2 + 0.5",
  "(small & 12) | 3",
  "x % 3",
  "x % -0.7",
  "big % 7",
  "big % -(year - 1950)",
  "x ** 0 + temp ** 0.3 + 1 ** x",
];
const NUMPY = [
  "fmod(temp, x)",
  "temp % x",
  "isnan(temp) | isinf(x)",
  "minimum(x, temp) + maximum(x, temp)",
  "hypot(x, temp)",
  "round(x * 10)",
  "trunc(x)",
];

const SCRIPT = `
import sys, json, numpy as np, numexpr as ne
both, numpy = json.loads(sys.argv[1])
rng = np.random.default_rng(3)
n = 5003
temp = rng.standard_normal(n) * 3; temp[::7] = np.nan; temp[1::50] = np.inf; temp[2::50] = -np.inf; temp[3::50] = -0.0
c = dict(temp=temp, x=rng.standard_normal(n), year=rng.integers(1900, 2020, n).astype(np.int32),
  big=rng.integers(-2**62, 2**62, n) * 2 + 1, small=rng.integers(-128, 128, n).astype(np.int16), flag=rng.random(n) < 0.5)
c["x"][::11] = 0
space = {name: getattr(np, name) for name in dir(np)} | c
def plain(a):
    a = np.broadcast_to(np.asarray(a), (n,))
    return [str(v) for v in a] if a.dtype.kind == "i" else a.astype(float).tolist()
np.seterr(all="ignore")
out = []
for text in both + numpy: out.append([text, "numpy", plain(eval(text, space))])
for text in both: out.append([text, "numexpr", plain(ne.evaluate(text, c))])
print(json.dumps(dict(columns={k: plain(v) for k, v in c.items()}, results=out)))
`;

test("results equal NumPy's and numexpr's for the same text", () => {
  const judged = python<{
    columns: { [name: string]: (string | number)[] };
    results: [text: string, judge: string, values: (string | number)[]][];
  }>(SCRIPT, JSON.stringify([BOTH, NUMPY]));
  const types = { temp: "float64", x: "float64", year: "int32", big: "int64", small: "int16", flag: "bool" } as const;
  const columns: TestColumn[] = Object.entries(types).map(([name, type]) => ({
    name,
    type,
    values: judged.columns[name]!.map((value) => (type === "int64" ? BigInt(value) : Number(value))),
  }));
  const arena = testArena();
  assert.equal(judged.results.length, 2 * BOTH.length + NUMPY.length);
  for (const [text, judge, expected] of judged.results) {
    arena.reset();
    const program = compile(text, schemaOf(columns));
    const batch = batchOf(columns, arena);
    const column = evaluate(program, batch, program.columns, arena);
    const values: ArrayLike<number | bigint> = viewOf(
      column.type as "float64" | "int64" | "bool",
      arena.buffer,
      column.values,
      batch.rows,
    );
    for (let row = 0; row < batch.rows; row++) {
      const ours = values[row]!;
      const theirs = expected[row]!;
      const same = typeof ours === "bigint" ? ours === BigInt(theirs) : close(ours, Number(theirs));
      assert.ok(same, `${text} by ${judge}, row ${row}: ${ours} is not ${theirs}`);
    }
  }
});

/** Libraries' sines and exponentials differ in their last bits. */
function close(a: number, b: number): boolean {
  return Object.is(a, b) || a === b || Math.abs(a - b) <= 4e-15 * Math.max(Math.abs(a), Math.abs(b), 1);
}
