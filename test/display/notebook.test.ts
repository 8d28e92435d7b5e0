import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { LIVE, type SessionServices } from "../../contract/index.js";
import * as bigdata from "../../index.js";
import { inCell, printed } from "../support/ambient.js";
import { root } from "../support/repo.js";

const { display, html, md, svg } = bigdata;

/** Runs a function with a folder of its own. */
async function inFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "notebook-"));
  try {
    await body(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("display shows a value under the cell, and keeps its handle", async () => {
  const live = { [LIVE]: () => ({ plot: "p1", refine: () => Promise.reject(new Error("unused")), close() {} }) };
  const { recorded } = await inCell(async () => {
    await display([1, 2]);
    await display("a", { displayId: "d", update: true });
    await display(live);
    await assert.rejects(display(1, { update: true }), /update needs the displayId/);
  });
  assert.deepEqual(recorded.shown.slice(0, 2), [
    { bundle: { "text/plain": "[ 1, 2 ]" }, options: {} },
    { bundle: { "text/plain": "'a'" }, options: { displayId: "d", update: true } },
  ]);
  assert.deepEqual(recorded.live, ["p1"]);
});

test("in a script, display prints the text", async () => {
  assert.equal(await printed(() => display({ a: 1 })), "{ a: 1 }\n");
  assert.equal(await printed(() => display(md`# ${"x"}`)), "# x\n");
});

test("templates escape values but not their own kind", async () => {
  const row = html`<td>${"<&\"'>"}</td>`;
  assert.equal(html`<tr>${[row, row]}</tr>${null}`.text, `<tr>${row.text}${row.text}</tr>`);
  assert.equal(row.text, "<td>&#60;&#38;&#34;&#39;&#62;</td>");
  assert.equal(
    svg`<text>${row}</text>`.text,
    `<text>${row.text.replace(/[<>&]/g, (one) => `&#${one.charCodeAt(0)};`)}</text>`,
  );
  assert.equal(html`<p>${svg`<svg/>`}</p>`.text, "<p><svg/></p>");
  assert.equal(md`*${"a<b"}* ${3n}`.text, "*a<b* 3");
  const { recorded } = await inCell(() => display(row));
  assert.deepEqual(recorded.shown[0].bundle, { "text/html": row.text, "text/plain": row.text });
});

test("image reads from the notebook's folder and refuses other files", async () => {
  await inFolder(async (directory) => {
    writeFileSync(join(directory, "a.svg"), "<svg/>");
    writeFileSync(join(directory, "a.txt"), "text");
    const { recorded } = await inCell(async () => display(await bigdata.image("a.svg")), { directory });
    assert.equal(recorded.shown[0].bundle["image/svg+xml"], "<svg/>");
    await inCell(() => assert.rejects(bigdata.image("a.txt"), /'a\.txt' is no PNG, JPEG or SVG/), { directory });
    await inCell(() => assert.rejects(bigdata.image("none.png"), /ENOENT.*none\.png/), { directory });
  });
});

test("prompt asks the front end, or the standard input of a script", async () => {
  const { value } = await inCell(() => bigdata.prompt("name? ", { password: true }), { answer: "Ada" });
  assert.equal(value, "name? *Ada");
  const script = `import { prompt } from ${JSON.stringify(`file://${root}/dist/index.js`)}; console.log([prompt("a? "), prompt(), prompt()]);`;
  const done = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
    input: "eins\r\nzwei ü",
    encoding: "utf8",
  });
  assert.equal(done.stdout, "a? [ 'eins', 'zwei ü', '' ]\n", done.stderr);
});

test("memory adds up, and a cell's change is shown when it ends", async () => {
  const now = bigdata.memory();
  assert.ok(now.peak >= now.resident && now.heapTotal >= now.heapUsed && now.machineTotal >= now.machineAvailable);
  const meminfo = readFileSync("/proc/self/status", "utf8");
  const resident = Number(/VmRSS:\s+(\d+)/.exec(meminfo)?.[1]) * 1024;
  assert.ok(Math.abs(now.resident - resident) < 50e6, `${now.resident} ${resident}`);
  const { recorded } = await inCell(async (cell) => {
    bigdata.memoryCell();
    const kept = Buffer.alloc(55 * 2 ** 20, 1);
    assert.equal(cell.shown.length, 0);
    await cell.end();
    assert.equal(kept.length, 55 * 2 ** 20);
  });
  assert.match(
    String(recorded.shown[0].bundle["text/plain"]),
    /change\n[\s\S]*buffers outside the heap +\S+ \S+ +\+5\d\.\d MiB/,
  );
  assert.throws(() => bigdata.memoryCell(), /needs a notebook's cell/);
});

test("variables are listed with types, files written, folders changed, cells loaded", async () => {
  await inFolder(async (directory) => {
    const calls: string[] = [];
    const session: Partial<SessionServices> = {
      variables: () => [
        { name: "data", type: "Float64Array", value: new Float64Array(5) },
        { name: "f", type: "(x: number) => number", value: Math.sin },
      ],
      changeDirectory: (path) => void calls.push(`cd ${path}`),
      setNextInput: (text, replace) => void calls.push(`${replace} ${text}`),
    };
    let recordedText = "";
    const output = await printed(async () => {
      const { recorded } = await inCell(
        async () => {
          await bigdata.who();
          await bigdata.writeText("sub/a.ts", "1\n");
          await bigdata.writeText("sub/a.ts", "2\n", { append: true });
          await bigdata.changeDirectory("sub");
          await bigdata.loadCell("sub/a.ts");
          await assert.rejects(bigdata.writeText("sub", ""), /'sub' is a folder/);
          await assert.rejects(bigdata.changeDirectory("none"), /no such folder: 'none'/);
        },
        { directory, session },
      );
      recordedText = String(recorded.shown[0].bundle["text/plain"]);
    });
    assert.match(recordedText, /data +Float64Array +5 elements, 40 bytes\nf +\(x: number\) => number/);
    assert.equal(output, `Writing sub/a.ts\nAppending to sub/a.ts\n${join(directory, "sub")}\n`);
    assert.deepEqual(calls, [`cd ${join(directory, "sub")}`, "true // %load sub/a.ts\n1\n2\n"]);
  });
});

test("what needs a notebook says so in a script", async () => {
  await assert.rejects(bigdata.who(), /%who works in the cells of a notebook only/);
  assert.throws(() => bigdata.session(), /works in the cells/);
});

test("environment shows, sets and hides", async () => {
  process.env["TEST_SECRET_KEY"] = "hunter2";
  const all = await printed(() => bigdata.environment());
  assert.match(all, /TEST_SECRET_KEY=<hidden>\n/);
  assert.equal(await printed(() => bigdata.environment("TEST_A=b c")), "env: TEST_A=b c\n");
  assert.equal(await printed(() => bigdata.environment("TEST_A")), "b c\n");
  await assert.rejects(bigdata.environment("TEST_NONE"), /'TEST_NONE' is not set/);
});
