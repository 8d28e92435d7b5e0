import assert from "node:assert/strict";
import { test } from "node:test";
import { drawSvg } from "../../../display/picture/draw.js";
import type { Plain } from "../../../display/picture/plain.js";
import { python } from "../../support/python.js";

/** Tag names and texts of an SVG as a foreign XML parser sees them; fails where it is not well-formed. */
function parsed(svg: string): { tags: Record<string, number>; texts: string[] } {
  const script = `
import collections, json, sys
import xml.etree.ElementTree as tree
root = tree.fromstring(sys.argv[1])
name = lambda e: e.tag.split("}")[1]
print(json.dumps({"tags": collections.Counter(map(name, root.iter())),
                  "texts": ["".join(e.itertext()) for e in root.iter() if name(e) == "text"]}))`;
  return python(script, svg);
}

/** Corner points of every path of a colour, in pixels. */
function pathsOf(svg: string, color: string): number[][][] {
  return [...svg.matchAll(/<path d="([^"]*)"([^>]*)>/g)]
    .filter(([, , rest]) => rest.includes(`"${color}"`))
    .map(([, d]) => [...d.matchAll(/[ML]([-\d.]+) ([-\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]));
}

const margin = { l: 50, r: 50, t: 50, b: 50 };
const frame = { width: 300, height: 200, margin };
const base64 = (array: Float64Array | Float32Array, dtype: string): Plain => ({
  dtype,
  bdata: Buffer.from(array.buffer).toString("base64"),
});

test("a line goes through the pixels of its points", () => {
  const layout = { ...frame, xaxis: { range: [0, 10] }, yaxis: { range: [0, 100] } };
  const svg = drawSvg({
    data: [{ x: [0, 5, 10], y: [0, 100, 50], mode: "lines", line: { color: "#123456" } }],
    layout,
  });
  const expected = [
    [50, 150],
    [150, 50],
    [250, 100],
  ];
  assert.deepEqual(pathsOf(svg, "#123456"), [expected]);
});

test("log, date and category axes put values where Plotly puts them", () => {
  const line = { mode: "lines", line: { color: "#123456" } };
  const log = drawSvg({
    data: [{ ...line, x: [1, 10, 100], y: [0, 0, 0] }],
    layout: { ...frame, xaxis: { type: "log", range: [0, 2] }, yaxis: { range: [-1, 1] } },
  });
  assert.deepEqual(
    pathsOf(log, "#123456")[0].map(([x]) => x),
    [50, 150, 250],
  );
  const date = drawSvg({
    data: [{ ...line, x: ["2024-01-01", "2024-01-02 12:00", "2024-01-03"], y: [0, 0, 0] }],
    layout: { ...frame, xaxis: { range: ["2024-01-01", "2024-01-03"] }, yaxis: { range: [-1, 1] } },
  });
  assert.deepEqual(
    pathsOf(date, "#123456")[0].map(([x]) => x),
    [50, 200, 250],
  );
  assert.ok(parsed(date).texts.some((text) => text.startsWith("Jan 1")));
  const category = drawSvg({
    data: [{ ...line, x: ["b", "a", "b"], y: [0, 1, 2] }],
    layout: { ...frame, xaxis: { range: [0, 1] }, yaxis: { range: [0, 2] } },
  });
  assert.deepEqual(
    pathsOf(category, "#123456")[0].map(([x]) => x),
    [50, 250, 50],
  );
});

test("NaN breaks a line, connectgaps joins it", () => {
  const y = [0, 1, Number.NaN, 2, 3, null, 4];
  const count = (trace: Plain): number => {
    const svg = drawSvg({ data: [{ mode: "lines", line: { color: "#123456" }, ...trace }], layout: frame });
    return svg.match(/<path d="([^"]*)"[^>]*#123456/)?.[1].match(/M/g)?.length ?? 0;
  };
  assert.equal(count({ y }), 3);
  assert.equal(count({ y, connectgaps: true }), 1);
  assert.equal(count({ y: base64(Float64Array.of(0, 1, Number.NaN, 2), "f8") }), 2);
});

test("base64 arrays draw what plain arrays draw", () => {
  const y = [0.5, 2.25, -1.5, 8];
  const plain = drawSvg({ data: [{ y }], layout: frame });
  assert.equal(drawSvg({ data: [{ y: base64(Float64Array.from(y), "f8") }], layout: frame }), plain);
  assert.equal(drawSvg({ data: [{ y: base64(Float32Array.from(y), "f4") }], layout: frame }), plain);
  assert.equal(drawSvg({ data: [{ y: Float64Array.from(y) }], layout: frame }), plain);
});

test("bars of given widths stand on their bins", () => {
  const layout = { ...frame, xaxis: { range: [0, 10] }, yaxis: { range: [0, 10] } };
  const trace = { type: "bar", x: [1, 5], y: [5, 10], width: [2, 6], marker: { color: "#123456" } };
  const svg = drawSvg({ data: [trace], layout });
  assert.match(svg, /d="M50 150V100H90V150ZM90 150V50H210V150Z" fill="#123456"/);
});

test("bars stand beside each other, on each other, or over each other", () => {
  const layout = { ...frame, showlegend: false, bargap: 0, xaxis: { range: [-0.5, 1.5] }, yaxis: { range: [0, 10] } };
  const data = ["#111111", "#222222"].map((color) => ({ type: "bar", y: [2, 4], marker: { color } }));
  const paths = (barmode: string): string[] =>
    [...drawSvg({ data, layout: { ...layout, barmode } }).matchAll(/d="(M[^"]*V[^"]*)" fill="#/g)].map(([, d]) => d);
  assert.deepEqual(paths("group"), [
    "M50 150V130H100V150ZM150 150V110H200V150Z",
    "M100 150V130H150V150ZM200 150V110H250V150Z",
  ]);
  assert.deepEqual(paths("stack"), [
    "M50 150V130H150V150ZM150 150V110H250V150Z",
    "M50 130V110H150V130ZM150 110V70H250V110Z",
  ]);
  assert.equal(new Set(paths("overlay")).size, 1);
});

test("bars on a log axis stand on their bins", () => {
  const layout = { ...frame, xaxis: { type: "log", range: [0, 2] }, yaxis: { range: [0, 10] } };
  const trace = { type: "bar", x: [5.5, 55], y: [5, 10], width: [9, 90], marker: { color: "#123456" } };
  const svg = drawSvg({ data: [trace], layout });
  assert.match(svg, /d="M50 150V100H150V150ZM150 150V50H250V150Z" fill="#123456"/);
});

test("boxes stand on their five numbers", () => {
  const layout = { ...frame, showlegend: false, yaxis: { range: [0, 10] } };
  const five = { lowerfence: [1], q1: [3], median: [4], q3: [6], upperfence: [9] };
  const svg = drawSvg({ data: [{ type: "box", x: ["a"], ...five, line: { color: "#123456" } }], layout });
  const [corners, ...bars] = pathsOf(svg, "#123456").map((path) => path.map(([, y]) => y));
  assert.deepEqual(corners, [120, 90, 90, 120]);
  const heights = [
    [110, 110],
    [90, 60],
    [120, 140],
    [60, 60],
    [140, 140],
  ];
  assert.deepEqual(bars, heights);
});

test("the axis of a box's five numbers has numbers, in both directions", () => {
  const five = { lowerfence: [1], q1: [3], median: [4], q3: [6], upperfence: [9] };
  for (const place of [{ x: ["name"] }, { y: ["name"], orientation: "h" }, {}]) {
    const svg = drawSvg({
      data: [{ type: "box", name: "name", ...place, ...five }],
      layout: { ...frame, showlegend: false },
    });
    const texts = [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);
    assert.deepEqual(
      texts.filter((text) => Number.isNaN(Number(text))),
      ["name"],
      JSON.stringify(place),
    );
    assert.ok(texts.length > 1, texts.join(" "));
  }
});

test("a heat map is one image over its cells, with a bar for its colours", () => {
  const z = [
    [1, 2],
    [3, null],
  ];
  const layout = { ...frame, xaxis: { range: [0, 2] }, yaxis: { range: [0, 2] } };
  const svg = drawSvg({ data: [{ type: "heatmap", x: [0, 1, 2], y: [0, 1, 2], z, colorbar: { title: "n" } }], layout });
  const { tags, texts } = parsed(svg);
  assert.equal(tags["image"], 1);
  assert.equal(tags["linearGradient"], 1);
  assert.ok(texts.includes("n") && texts.includes("3"));
});

test("whatever text a figure holds, the picture is well-formed and holds no script", () => {
  const hostile = `"><script>alert(1)</script><b onload='x'>&amp;\u0000\uD800]]>`;
  const layout = {
    ...frame,
    title: hostile,
    paper_bgcolor: `red" onload="x`,
    plot_bgcolor: "url(http://example.org/x.png)",
    xaxis: { title: { text: hostile }, gridcolor: hostile, ticksuffix: hostile },
    yaxis: { title: hostile, tickvals: [1, 2], ticktext: [hostile, hostile] },
    annotations: [{ text: hostile, x: "a", y: 1, bgcolor: hostile }],
    font: { color: hostile },
    showlegend: true,
  };
  const data = [
    { type: "bar", x: [hostile, "a"], y: [1, 2], name: hostile, marker: { color: [hostile, "blue"] } },
    { x: [hostile, "a"], y: [1, 2], mode: "markers+text", text: [hostile, hostile], marker: { symbol: hostile } },
    { type: hostile },
  ];
  const svg = drawSvg({ data, layout });
  const { tags, texts } = parsed(svg);
  assert.equal(tags["script"], undefined);
  assert.doesNotMatch(svg, /onload="|onload='|example\.org/);
  assert.ok(texts.some((text) => text.includes("alert(1)")));
});

test("a template stands behind layout and traces, and axes of every number", () => {
  const template = {
    layout: { paper_bgcolor: "#010203", colorway: ["#0a0b0c"], xaxis: { title: { text: "from the template" } } },
    data: { scatter: [{ mode: "markers", marker: { size: 20 } }] },
  };
  const data = [{ y: [1, 2] }, { y: [1, 2], xaxis: "x2", yaxis: "y2" }];
  const layout = { template, xaxis: { domain: [0, 0.4] }, xaxis2: { domain: [0.6, 1] }, yaxis2: { anchor: "x2" } };
  const svg = drawSvg({ data, layout });
  assert.match(svg, /fill="#010203"/);
  assert.equal(svg.match(/fill="#0a0b0c"/g)?.length, 6, "two markers a trace and one in each sign of the legend");
  assert.equal(parsed(svg).texts.filter((text) => text === "from the template").length, 2);
});

test("the legend has the order of the traces, whatever is drawn over what", () => {
  const data = [
    { y: [1, 2], name: "first" },
    { type: "bar", y: [1, 2], name: "second" },
    { y: [1, 2], name: "third" },
  ];
  const { texts } = parsed(drawSvg({ data, layout: frame }));
  assert.deepEqual(
    texts.filter((text) => /first|second|third/.test(text)),
    ["first", "second", "third"],
  );
});

test("kinds that are not drawn are named", () => {
  const svg = drawSvg({ data: [{ type: "violin", y: [1, 2] }, { type: "sankey" }], layout: frame });
  assert.ok(parsed(svg).texts.includes("not drawn in the static picture: violin, sankey"));
});

test("figures without data or with nothing but NaN are drawn empty", () => {
  for (const data of [
    [],
    [{}],
    [{ y: [] }],
    [{ y: [Number.NaN, null] }],
    [{ type: "heatmap", z: [] }],
    [{ type: "bar" }],
  ]) {
    parsed(drawSvg({ data, layout: frame }));
    parsed(drawSvg({ data, layout: { ...frame, xaxis: { type: "log" }, yaxis: { type: "date" } } }));
  }
});

test("a long line is drawn in pieces that hang together, a dashed or see-through one whole", () => {
  const y = Array.from({ length: 950 }, (_, row) => Math.sin(row * 1.7));
  const drawn = (line: Plain): number[][][] =>
    pathsOf(drawSvg({ data: [{ y, mode: "lines", line }], layout: { margin } }), String(line["color"]));
  const pieces = drawn({ color: "#123456" });
  assert.equal(pieces.length, 10);
  for (const [k, piece] of pieces.slice(1).entries()) assert.deepEqual(piece[0], pieces[k].at(-1));
  assert.equal(
    pieces.reduce((sum, piece) => sum + piece.length - 1, 1),
    950,
  );
  assert.equal(drawn({ color: "#123456", dash: "dot" }).length, 1);
  assert.equal(drawn({ color: "rgba(1,2,3,0.5)" }).length, 1);
});
