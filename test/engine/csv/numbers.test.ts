import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readCsv } from "../../../engine/csv/read-csv.js";
import { csvFiles } from "../../support/csv.js";
import { python } from "../../support/python.js";

/** Texts of numbers, hard ones among them, and what Python's `float` makes of them (correctly rounded, as strtod). */
const WRITE = `
import random, struct, sys
from decimal import Decimal, getcontext
from fractions import Fraction
folder, n = sys.argv[1], int(sys.argv[2])
random.seed(7)
getcontext().prec = 800
bits = lambda b: struct.unpack('<d', struct.pack('<Q', b))[0]
hard = """0 -0 0.0 1e23 9007199254740993 9007199254740992 9007199254740994 9007199254740991 1. -.5 .5 +1.5 1e5 1E+5 1e-5
1.7976931348623157e308 1.7976931348623158e308 1.7976931348623159e308 2.2250738585072014e-308 2.2250738585072011e-308
2.225073858507201e-308 4.9e-324 5e-324 2.4703282292062327e-324 2.4703282292062328e-324
2.47032822920623272088284396434110686182e-324 2.47032822920623272088284396434110686183e-324 1e-400 1e400
123456789012345678901234567890 0.000000000000000000000000000012345678901234567890123 00000000000000000000000000001.5
8.5e-5 7.2057594037927933e16 6.917529027641081856e18 8.988465674311579e307 1.00000000000000011102230246251565
1.00000000000000011102230246251564 1.000000000000000111022302462515655 100000000000000016777215
100000000000000016777216 9223372036854775807.5 1e22 1e-22 1e16 3e22 123456789e-30 17976931348623157e292
1e+00000000000000005 4503599627370496.5 4503599627370497.5 4503599627370496.49999999999999999999999999999""".split()
hard += ["0." + "0" * 400 + "1", "1" + "0" * 400, "1" * 800, "0." + "3" * 700]
def halfway():
    b = random.getrandbits(63) & ~(0x7ff << 52) | (random.randint(900, 1150) << 52)
    h = (Fraction(bits(b)) + Fraction(bits(b + 1))) / 2
    text = format(Decimal(h.numerator) / Decimal(h.denominator), 'f')
    return text if random.random() < 0.6 else (text if '.' in text else text + '.') + '1'
def digits(n):
    return ''.join(random.choices('0123456789', k=n))
def finite(b):
    return repr(bits(b if (b >> 52) & 0x7ff != 0x7ff else b & ~(1 << 62)))
makers = [
    lambda: finite(random.getrandbits(64)),
    lambda: "%.17g" % random.gauss(10, 5),
    lambda: repr(random.random() * 10 ** random.randint(-5, 5)),
    lambda: "%de%d" % (random.getrandbits(random.randint(1, 70)), random.randint(-340, 310)),
    lambda: "%.*f" % (random.randint(0, 30), random.uniform(-1e6, 1e6)),
    halfway,
    lambda: str(random.randint(-10 ** random.randint(1, 19), 10 ** random.randint(1, 19))),
    lambda: "%.*e" % (random.randint(0, 22), random.uniform(-1, 1) * 10.0 ** random.randint(-307, 307)),
    lambda: finite(random.getrandbits(random.randint(1, 53))),
    lambda: random.choice(['', '-']) + digits(random.randint(0, 9)) + '.' + digits(random.randint(1, 20)),
]
texts = hard + [random.choice(makers)() for _ in range(n)]
with open(folder + '/x.csv', 'w') as f:
    f.write('row,x\\n' + ''.join('%d,%s\\n' % (i, text) for i, text in enumerate(texts)))
with open(folder + '/x.bin', 'wb') as f:
    f.write(struct.pack('<%dd' % len(texts), *map(float, texts)))
print(len(texts))
`;

test("floats are bit-equal to Python's float: random, halfway, subnormal, huge and long ones", async (t) => {
  const folder = csvFiles(t, {});
  const rows = Number(python(WRITE, folder, "200000"));
  const table = await readCsv(join(folder, "x.csv"), { types: { x: "float64" } });
  const read = (await table.read({ field: "x" })) as Float64Array;
  const bytes = readFileSync(join(folder, "x.bin"));
  const expected = new BigUint64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const found = new BigUint64Array(read.buffer, read.byteOffset, read.length);
  assert.equal(found.length, rows);
  const odd = found.findIndex((bits, i) => bits !== expected[i]);
  assert.equal(odd, -1, `row ${odd}`);
});

test("integers have all their digits, and none beyond 64 bits", async (t) => {
  const values = [0n, -0n, 1n, -1n, 2n ** 63n - 1n, -(2n ** 63n), 10n ** 18n, -(10n ** 18n), 9_007_199_254_740_993n];
  const folder = csvFiles(t, {
    "i.csv": `a,b\n${values.map((v, i) => `${i},${v}`).join("\n")}\n9,+5\n10,000000000000000000000000000007\n`,
    "over.csv": "a,b\n1,2\n2,9223372036854775808\n",
  });
  const table = await readCsv(join(folder, "i.csv"));
  assert.deepEqual([...((await table.read({ field: "b" })) as BigInt64Array)], [...values, 5n, 7n]);
  const over = await readCsv(join(folder, "over.csv"));
  assert.equal(over.schema[1]!.type, "float64");
  await assert.rejects(
    readCsv(join(folder, "over.csv"), { types: { b: "int64" } }).then((each) => each.rows()),
    /over.csv', line 3: column 'b' holds '9223372036854775808', which is no int64/,
  );
});

test("narrow types are held to their ranges", async (t) => {
  const folder = csvFiles(t, { "n.csv": "a,b,c\n127,1.1,255\n-128,1e300,0\n" });
  const types = { a: "int8", b: "float32", c: "u1" } as const;
  const rows = await (await readCsv(join(folder, "n.csv"), { types })).toRows();
  assert.deepEqual(rows, [
    { a: 127, b: Math.fround(1.1), c: 255 },
    { a: -128, b: Number.POSITIVE_INFINITY, c: 0 },
  ]);
  const narrow = await readCsv(join(folder, "n.csv"), { types: { a: "uint8" }, onError: "null" });
  assert.deepEqual(
    (await narrow.toRows()).map(({ a }) => a),
    [127, null],
  );
});
