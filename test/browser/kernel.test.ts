import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { after, before, test } from "node:test";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { notebookOf } from "../support/notebook.js";
import { root } from "../support/repo.js";
import { type Lab, startChromium, startLab } from "./lab.js";
import {
  cellWhere,
  closeTab,
  command,
  edit,
  kernelIdle,
  kernelStatus,
  openLab,
  openNotebook,
  openTab,
  printed,
  resultOf,
  runCell,
  screenshot,
  startCell,
  statusSeen,
} from "./page.js";

let lab: Lab;
let browser: Browser;
/** One context, so that pages share a cache. */
let pages: BrowserContext;
let page: Page;
let folder: string;

before(async () => {
  // The server's folder is notebooks/, and data/ in it is no part of the checkout.
  mkdirSync(join(root, "notebooks", "data"), { recursive: true });
  folder = mkdtempSync(join(root, "notebooks", "data", "browser-"));
  lab = await startLab();
  browser = await startChromium();
  pages = await browser.newContext();
  page = await openLab(pages, lab.url);
});

after(async () => {
  await browser?.close();
  await lab?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A file of a test's own with the given cells; returns its path for the server. */
function scratch(title: string, cells: readonly string[]): string {
  const name = `${title.replaceAll(/\W+/g, "-")}.ipynb`;
  writeFileSync(join(folder, name), notebookOf(cells));
  return `data/${basename(folder)}/${name}`;
}

/** Keeps a picture of what went wrong. */
async function watched(shown: Page, title: string, play: (page: Page) => Promise<void>): Promise<void> {
  try {
    await play(shown);
  } catch (error) {
    await screenshot(shown, `failed ${title}`);
    throw error;
  }
}

/** A test in JupyterLab with a notebook of its own, made of the given cells and opened with an idle kernel. */
function scenario(title: string, cells: readonly string[], play: (page: Page) => Promise<void>): void {
  test(title, { timeout: 120_000 }, async () => {
    await openTab(page, scratch(title, cells));
    try {
      await watched(page, title, play);
    } finally {
      await closeTab(page);
    }
  });
}

scenario("a cell that is typed runs and shows its result", [""], async (page) => {
  await edit(page, 0);
  await page.keyboard.type("const answer: number = 6 * 7; answer");
  assert.equal(resultOf(await runCell(page, 0)), "42");
});

/** What the open completer offers: name and kind. */
async function offered(page: Page, name: string): Promise<string[]> {
  const items = page.locator(".jp-Completer:visible .jp-Completer-item");
  await items.filter({ hasText: name }).first().waitFor();
  return items.evaluateAll((elements) => {
    return elements.map((each) =>
      [".jp-Completer-match", ".jp-Completer-typeExtended"]
        .map((selector) => each.querySelector(selector)?.textContent ?? "")
        .join(" "),
    );
  });
}

scenario("Tab lists the members of a value with their kinds, and Enter takes one", [""], async (page) => {
  await edit(page, 0);
  await page.keyboard.type("Math.LOG");
  await page.keyboard.press("Tab");
  const constants = await offered(page, "LOG10E");
  assert.ok(constants.includes("LOG10E property"), constants.join("; "));
  await page.keyboard.press("Escape");
  await page.keyboard.type("2E + Math.hyp");
  await page.keyboard.press("Tab");
  assert.deepEqual(await offered(page, "hypot"), ["hypot method"]);
  await page.keyboard.press("Enter");
  await cellWhere(page, 0, ({ source }) => source === "Math.LOG2E + Math.hypot");
});

const DOCUMENTED = `/** Adds one to a number. */
function increment(value: number): number {
  return value + 1;
}`;

scenario("Shift-Tab shows signature and doc comment", [DOCUMENTED, ""], async (page) => {
  await runCell(page, 0);
  await edit(page, 1);
  await page.keyboard.type("increment");
  await page.keyboard.press("Shift+Tab");
  const tooltip = page.locator(".jp-Tooltip-content");
  await tooltip.filter({ hasText: "function increment(value: number): number" }).waitFor();
  assert.match((await tooltip.textContent()) ?? "", /Adds one to a number\./);
});

scenario(
  "an endless synchronous loop is interrupted, and earlier variables live on",
  ["const kept = 41", 'console.log("on"); while (true) {}', "kept + 1"],
  async (page) => {
    await runCell(page, 0);
    await startCell(page, 1);
    await cellWhere(page, 1, (cell) => printed(cell) === "on\n");
    await page.keyboard.press("Escape");
    await page.keyboard.type("ii");
    const stopped = await cellWhere(page, 1, ({ executionCount }) => executionCount !== null);
    assert.equal(stopped.outputs.at(-1)?.ename, "KeyboardInterrupt");
    assert.equal(resultOf(await runCell(page, 2)), "42");
  },
);

scenario("a restart forgets all variables", ["const kept = 41", "kept + 1"], async (page) => {
  await runCell(page, 0);
  assert.equal(resultOf(await runCell(page, 1)), "42");
  const restarted = command(page, "notebook:restart-kernel");
  await page.locator(".jp-Dialog button.jp-mod-warn").click();
  await restarted;
  await kernelIdle(page);
  await startCell(page, 1);
  const { outputs } = await cellWhere(page, 1, ({ executionCount }) => executionCount === 1);
  assert.equal(outputs.at(-1)?.ename, "TypeScriptError");
  assert.match(outputs.at(-1)?.evalue ?? "", /Cannot find name 'kept'/);
});

scenario(
  "%restart restarts the kernel through JupyterLab, after its cell is answered, and the next kernel too",
  ["const kept = 41", "kept + 1", "console.log('bye')\n%restart"],
  async (page) => {
    await runCell(page, 0);
    assert.equal(resultOf(await runCell(page, 1)), "42");
    for (let round = 0; round < 2; round++) {
      const restarted = statusSeen(page, "restarting");
      await startCell(page, 2);
      const left = await cellWhere(page, 2, (cell) => cell.executionCount === 3 && printed(cell) === "bye\n");
      assert.equal(left.outputs.length, 1);
      await restarted;
      await kernelIdle(page);
      await startCell(page, 1);
      const { outputs } = await cellWhere(page, 1, ({ executionCount }) => executionCount === 1);
      assert.match(outputs.at(-1)?.evalue ?? "", /Cannot find name 'kept'/);
      await startCell(page, 0);
      await cellWhere(page, 0, ({ executionCount }) => executionCount === 2);
    }
  },
);

const BUSY = `import { existsSync } from "node:fs";
console.log("waiting");
while (!existsSync("go")) {}
console.log("gone");`;

scenario("what a busy loop prints appears while it runs", [BUSY], async (page) => {
  await startCell(page, 0);
  const during = await cellWhere(page, 0, (cell) => printed(cell) !== "");
  assert.equal(printed(during), "waiting\n");
  assert.equal(await kernelStatus(page), "busy");
  writeFileSync(join(folder, "go"), "");
  const done = await cellWhere(page, 0, ({ executionCount }) => executionCount !== null);
  rmSync(join(folder, "go"));
  assert.equal(printed(done), "waiting\ngone\n");
});

scenario(
  "a type error stops the cell and points at the place",
  ['console.log("not reached");\nconst wrong: number = "text";'],
  async (page) => {
    const { outputs } = await runCell(page, 0);
    assert.deepEqual(
      outputs.map(({ ename }) => ename),
      ["TypeScriptError"],
    );
    const shown = (await page.locator(".jp-OutputArea-output").textContent()) ?? "";
    assert.match(shown, /line 2, column 7/);
    assert.match(shown, /> 2 \| const wrong: number = "text";\n +\| +\^{5}/);
    assert.match(shown, /Type 'string' is not assignable to type 'number'/);
  },
);

scenario(
  "a prompt is answered in the page",
  ['import { prompt } from "tslab-bigdata";\n"hello " + prompt("who? ")'],
  async (page) => {
    await startCell(page, 0);
    await page.locator(".jp-Stdin-prompt", { hasText: "who?" }).waitFor();
    const input = page.locator(".jp-Stdin-input");
    await input.fill("Ada");
    await input.press("Enter");
    const done = await cellWhere(page, 0, ({ executionCount }) => executionCount !== null);
    assert.equal(resultOf(done), "'hello Ada'");
  },
);

test("Notebook 7 completes, runs, and interrupts", { timeout: 120_000 }, async () => {
  const title = "Notebook 7";
  const name = scratch(title, ["", 'console.log("on"); while (true) {}', "answer + 1"]);
  const own = await openNotebook(pages, lab.url, name, "notebook");
  await watched(own, title, async () => {
    await edit(own, 0);
    await own.keyboard.type("const answer = Math.hyp");
    await own.keyboard.press("Tab");
    assert.deepEqual(await offered(own, "hypot"), ["hypot method"]);
    await own.keyboard.press("Enter");
    await cellWhere(own, 0, ({ source }) => source.endsWith("Math.hypot"));
    await own.keyboard.type("(9, 40)");
    await runCell(own, 0);
    await startCell(own, 1);
    await cellWhere(own, 1, (cell) => printed(cell) === "on\n");
    await own.keyboard.press("Escape");
    await own.keyboard.type("ii");
    const stopped = await cellWhere(own, 1, ({ executionCount }) => executionCount !== null);
    assert.equal(stopped.outputs.at(-1)?.ename, "KeyboardInterrupt");
    assert.equal(resultOf(await runCell(own, 2)), "42");
  });
  await closeTab(own);
  await own.close();
});
