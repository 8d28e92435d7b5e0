import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { copyNotebook, dataOf, errorOf, executeCells, type Output } from "../support/notebook.js";
import { root } from "../support/repo.js";
import { python, run } from "../support/run.js";

/** A fenced block of a page. */
interface Block {
  readonly file: string;
  readonly language: string;
  readonly text: string;
}

/** Cells that make what a block takes as given, and that look at what it left. */
interface Setting {
  readonly file: string;
  readonly begins: string;
  readonly before?: string;
  readonly after?: string;
  readonly shows?: RegExp;
}

const POINTS = 'import { points } from "./data";\nawait points({ scale: 10_000 });';
const WEATHER = 'import { weather } from "./data";\nawait weather({ files: 2, towns: 1 });';

/** Blocks that are run as cells. */
const CELLS: readonly Setting[] = [
  { file: "README.md", begins: "%memmap data", before: POINTS, after: "data.length", shows: /^10000$/ },
  {
    file: "docs/expressions.md",
    begins: "await aggregate",
    before: `${POINTS}\n${WEATHER}\nimport { aggregate, mean, memmap, readCsv } from "tslab-bigdata";
const table = await readCsv("data/*.csv");\nconst data = await memmap("data/points.bin", { dtype: "float64" });`,
    after: '[await data.filter("value > 0 && value < 10").count(), data.map("value > 0", { dtype: "bool" }).length]',
    shows: /^\[ 10000, 10000 \]$/,
  },
  {
    file: "docs/kernel.md",
    begins: "import { comms }",
    after: "typeof comm.send",
    shows: /function/,
  },
  {
    file: "docs/kernel.md",
    begins: "import { memmap }",
    before: POINTS,
    after: "typeof memmap",
    shows: /function/,
  },
  {
    file: "docs/map-reduce.md",
    begins: "const means",
    before: `${WEATHER}\nimport { local, mapReduce } from "tslab-bigdata";`,
    after: "means.length",
    shows: /^2$/,
  },
];

/** Commands that are run here, in a folder whose notebooks/ holds the tour; `jupyter` is the environment's. */
const COMMANDS: readonly string[] = [
  "jupyter nbconvert --execute --to html --template tslab-bigdata notebooks/00-tour.ipynb",
  "jupyter nbconvert --execute --to slides --template tslab-bigdata-slides notebooks/00-tour.ipynb",
];

/** Commands that another test runs, and the words by which that test does so. */
const ELSEWHERE: { readonly [command: string]: readonly [file: string, words: string] } = {
  "npm start": ["test/browser/lab.ts", '"setup/start.mjs"'],
  "npm start -- --no-browser --port 8899": ["test/browser/lab.ts", '"--no-browser", "--port"'],
  "npm run report": ["test/notebooks/report.test.ts", "setup/report.py"],
  "npm run report -- notebooks/00-tour.ipynb": ["test/notebooks/report.test.ts", '"html", "good.ipynb"'],
  "npm run report -- --to pdf notebooks/00-tour.ipynb": ["test/notebooks/report.test.ts", '"pdf", "good.ipynb"'],
  "node dist/kernel/install/cli.js doctor": ["test/kernel/install/doctor.test.ts", "doctor"],
  "node dist/kernel/install/cli.js install --user": ["test/kernel/install/install.test.ts", "--user"],
};

/** Commands and blocks that no test runs, by their first line, and why. */
const NOT_RUN: { readonly [start: string]: string } = {
  "npm test": "it is what runs this test",
  "BIGDATA_SCALE=full npm run report": "takes over 30 GB of disk; the small scale is run in its place",
  "npm ci": "replaces the packages that are in use; set-up's stage runs it on a fresh checkout",
  "npm run build": "replaces the files that are in use; set-up's stage runs it before the tests",
  "npm run binder": "takes minutes, and packages from the net; its files are held by test/setup/binder.test.mjs",
  "npm run binder -- --user NAME": "needs root and another user",
  "https://mybinder.org": "the address of a repository that does not exist",
  "code --install-extension ms-toolsai.jupyter": "needs VS Code; the page says: not verified",
  "docker build -t tslab-bigdata .": "needs a Docker engine; the page says: not verified",
  "docker run --rm": "needs a Docker engine; the page says: not verified",
  "cd /opt/tslab-bigdata": "a folder of another machine; the page says: not verified",
  "sudo -E env": "changes the system; the page says: not verified",
  "FROM tslab-bigdata": "needs a Docker engine; the page says: not verified",
  "c.DockerSpawner.image": "needs a JupyterHub; the page says: not verified",
  "cell        %memmap": "a drawing of the way through the rooms, no program",
};

const pages = ["README.md", ...readdirSync(join(root, "docs")).map((name) => `docs/${name}`)]
  // The reference's examples are expanded by test/magics/reference.test.ts, and run by the tests of their magics.
  .filter((path) => path.endsWith(".md") && path !== "docs/magics.md");
const blocks: readonly Block[] = pages.flatMap((file) => {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```/gm)].map(([, language, body]) => ({
    file,
    language,
    text: body,
  }));
});
const commandsOf = (block: Block): string[] =>
  block.text
    .split("\n")
    .map((line) => line.replace(/\s+#.*$/, "").trim())
    .filter(Boolean);
const reasonFor = (line: string): string | undefined =>
  NOT_RUN[line] ?? Object.entries(NOT_RUN).find(([start]) => !/^npm/.test(start) && line.startsWith(start))?.[1];

let folder: string;

before(() => {
  folder = mkdtempSync(join(tmpdir(), "the documents "));
  mkdirSync(join(folder, "notebooks"));
  copyNotebook("00-tour.ipynb", join(folder, "notebooks"));
  copyNotebook("00-tour.ipynb", folder);
});

after(() => rmSync(folder, { recursive: true, force: true }));

test("every block of the pages is run by a test, or listed with the reason", () => {
  assert.ok(blocks.length > 15, `${blocks.length} blocks`);
  const unknown = blocks.flatMap((block) => {
    if (CELLS.some(({ file, begins }) => file === block.file && block.text.startsWith(begins))) return [];
    if (block.language !== "sh") return reasonFor(block.text) === undefined ? [`${block.file}: ${block.text}`] : [];
    return commandsOf(block).filter(
      (line) => !COMMANDS.includes(line) && ELSEWHERE[line] === undefined && reasonFor(line) === undefined,
    );
  });
  assert.deepEqual(unknown, []);
  const all = blocks.flatMap((block) => [block.text, ...commandsOf(block)]);
  for (const entry of [...COMMANDS, ...Object.keys(ELSEWHERE), ...Object.keys(NOT_RUN)])
    assert.ok(
      all.some((text) => text.startsWith(entry)),
      `no page has it: ${entry}`,
    );
});

test("commands that other tests run are named there", () => {
  for (const [file, words] of Object.values(ELSEWHERE))
    assert.ok(readFileSync(join(root, file), "utf8").includes(words), `${file}: ${words}`);
});

for (const { file, begins, before: given, after: look, shows } of CELLS) {
  test(`the block of ${file} that begins with ${begins} runs as a cell`, () => {
    const block = blocks.find((each) => each.file === file && each.text.startsWith(begins));
    assert.ok(block);
    const cells = [given ?? "1", block.text, look ?? "1"];
    const outputs: Output[][] = executeCells(folder, cells);
    for (const each of outputs) assert.equal(errorOf(each), undefined);
    if (shows) assert.match(dataOf(outputs[2]), shows);
  });
}

for (const command of COMMANDS) {
  test(`the command runs: ${command}`, () => {
    const path = `${dirname(python)}${delimiter}${process.env["PATH"]}`;
    const done = run("/bin/sh", ["-c", command], { cwd: folder, env: { PATH: path, BIGDATA_SCALE: "10000" } });
    assert.equal(done.status, 0, done.stderr);
    const made = command.includes("slides") ? "00-tour.slides.html" : "00-tour.html";
    assert.ok(existsSync(join(folder, "notebooks", made)));
  });
}
