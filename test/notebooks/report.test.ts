import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { notebookOf } from "../support/notebook.js";
import { root } from "../support/repo.js";
import { type Finished, python, run } from "../support/run.js";

const FIGURE = 'import { line, rows } from "tslab-bigdata";\nline([1, 3, 2], { title: "three" })';
const TABLE = "rows({ letter: ['a', 'b'], number: [41, 42] })";
const chromium = process.env["CHROMIUM_PATH"] || undefined;

let folder: string;
let reports: string;

before(() => {
  folder = mkdtempSync(join(tmpdir(), "the reports "));
  reports = join(folder, "made here");
  const notebook = JSON.parse(notebookOf([FIGURE, TABLE]));
  const heading = { cell_type: "markdown", metadata: {}, source: "## A heading" };
  notebook.cells = [{ ...heading, id: "h1" }, notebook.cells[0], { ...heading, id: "h2" }, notebook.cells[1]];
  writeFileSync(join(folder, "good.ipynb"), JSON.stringify(notebook));
  writeFileSync(join(folder, "bad.ipynb"), notebookOf([FIGURE, "throw new RangeError('too far')"]));
});

after(() => rmSync(folder, { recursive: true, force: true }));

function report(to: string, name: string, path: string = chromium ?? ""): Finished {
  const args = [join(root, "setup/report.py"), "--to", to, reports, join(folder, name)];
  return run(python, args, { env: { CHROMIUM_PATH: path } });
}

const textOf = (name: string): string => readFileSync(join(reports, name), "utf8");

test("HTML brings its figure and Plotly along", () => {
  const done = report("html", "good.ipynb");
  assert.equal(done.status, 0, done.stderr);
  assert.match(done.stdout, /good\.ipynb -> .*good\.html \(\d+\.\d MB, \d+\.\d s\)/);
  const html = textOf("good.html");
  assert.ok(html.includes("application/vnd.plotly.v1+json") || html.includes("tslab-bigdata-figure"));
  assert.match(html, /A heading/);
  assert.doesNotMatch(html, /<(script|img|link)[^>]*(src|href)="?https?:/);
});

test("only a notebook with a formula asks the web for MathJax", () => {
  const notebook = JSON.parse(notebookOf(["1 + 1"]));
  notebook.cells.unshift({ cell_type: "markdown", id: "formula", metadata: {}, source: "The sum is $a + b$." });
  writeFileSync(join(folder, "formula.ipynb"), JSON.stringify(notebook));
  const done = report("html", "formula.ipynb");
  assert.equal(done.status, 0, done.stderr);
  assert.equal(textOf("formula.html").match(/<script src="https:[^"]*mathjax/g)?.length, 1);
});

test("slides begin with the headings", () => {
  const done = report("slides", "good.ipynb");
  assert.equal(done.status, 0, done.stderr);
  const slides = textOf("good.slides.html");
  assert.equal(slides.match(/<section><section>/g)?.length, 2);
});

test("Markdown has its pictures as files, and tables as text", () => {
  const done = report("markdown", "good.ipynb");
  assert.equal(done.status, 0, done.stderr);
  const markdown = textOf("good.md");
  const picture = /!\[png\]\((good_files\/[^)]+\.png)\)/.exec(markdown)?.[1];
  assert.ok(picture, markdown);
  assert.equal(readFileSync(join(reports, picture)).toString("latin1", 1, 4), "PNG");
  assert.doesNotMatch(markdown, /<table|<div/);
  assert.match(markdown, /1 +b +42/);
});

test("PDF has the text and the picture", {
  skip: chromium === undefined && "no Chromium is named in $CHROMIUM_PATH",
}, () => {
  const done = report("pdf", "good.ipynb");
  assert.equal(done.status, 0, done.stderr);
  const script = `import json, sys, pypdf
pages = pypdf.PdfReader(sys.argv[1]).pages
sizes = [image.image.size for page in pages for image in page.images]
print(json.dumps({"text": "".join(page.extract_text() for page in pages), "sizes": sizes}))`;
  const read = run(python, ["-c", script, join(reports, "good.pdf")]);
  assert.equal(read.status, 0, read.stderr);
  const { text, sizes }: { text: string; sizes: [number, number][] } = JSON.parse(read.stdout);
  assert.match(text, /A heading/);
  assert.match(text, /0 a 41\s+1 b 42/);
  assert.ok(
    sizes.some(([width, height]) => width > 400 && height > 200),
    JSON.stringify(sizes),
  );
});

test("a failing cell fails every format and leaves nothing, neither new nor half", () => {
  const before = readdirSync(reports).sort();
  for (const to of ["html", "slides", "markdown", "pdf"]) {
    const done = report(to, "bad.ipynb", chromium ?? "none");
    assert.equal(done.status, 1, to);
    assert.match(done.stderr, /cell 2 \(throw new RangeError\('too far'\)\) failed\nRangeError: too far/, to);
  }
  assert.deepEqual(readdirSync(reports).sort(), before);
});

test("without Chromium, or with one that fails, PDF is refused with the way out", () => {
  const none = report("pdf", "good.ipynb", "");
  assert.equal(none.status, 2);
  assert.match(none.stderr, /^report: PDF is printed by Chromium, .*apt-get install chromium.*\$CHROMIUM_PATH\n$/);
  rmSync(join(reports, "good.pdf"), { force: true });
  const failing = report("pdf", "good.ipynb", "/bin/false");
  assert.equal(failing.status, 1);
  assert.match(failing.stderr, /Chromium did not print it/);
  assert.ok(!readdirSync(reports).includes("good.pdf"));
});

test("an unknown format or notebook is told before anything runs", () => {
  const command = (...args: string[]): Finished => run(process.execPath, [join(root, "setup/report.mjs"), ...args]);
  assert.match(command("--to", "docx").stderr, /^report: --to docx is none of html, pdf, markdown, slides\n$/);
  assert.match(command("nowhere.ipynb").stderr, /^report: no such notebook: .*nowhere\.ipynb\n$/);
});
