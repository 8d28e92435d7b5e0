import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { type JsonObject, JUPYTER_DISPLAY, LIVE, MIME } from "../../contract/index.js";
import { column } from "../../engine/column.js";
import { bar, box, density, hist, hist2d, line, plot, scatter } from "../../figures/index.js";
import { inCell } from "../support/ambient.js";
import { python } from "../support/python.js";

const folder = mkdtempSync(join(tmpdir(), "figure-"));
after(() => rmSync(folder, { recursive: true, force: true }));

test("one bundle for every viewer", async () => {
  const bundle = await line([1, 4, 2], { title: "Three" })[JUPYTER_DISPLAY]();
  assert.deepEqual(Object.keys(bundle).sort(), [MIME.live, MIME.plotly, MIME.png, MIME.html, MIME.plain].sort());
  const figure = bundle[MIME.plotly] as { config: object };
  assert.deepEqual(figure.config, {
    showSendToCloud: false,
    plotlyServerURL: "",
    displaylogo: false,
    responsive: true,
  });
  const png = String(bundle[MIME.png]);
  assert.equal(Buffer.from(png, "base64").toString("latin1", 1, 4), "PNG");
  assert.ok(String(bundle[MIME.html]).includes(`src="data:image/png;base64,${png}"`));
  assert.match(String(bundle[MIME.plain]), /^figure: Three\n {2}scatter: 3 points; y from 1 to 4$/m);
  assert.equal(JSON.stringify(bundle), JSON.stringify(JSON.parse(JSON.stringify(bundle))));
});

test("of a figure's own reading no progress is to be left", async () => {
  const slow = column(Float64Array.from({ length: 1_000_000 }, (_, row) => row)).map((value: number) => {
    if (value % 1000 === 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    return value;
  });
  const { recorded } = await inCell(() => hist(slow, { range: [0, 1_000_000] }).ready);
  assert.ok(recorded.progress.length > 1, "it took half a second, so that a bar was shown");
  assert.deepEqual([...new Set(recorded.progress.map(({ leave }) => leave))], [false]);
  assert.equal(recorded.progress.at(-1)?.state, "done");
});

test("a figure takes the width there is, unless it has one", async () => {
  const { layout } = await line([1, 2]).toJson();
  assert.deepEqual([layout["width"], layout["height"]], [undefined, 500]);
  assert.match(await line([1, 2]).toSvg(), /^<svg [^>]*width="900" height="500"/);
  assert.equal((await line([1, 2], { width: 640 }).toJson()).layout["width"], 640);
});

test("hostile text cannot leave the HTML's data", async () => {
  const hostile = `</script><script>alert(1)</script><img src=x onerror=alert(2)>"'\u2028`;
  const html = String((await line([1, 2], { title: hostile, name: hostile })[JUPYTER_DISPLAY]())[MIME.html]);
  const judged = python<{ tags: string[]; json: { layout: { title: { text: string } } } }>(
    `import json, sys
from html.parser import HTMLParser
class Page(HTMLParser):
    def __init__(self):
        super().__init__(); self.tags = []; self.scripts = []
    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
    def handle_data(self, data):
        if self.tags and self.tags[-1] == "script": self.scripts.append(data)
page = Page(); page.feed(sys.argv[1]); page.close()
print(json.dumps({"tags": page.tags, "json": json.loads(page.scripts[0])}))`,
    html,
  );
  assert.deepEqual(judged.tags, ["div", "img", "script", "script"]);
  assert.equal(judged.json.layout.title.text, hostile);
});

test("nothing is read before the figure is asked, and then once", async () => {
  let reads = 0;
  const data = {
    dtype: "float64",
    length: 3,
    at: (index: number) => index,
    slice: () => data,
    histogram: () => Promise.reject(new Error("not asked")),
    toArray: async () => {
      reads++;
      return Float64Array.of(1, 2, 3);
    },
  };
  const figure = line(data);
  assert.equal(reads, 0);
  await figure.ready;
  await figure.toSvg();
  await figure[JUPYTER_DISPLAY]();
  assert.equal(reads, 1);
  figure.add({ y: [3, 2, 1], name: "second" });
  assert.equal((await figure.toJson()).data.length, 2);
  assert.equal(reads, 2);
});

test("a failed attempt is not kept", async () => {
  let works = false;
  const data = {
    dtype: "float64",
    length: 1,
    at: () => 1,
    slice: () => data,
    histogram: () => Promise.reject(new Error("not asked")),
    toArray: () => (works ? Promise.resolve([1]) : Promise.reject(new Error("no such file"))),
  };
  const figure = line(data);
  await assert.rejects(figure.ready, /no such file/);
  works = true;
  assert.equal(await figure.ready, figure);
});

test("figures are saved whole or not at all", async () => {
  const figure = bar(["a", "b"], [1, 2]);
  for (const [ending, start] of [
    ["png", "\u0089PNG"],
    ["svg", "<svg"],
    ["html", "<!doctype html>"],
    ["json", '{"data"'],
  ]) {
    const path = join(folder, `figure.${ending}`);
    await figure.save(path);
    assert.ok(readFileSync(path, "latin1").startsWith(start), ending);
  }
  await assert.rejects(figure.save(join(folder, "figure.gif")), /must end in \.png, \.svg, \.html, \.json/);
  await assert.rejects(figure.save(join(folder, "missing", "figure.png")), /cannot save .*missing/);
  assert.equal(existsSync(join(folder, "missing")), false);
  assert.equal(readdirSync(folder).length, 4, "no drafts are left");
});

test("values become what Plotly reads", async () => {
  const [trace] = (
    await plot({
      data: [
        {
          x: [new Date(0), new Date(1000)],
          y: [1, Number.NaN],
          z: BigInt64Array.of(1n, 2n),
          marker: { size: new Uint8Array([1, 2]), color: [Number.POSITIVE_INFINITY, 2] },
          decimate: "none",
        },
      ],
    }).toJson()
  ).data;
  assert.deepEqual(trace, {
    x: { dtype: "f8", bdata: Buffer.from(Float64Array.of(0, 1000).buffer).toString("base64") },
    y: { dtype: "f8", bdata: Buffer.from(Float64Array.of(1, Number.NaN).buffer).toString("base64") },
    z: [1, 2],
    marker: { size: { dtype: "u1", bdata: "AQI=" }, color: [null, 2] },
  });
});

test("the opacity of markers is their own", async () => {
  const [trace] = (await scatter([1, 2], { opacity: 0.2, color: "red" }).toJson()).data;
  assert.deepEqual(trace["marker"], { color: "red", opacity: 0.2 });
  assert.equal(trace["opacity"], undefined);
});

test("wrong input is named", async () => {
  assert.throws(() => plot({} as never), /plot takes \{ data: \[trace/);
  assert.throws(() => line(5 as never), /y must be a column, a typed array or an array, got number/);
  await assert.rejects(
    line([1], { width: -1 }).ready,
    /layout\.width must be a number of pixels from 10 to 20000, got -1/,
  );
  await assert.rejects(line([1]).toPng({ scale: 0 }), /scale must be above 0 and at most 10, got 0/);
});

test("titles written as text are the objects that Plotly takes", async () => {
  const { layout } = await plot({
    data: [{ y: [1, 2] }],
    layout: { title: "figure", xaxis: { title: "x" }, yaxis2: { title: "y" } },
  }).toJson();
  const axes = [layout["xaxis"], layout["yaxis2"]] as JsonObject[];
  assert.deepEqual(
    [layout["title"], ...axes.map(({ title }) => title)],
    [{ text: "figure" }, { text: "x" }, { text: "y" }],
  );
});

test("a renderer that is none, or has no Chromium, is named", async () => {
  const figure = line([1, 2]);
  await assert.rejects(
    figure.toPng({ renderer: "agg" as never }),
    /unknown renderer 'agg': expected 'own' or 'plotly'/,
  );
  const { PATH, CHROMIUM_PATH } = process.env;
  process.env["PATH"] = "";
  delete process.env["CHROMIUM_PATH"];
  try {
    await assert.rejects(figure.toPng({ renderer: "plotly" }), /needs a Chromium: put chromium .* on PATH/);
  } finally {
    process.env["PATH"] = PATH;
    if (CHROMIUM_PATH !== undefined) process.env["CHROMIUM_PATH"] = CHROMIUM_PATH;
  }
});

test("what a notebook keeps of a line is small, and a pyramid is no more than it may be", async () => {
  const noise = Float64Array.from({ length: 3_000_000 }, (_, row) => Math.sin(row * 12.9898) * (1 + (row % 97) / 50));
  const bundle = await line(noise)[JUPYTER_DISPLAY]();
  const { pyramid, ...live } = bundle[MIME.live] as JsonObject;
  const size = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));
  assert.ok(size({ ...bundle, [MIME.live]: live }) <= 250_000, `${size({ ...bundle, [MIME.live]: live })} bytes`);
  assert.ok(size(pyramid) <= 205_000, `${size(pyramid)} bytes`);
});

test("two figures on one column refine by themselves, and subplots keep their axes", async () => {
  const rows = column(Float64Array.from({ length: 50_000 }, (_, row) => row % 1000));
  const [one, other] = [line(rows), hist(rows, { bins: 5 })];
  const request = {
    type: "refine",
    sequence: 1,
    ranges: { xaxis: [0, 99] },
    width: 9,
    height: 9,
    pixelRatio: 1,
  } as const;
  const { signal } = new AbortController();
  const [first, second] = await Promise.all([
    one[LIVE]().refine(request, signal),
    other[LIVE]().refine(request, signal),
  ]);
  assert.match(String(first.content["note"]), /^100 of 50,000 rows in view/);
  assert.match(String(second.content["note"]), /5,000 rows? → 5 bins|→ 5 bins/);
  const sub = plot({
    data: [
      { y: rows, mode: "lines" },
      { type: "histogram", x: rows, xaxis: "x2", yaxis: "y2" },
    ],
    layout: { grid: { rows: 1, columns: 2, pattern: "independent" } },
  });
  const { data, layout } = await sub.toJson();
  assert.deepEqual([data[1]["xaxis"], (layout["grid"] as JsonObject)["columns"]], ["x2", 2]);
  assert.ok("xaxis2" in layout && "yaxis2" in layout);
});

test("columns that are empty, alike, of one row, of NaN or infinite still make a figure", async () => {
  for (const values of [[], [5], [Number.NaN, Number.NaN], [1, Number.POSITIVE_INFINITY, -1]]) {
    for (const figure of [line(values), scatter(values), line(column(values))]) {
      assert.ok((await figure.toPng()).length > 1000, `${values}`);
    }
  }
  const long = Float64Array.from({ length: 20_000 }, (_, row) => (row === 7 ? Number.NEGATIVE_INFINITY : 3));
  const { layout } = await line(long).toJson();
  assert.ok(((layout["yaxis"] as JsonObject)["range"] as number[]).every(Number.isFinite));
  await assert.rejects(line([1, 2, 3], long).ready, /x has 3 rows and y has 20000/);
});

test("every kind of figure takes columns without rows, of one row, alike, without numbers, and equal x", async () => {
  const long = (of: (row: number) => number): Float64Array =>
    Float64Array.from({ length: 20_000 }, (_, row) => of(row));
  const alike = long(() => 3);
  for (const values of [new Float64Array(0), Float64Array.of(5), alike, long(() => Number.NaN)]) {
    const figures = [
      box(values),
      density(values, values),
      hist2d(values, values),
      bar(values),
      line(
        values.map(() => 1),
        values,
      ),
    ];
    for (const figure of figures) assert.ok((await figure.toPng()).length > 1000, await figure.toText());
  }
  assert.match(
    await line(
      alike,
      long((row) => row),
    ).toText(),
    /y from 0 to 19,999/,
    "equal x keep the extremes",
  );
  assert.match(await hist(alike).toText(), /20,000 rows → 100 bins; x from 2.5 to 3.5; count up to 20,000/);
  for (const values of [long(() => Number.NaN), long((row) => (row === 7 ? Number.POSITIVE_INFINITY : row))])
    await assert.rejects(hist(values).ready, /autodetected range of \[.*\] is not finite; give a finite 'range'/);
});
