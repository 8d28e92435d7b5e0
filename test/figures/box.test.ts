import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { column } from "../../engine/column.js";
import { box, plot } from "../../figures/index.js";
import { python } from "../support/python.js";

const folder = mkdtempSync(join(tmpdir(), "box-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const values = Float64Array.from({ length: 10_007 }, (_, i) => (((i * 7919) % 10_007) / 10_007) ** 3 * 4 - 1);
const path = join(folder, "values.bin");
writeFileSync(path, values);

test("boxes of long columns are NumPy's quartiles and extremes", async () => {
  const judged = python<number[]>(
    `import json, sys, numpy as np
print(json.dumps(np.quantile(np.fromfile(sys.argv[1]), [0, 0.25, 0.5, 0.75, 1]).tolist()))`,
    path,
  );
  const figure = box({ cubes: column(values), again: values }, { title: "boxes" });
  const { data } = await figure.toJson();
  for (const [index, name] of ["cubes", "again"].entries()) {
    const { lowerfence, q1, median, q3, upperfence, name: given } = data[index];
    assert.deepEqual([lowerfence, q1, median, q3, upperfence].flat(), judged);
    assert.equal(given, name);
  }
  assert.match(
    await figure.toText(),
    /box 'cubes': 10,007 rows → 5 numbers, whiskers to the extremes; least, quartiles/,
  );
});

test("a mean is drawn into a box only where it is asked for, as Plotly does with short data", async () => {
  const asked = plot({
    data: [
      { type: "box", y: values },
      { type: "box", y: values, boxmean: "sd" },
    ],
  });
  assert.deepEqual(
    (await asked.toJson()).data.map(({ boxmean }) => boxmean),
    [false, "sd"],
  );
});

test("short data is Plotly's own to draw, and is drawn in the picture", async () => {
  const figure = box([1, 2, 3, 4, 100]);
  const [made] = (await figure.toJson()).data;
  assert.equal(made["q1"], undefined);
  const svg = await figure.toSvg();
  assert.equal(svg.match(/<circle/g)?.length, 1, "100 lies beyond the whiskers");
});

test("missing values are told", async () => {
  const gappy = values.map((value, row) => (row < 100 ? Number.NaN : value));
  assert.match(await box(gappy).toText(), /whiskers to the extremes, 100 values missing/);
  await assert.rejects(
    async () => box({ name: 5 as never }),
    /name must be a column, a typed array or an array, got number/,
  );
});
