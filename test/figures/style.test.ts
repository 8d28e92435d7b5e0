import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, test } from "node:test";
import type { JsonObject } from "../../contract/index.js";
import { line, style } from "../../figures/index.js";
import { parseStyle, styleColor } from "../../figures/style/mplstyle.js";
import { THEMES } from "../../figures/style/themes.js";

const folder = mkdtempSync(join(tmpdir(), "style-"));
after(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => style("plain"));

async function template(): Promise<{ layout: JsonObject; data: { scatter: JsonObject[] } }> {
  const { layout } = await line([1, 2]).toJson();
  return layout["template"] as unknown as { layout: JsonObject; data: { scatter: JsonObject[] } };
}

test("a theme by name is worn by figures shown from then on, and by their pictures", async () => {
  for (const name of Object.keys(THEMES)) {
    await style(name);
    const { layout } = await template();
    assert.deepEqual(layout, THEMES[name].layout);
    const svg = await line([1, 2]).toSvg();
    assert.match(svg, new RegExp(`fill="${layout["paper_bgcolor"]}"`));
    assert.match(svg, new RegExp(`stroke="${(layout["colorway"] as string[])[0]}"`));
  }
});

test("a matplotlib style gives colours, faces, grid, fonts, widths and size", async () => {
  const path = join(folder, "own.mplstyle");
  writeFileSync(
    path,
    `# a comment
figure.facecolor: 2B3E50
axes.facecolor : "#123456"   # quoted
text.color: w
font.size: 18
axes.labelsize: large
axes.edgecolor: 0.5
axes.grid: True
grid.color: tab:blue
grid.linestyle: --
lines.linewidth: 3.6
xtick.color: red
figure.figsize: 20, 10
axes.prop_cycle: cycler('color', ['df691b', '#5bc0de', 'k'])
savefig.dpi: 300
`,
  );
  await style(path);
  const { layout, data } = await template();
  const { xaxis } = layout as { xaxis: JsonObject };
  assert.deepEqual(layout["paper_bgcolor"], "#2b3e50");
  assert.deepEqual(layout["plot_bgcolor"], "#123456");
  assert.deepEqual(layout["colorway"], ["#df691b", "#5bc0de", "#000000"]);
  assert.deepEqual(layout["font"], { color: "#ffffff", size: 25 });
  assert.deepEqual([xaxis["linecolor"], xaxis["griddash"], xaxis["tickcolor"]], ["rgb(128,128,128)", "dash", "red"]);
  assert.deepEqual((xaxis["title"] as { font: JsonObject }).font, { size: 30 });
  assert.deepEqual((data.scatter[0]["line"] as JsonObject)["width"], 5);
  const figure = await line([1, 2]).toJson();
  assert.deepEqual([figure.layout["width"], figure.layout["height"]], [2000, 1000]);
});

test("a Plotly template, alone or in a figure, is a theme", async () => {
  const own = { layout: { paper_bgcolor: "#abcdef" }, data: { scatter: [{ mode: "markers" }] } };
  for (const [name, content] of [
    ["alone.json", own],
    ["layout.json", { template: own }],
    ["figure.json", { data: [], layout: { template: own } }],
  ] as const) {
    writeFileSync(join(folder, name), JSON.stringify(content));
    await style(join(folder, name));
    assert.deepEqual(await template(), own);
  }
});

test("colours are read as matplotlib reads them", () => {
  const cases = { w: "#ffffff", "0.0": "rgb(0,0,0)", AABBCC: "#aabbcc", "'#fff000'": "#fff000", none: "rgba(0,0,0,0)" };
  for (const [written, meant] of Object.entries(cases)) assert.equal(styleColor(written), meant);
  assert.equal(styleColor("auto"), undefined);
  assert.equal(styleColor("url(x)"), undefined);
});

test("wrong styles are named, and the look stays", async () => {
  await style("dark");
  await assert.rejects(
    style("superheroin"),
    /unknown style 'superheroin': one of plain, .*did you mean 'superheroine'\?/,
  );
  await assert.rejects(style(join(folder, "missing.mplstyle")), /cannot read the style .*missing\.mplstyle/);
  writeFileSync(join(folder, "bad.json"), "{");
  await assert.rejects(style(join(folder, "bad.json")), /bad\.json' is no JSON/);
  writeFileSync(join(folder, "empty.json"), "{}");
  await assert.rejects(style(join(folder, "empty.json")), /is no Plotly template: it has no layout/);
  assert.throws(() => parseStyle("a: b\nnonsense"), /line 2 of the style is no 'key: value': nonsense/);
  assert.deepEqual((await template()).layout, THEMES["dark"].layout);
});
