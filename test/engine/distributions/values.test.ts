import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { burr } from "../../../engine/distributions/burr.js";
import type { ContinuousDistribution } from "../../../engine/distributions/continuous.js";
import { norm } from "../../../engine/distributions/norm.js";
import { uniform } from "../../../engine/distributions/uniform.js";
import { root } from "../../support/repo.js";

type Name = "burr" | "norm" | "uniform";
type Fn = "pdf" | "cdf" | "sf" | "ppf";

interface Fixtures {
  values: {
    name: Name;
    function: Fn;
    shape: number[];
    x: string;
    loc: number;
    scale: number;
    mpmath: string;
    scipy?: string;
  }[];
  borders: { name: Name; function: Fn; x: string; parameters: string[]; scipy: string }[];
  moments: { shape: [number, number]; mpmath: string[]; scipy: string[] }[];
}

const fixtures: Fixtures = JSON.parse(readFileSync(join(root, "test/fixtures/distributions.json"), "utf8"));
const families = { burr, norm, uniform } as unknown as Record<Name, ContinuousDistribution<number[]>>;
const number = (text: string): number => Number(text.replace("inf", "Infinity"));

/** Relative distance; 0 for the same value, NaN and infinities included. */
function distance(ours: number, theirs: number): number {
  if (ours === theirs || (Number.isNaN(ours) && Number.isNaN(theirs))) return 0;
  const relative = Math.abs((ours - theirs) / theirs);
  return Number.isNaN(relative) ? Number.POSITIVE_INFINITY : relative;
}

test("pdf, cdf, sf and ppf are mpmath's to 5e-13, and SciPy's to 1e-12 wherever SciPy has the digits", () => {
  let judged = 0;
  for (const row of fixtures.values) {
    const ours = families[row.name][row.function](number(row.x), ...row.shape, row.loc, row.scale);
    const exact = number(row.mpmath);
    assert.ok(distance(ours, exact) <= 5e-13, `${JSON.stringify(row)}: ${ours}`);
    if (row.scipy === undefined || distance(number(row.scipy), exact) > 5e-13) continue;
    judged++;
    assert.ok(distance(ours, number(row.scipy)) <= 1e-12, `${JSON.stringify(row)}: ${ours}`);
  }
  assert.ok(judged > 0.8 * fixtures.values.length, `SciPy judged only ${judged} of ${fixtures.values.length}`);
});

test("borders of the support, NaN and invalid parameters give what SciPy gives", () => {
  for (const row of fixtures.borders) {
    const ours = families[row.name][row.function](number(row.x), ...row.parameters.map(number));
    assert.ok(distance(ours, number(row.scipy)) <= 1e-12, `${JSON.stringify(row)}: ${ours}`);
  }
  assert.ok(fixtures.borders.length > 100);
});

test("burr's moments are mpmath's to 1e-15, and SciPy's to 1e-12 wherever SciPy has the digits", () => {
  let judged = 0;
  for (const { shape, mpmath, scipy } of fixtures.moments) {
    const ours = burr.stats(...shape, "mvsk");
    ours.forEach((value, i) => {
      const exact = number(mpmath[i]);
      assert.ok(distance(value, exact) <= 1e-15, `burr${shape} moment ${i}: ${value}, mpmath ${exact}`);
      if (distance(number(scipy[i]), exact) > 5e-13) return;
      judged++;
      assert.ok(distance(value, number(scipy[i])) <= 1e-12);
    });
  }
  assert.ok(judged > fixtures.moments.length, `SciPy judged only ${judged} moments`);
});

test("the number of the chapter: Burr(10.8, 4.2)", () => {
  const [mean, variance] = burr.stats(10.8, 4.2);
  assert.equal(mean.toFixed(6), "1.201294");
  assert.equal(variance.toFixed(6), "0.027075");
  assert.deepEqual(burr.stats(10.8, 4.2, "ks"), burr.stats(10.8, 4.2, "mvsk").slice(2));
});

test("location and scale move the moments; the others follow SciPy's", () => {
  assert.deepEqual(norm.stats(3, 2, "mvsk"), [3, 4, 0, 0]);
  assert.deepEqual(uniform.stats(-1, 6), [2, 3]);
  assert.deepEqual(norm.stats(0, -1), [Number.NaN, Number.NaN]);
  assert.deepEqual(burr.stats(1e200, 1, "m"), [Number.NaN]);
});

test("arrays in, Float64Array out, each element as the number alone", () => {
  const q = [0.0001, 0.5, 0.9999];
  const x = burr.ppf(q, 10.8, 4.2);
  assert.ok(x instanceof Float64Array);
  assert.deepEqual(
    [...x],
    q.map((one) => burr.ppf(one, 10.8, 4.2)),
  );
  assert.deepEqual([...norm.cdf(Float32Array.of(-1, 1))], [norm.cdf(-1), norm.cdf(1)]);
  assert.equal(uniform.pdf([]).length, 0);
});

test("bad input names the value and what was expected", () => {
  const loose = burr as unknown as Record<string, (...parameters: unknown[]) => unknown>;
  const code = "InvalidArgument";
  assert.throws(() => loose["pdf"]("1", 10.8, 4.2), { code, message: "burr.pdf: x must be a number; got '1'" });
  assert.throws(() => loose["ppf"]([0.5, 1n], 1, 1), { code, message: "burr.ppf: q must be a number; got 1" });
  assert.throws(() => loose["pdf"](norm.rvs(), 1, 1), { code, message: /read the column first: await column.toArray/ });
  assert.throws(() => loose["cdf"](1, 10.8), { code, message: "burr.cdf: d is missing" });
  assert.throws(() => loose["sf"](1, 1, 1, 0, 1, 7), { code, message: /takes c, d, loc, scale; got 5 parameters/ });
  assert.throws(() => burr.stats(1, 1, "mx"), { code, message: /moments 'mx' must be letters of 'mvsk'/ });
});
