/** Scenarios with figures in notebooks. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { notebookOf } from "../support/notebook.js";
import { root } from "../support/repo.js";
import { type Lab, startChromium, startLab } from "./lab.js";
import { closeTab, openNotebook, screenshot } from "./page.js";

/** Plays a scenario in JupyterLab and in Notebook 7, each with a notebook of its own made of the given cells. */
export type Scenario = (
  title: string,
  cells: readonly string[],
  play: (page: Page, again: () => Promise<Page>) => Promise<void>,
) => void;

/** The scenarios of a test file, and their notebooks' folder. */
export interface Scenarios {
  readonly scenario: Scenario;
  /** A file beside the notebooks; once the tests have begun. */
  path(name: string): string;
}

/** Starts a JupyterLab and a browser before the tests of a file, and ends them after. */
export function scenarios(): Scenarios {
  let lab: Lab;
  let browser: Browser;
  let folder: string;

  before(async () => {
    mkdirSync(join(root, "notebooks", "data"), { recursive: true });
    folder = mkdtempSync(join(root, "notebooks", "data", "live-"));
    lab = await startLab();
    browser = await startChromium();
  });

  after(async () => {
    await browser?.close();
    await lab?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const scenario: Scenario = (title, cells, play) => {
    for (const viewer of ["lab", "notebook"] as const) {
      test(`${title} (${viewer === "lab" ? "JupyterLab" : "Notebook 7"})`, { timeout: 300_000 }, async () => {
        const name = `${title.replaceAll(/\W+/g, "-").slice(0, 30)}-${viewer}.ipynb`;
        writeFileSync(join(folder, name), notebookOf(cells));
        const pages = await browser.newContext();
        const open = (): Promise<Page> =>
          openNotebook(pages, lab.url, `data/${basename(folder)}/${name}`, viewer, { saves: true });
        const page = await open();
        const errors: string[] = [];
        page.on("pageerror", (error) => errors.push(error.message));
        try {
          await play(page, open);
          await closeTab(page);
          // Notebook 7 throws these without us
          assert.deepEqual(
            errors.filter((message) => !/reading 'schema'|'filebrowser:open-path' not registered/.test(message)),
            [],
          );
        } catch (error) {
          await screenshot(page, `failed ${name}`);
          throw error;
        } finally {
          await pages.close();
        }
      });
    }
  };

  return { scenario, path: (name) => join(folder, name) };
}
