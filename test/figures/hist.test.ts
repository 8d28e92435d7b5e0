import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { JsonObject } from "../../contract/index.js";
import { column } from "../../engine/column.js";
import { memmap } from "../../engine/sources/memmap.js";
import { hist, plot } from "../../figures/index.js";
import { python } from "../support/python.js";

const folder = mkdtempSync(join(tmpdir(), "hist-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Values of a Burr-like shape from a fixed sequence. */
const values = Float64Array.from({ length: 10_007 }, (_, i) => (((i * 7919) % 10_007) / 10_007) ** 3 * 4 - 1);
const path = join(folder, "values.bin");
writeFileSync(path, values);

/** A base64 array of a figure. */
function decoded(value: unknown): number[] {
  const { dtype, bdata } = value as { dtype: string; bdata: string };
  assert.equal(dtype, "f8");
  return Array.from(new Float64Array(new Uint8Array(Buffer.from(bdata, "base64")).buffer));
}

interface Judgement {
  heights: number[];
  edges: number[];
}

function numpy(keywords: string): Judgement {
  return python<Judgement>(
    `import json, sys, numpy as np
heights, edges = np.histogram(np.fromfile(sys.argv[1]), ${keywords})
print(json.dumps({"heights": heights.tolist(), "edges": edges.tolist()}))`,
    path,
  );
}

function centresAndWidths(edges: readonly number[]): { centres: number[]; widths: number[] } {
  const pairs = edges.slice(1).map((edge, index) => [edges[index], edge]);
  return { centres: pairs.map(([a, b]) => (a + b) / 2), widths: pairs.map(([a, b]) => b - a) };
}

test("bars are numpy.histogram's, of an array and of a file", async () => {
  const cases = [
    [{ bins: 37 }, "bins=37"],
    [{ bins: 100, density: true }, "bins=100, density=True"],
    [{ bins: 10, range: [0, 2.5] }, "bins=10, range=(0, 2.5)"],
    [{ bins: 8, range: [-0.5, 1], density: true }, "bins=8, range=(-0.5, 1), density=True"],
  ] as const;
  for (const data of [values, column(values), await memmap(path, { dtype: "float64" })]) {
    for (const [options, keywords] of cases) {
      const judged = numpy(keywords);
      const { centres, widths } = centresAndWidths(judged.edges);
      const [bars] = (await hist(data, options).toJson()).data;
      assert.equal(bars["type"], "bar");
      assert.deepEqual(decoded(bars["y"]), judged.heights);
      assert.deepEqual(decoded(bars["x"]), centres);
      assert.deepEqual(decoded(bars["width"]), widths);
    }
  }
});

test("the figure says how many rows became how many bins", async () => {
  const figure = hist(values, { bins: 37, range: [0, 1], title: "Shape" });
  const inside = values.filter((value) => value >= 0 && value <= 1).length;
  const said = `10,007 rows → 37 bins, ${(10_007 - inside).toLocaleString("en-US")} outside`;
  const { layout } = await figure.toJson();
  assert.deepEqual(
    (layout["annotations"] as JsonObject[]).map(({ text }) => text),
    [said],
  );
  assert.match(await figure.toText(), new RegExp(`^figure: Shape\\n.*${said}; x from 0 to 1; count up to`));
  assert.match(await figure.toSvg(), new RegExp(said));
});

test("a curve is sampled at 512 points over the edges' range, both ends included", async () => {
  const [, curve] = (await hist(values, { bins: 5, range: [0, 2], curve: (x) => x * x }).toJson()).data;
  const x = decoded(curve["x"]);
  assert.equal(x.length, 512);
  assert.deepEqual([x[0], x[511]], [0, 2]);
  assert.deepEqual(
    decoded(curve["y"]),
    x.map((at) => at * at),
  );
  const points = { x: [0, 1], y: [3, 4], name: "given" };
  const [, given] = (await hist(values, { curve: points }).toJson()).data;
  assert.equal(given["name"], "given");
  assert.deepEqual(decoded(given["y"]), [3, 4]);
});

test("Plotly's own words for bins and norms are understood", async () => {
  const of = async (trace: object): Promise<number[]> => {
    const [bars] = (await plot({ data: [{ type: "histogram", x: values, ...trace }] }).toJson()).data;
    return decoded(bars["y"]);
  };
  assert.equal((await of({ nbinsx: 12 })).length, 12);
  assert.deepEqual(await of({ xbins: { start: 0, end: 2, size: 0.5 } }), numpy("bins=4, range=(0, 2)").heights);
  const shares = await of({ nbinsx: 4, histnorm: "percent" });
  assert.ok(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 100) < 1e-9);
  const lying = (await plot({ data: [{ type: "histogram", y: values, nbinsy: 3 }] }).toJson()).data[0];
  assert.equal(lying["orientation"], "h");
  assert.equal(decoded(lying["x"]).length, 3);
});

test("on a log axis bins are equally wide in the exponent", async () => {
  const layout = { xaxis: { type: "log" as const } };
  const powers = Float64Array.from(values, (value) => 10 ** value);
  const [bars] = (await hist(powers, { bins: 8, layout }).toJson()).data;
  const judged = numpy("bins=8");
  assert.deepEqual(decoded(bars["y"]), judged.heights);
  const { centres } = centresAndWidths(judged.edges.map((edge) => 10 ** edge));
  decoded(bars["x"]).forEach((centre, bin) => {
    assert.ok(Math.abs(centre / centres[bin] - 1) < 1e-12);
  });
  const mixed = Float64Array.of(-5, 0, 1, 10, 100, 1000);
  assert.match(await hist(mixed, { bins: 3, layout }).toText(), /6 rows → 3 bins, 2 outside; x from 1 to 1000/);
  const ranged = hist(mixed, { bins: 3, range: [1, 1000], layout });
  assert.deepEqual(decoded((await ranged.toJson()).data[0]["y"]), [1, 1, 2]);
  await assert.rejects(hist(mixed, { range: [0, 10], layout }).ready, /on a log axis the range must begin above 0/);
});

test("wrong input is named", async () => {
  const fails = (message: RegExp, make: () => unknown): Promise<void> => assert.rejects(async () => make(), message);
  await fails(/bins must be a whole number from 1 to 100,000, got 0/, () => hist(values, { bins: 0 }).ready);
  await fails(/bins .* got 2.5/, () => hist(values, { bins: 2.5 }).ready);
  await fails(/range must be \[low, high\].*\[2,1\]/, () => hist(values, { range: [2, 1] }).ready);
  await fails(/the data must be a column.*got undefined/, () => hist(undefined as never));
  await fails(/the curve must give a number.*got string/, () => hist(values, { curve: (() => "1") as never }).ready);
  await fails(
    /unknown histnorm 'odd'/,
    () => plot({ data: [{ type: "histogram", x: values, histnorm: "odd" as never }] }).ready,
  );
  await fails(/element 1 is b|numbers|string/, () => hist(["a", "b"]).ready);
});
