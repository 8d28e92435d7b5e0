import assert from "node:assert/strict";
import { test } from "node:test";
import { line, scatter } from "../../figures/index.js";

/** Width and height in a PNG's header. */
function sizeOf(png: Uint8Array): readonly [number, number] {
  assert.equal(Buffer.from(png.subarray(1, 4)).toString(), "PNG");
  const view = new DataView(png.buffer, png.byteOffset);
  return [view.getUint32(16), view.getUint32(20)];
}

const HOSTILE = `</script><img src=x onerror="document.title = 'hacked'">`;

test("Plotly's own picture comes from a Chromium, as PNG and as SVG", { timeout: 120_000 }, async () => {
  const figure = line([1, 3, 2], { title: HOSTILE, name: HOSTILE, width: 400, height: 300 });
  assert.deepEqual(sizeOf(await figure.toPng({ renderer: "plotly", scale: 2 })), [800, 600]);
  const svg = await figure.toSvg({ renderer: "plotly" });
  assert.match(svg, /^<svg class="main-svg"[^>]* width="400" height="300"/);
  assert.ok(!svg.includes("<img"), "text stays text");
});

test("WebGL traces, which our own picture draws as well, are drawn too", { timeout: 120_000 }, async () => {
  const many = Float64Array.from({ length: 30_000 }, (_, row) => Math.sin(row));
  const figure = scatter(many, { decimate: "none", width: 300, height: 200 });
  assert.equal((await figure.toJson()).data[0]["type"], "scattergl");
  const png = await figure.toPng({ renderer: "plotly" });
  assert.deepEqual(sizeOf(png), [300, 200]);
  assert.ok(png.length > 3000, `${png.length} bytes hold no markers`);
});
