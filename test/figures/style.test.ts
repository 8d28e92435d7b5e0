import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, test } from "node:test";
import { type JsonObject, JUPYTER_DISPLAY, type Layout, type LiveMime, MIME } from "../../contract/index.js";
import { column } from "../../engine/column.js";
import { type Figure, line, style } from "../../figures/index.js";
import { figureWork } from "../../figures/resolve.js";
import { figureFunctions } from "../../figures/short-forms.js";
import { parseStyle, styleColor } from "../../figures/style/mplstyle.js";
import { THEMES } from "../../figures/style/themes.js";

const folder = mkdtempSync(join(tmpdir(), "style-"));
after(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => style("plain"));

async function template(): Promise<{ layout: JsonObject; data: { scatter: JsonObject[] } }> {
  const { layout } = await line([1, 2]).toJson();
  return layout["template"] as unknown as { layout: JsonObject; data: { scatter: JsonObject[] } };
}

/** The live type of a figure. */
async function live(figure: Figure): Promise<LiveMime> {
  return (await figure[JUPYTER_DISPLAY]())[MIME.live] as unknown as LiveMime;
}

test("a figure brings a look for dark pages, until a style, a template or colours of its own are chosen", async () => {
  const fresh = figureFunctions(figureWork((values) => column(Float64Array.from(values as ArrayLike<number>))));
  const dark = async (layout: Layout): Promise<unknown> =>
    (await live(fresh.plot({ data: [{ y: [1, 2] }], layout }))).dark;
  assert.deepEqual(await dark({ title: "t", font: { size: 20 } }), THEMES["dark"]);
  const white = await fresh.plot({ data: [{ y: [1, 2] }] }).toJson();
  assert.deepEqual(white.layout["template"], THEMES["plain"], "pictures and files stay white");
  for (const own of [{ template: {} }, { paper_bgcolor: "#fff" }, { plot_bgcolor: "#eee" }, { font: { color: "red" } }])
    assert.equal(await dark(own), undefined, JSON.stringify(own));
  for (const name of ["superheroine", "plain"]) {
    await fresh.style(name);
    assert.equal(await dark({}), undefined, name);
  }
});

test("colours of traces stand out from the ground, by WCAG's 3 to 1 for graphics", () => {
  const luminance = (color: string): number => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const value = Number.parseInt(color.slice(at, at + 2), 16) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  // JupyterLab's dark ground is darker than the theme's own
  for (const [name, ground] of [
    ["plain", "#ffffff"],
    ["dark", "#14181f"],
    ["dark", "#111111"],
  ])
    for (const color of THEMES[name].layout["colorway"] as string[]) {
      const [low, high] = [luminance(color), luminance(ground)].sort((a, b) => a - b);
      assert.ok((high + 0.05) / (low + 0.05) >= 3, `${color} on ${ground}`);
    }
});

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
