/** A notebook open in the page: what tests do to it, and its state as the application holds it. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { root } from "../support/repo.js";

/** A code cell as the application holds it. */
export interface CellState {
  readonly source: string;
  readonly executionCount: number | null;
  readonly outputs: readonly CellOutput[];
}

/** An output as nbformat keeps it. */
export interface CellOutput {
  readonly output_type: string;
  readonly data?: Record<string, unknown>;
  readonly text?: string | readonly string[];
  readonly ename?: string;
  readonly evalue?: string;
}

/** Which application shows a notebook: JupyterLab, or Notebook 7. */
export type Viewer = "lab" | "notebook";

interface Application {
  restored: Promise<unknown>;
  commands: { execute(command: string, args?: Record<string, string>): Promise<unknown> };
  shell: { currentWidget: NotebookPanel | null };
}

interface NotebookPanel {
  dispose(): void;
  context?: { isReady: boolean; path: string };
  sessionContext?: {
    isReady: boolean;
    session: { kernel: { status: string; connectionStatus: string } | null } | null;
    statusChanged: { connect(slot: (sender: unknown, status: string) => void): boolean };
    shutdown(): Promise<void>;
  };
  content: {
    activeCellIndex: number;
    model: {
      sharedModel: {
        toJSON(): {
          cells: { cell_type: string; source: string | string[]; execution_count?: number | null; outputs?: [] }[];
        };
      };
    };
  };
}

declare const window: { jupyterapp?: Application };

/** How long the application may take for one step, in milliseconds. */
const PATIENCE_MS = 60_000;

/** Waits until the notebook in front is loaded and its kernel is idle. */
export async function kernelIdle(page: Page, path?: string): Promise<void> {
  await page.waitForFunction(
    (wanted) => {
      const panel = window.jupyterapp?.shell.currentWidget;
      const kernel = panel?.sessionContext?.session?.kernel;
      return (
        (wanted === undefined || panel?.context?.path === wanted) &&
        panel?.context?.isReady &&
        panel.sessionContext?.isReady &&
        kernel?.connectionStatus === "connected" &&
        kernel.status === "idle"
      );
    },
    path,
    { timeout: 2 * PATIENCE_MS },
  );
}

/** A page of the application; saves are refused unless they are asked for, so that files stay as they are. */
async function openPage(pages: Browser | BrowserContext, url: string, place: string, saves = false): Promise<Page> {
  const page = await pages.newPage();
  await page.setViewportSize({ width: 1280, height: 2600 });
  if (!saves)
    await page.route("**/api/contents/**", (route) =>
      route.request().method() === "PUT" ? route.abort() : route.continue(),
    );
  const { origin, search } = new URL(url);
  await page.goto(`${origin}/${place}${search}`);
  return page;
}

/** JupyterLab with an empty workspace. */
export async function openLab(pages: Browser | BrowserContext, url: string): Promise<Page> {
  const page = await openPage(pages, url, `lab/workspaces/test-${Date.now()}`);
  await page.waitForFunction(() => window.jupyterapp?.restored.then(() => true), undefined, {
    timeout: 2 * PATIENCE_MS,
  });
  return page;
}

/**
 * Opens a notebook in a page of its own and waits until its kernel is idle.
 *
 * @param url   of the server, with its token
 * @param name  path below the server's folder
 * @param options.saves  whether the page may write the notebook's file
 */
export async function openNotebook(
  pages: Browser | BrowserContext,
  url: string,
  name: string,
  viewer: Viewer = "lab",
  { saves = false }: { readonly saves?: boolean } = {},
): Promise<Page> {
  const place = viewer === "lab" ? `lab/workspaces/test-${Date.now()}/tree` : "notebooks";
  const page = await openPage(pages, url, `${place}/${name}`, saves);
  await kernelIdle(page);
  return page;
}

/** Opens a notebook in a tab of JupyterLab and waits until its kernel is idle. */
export async function openTab(page: Page, name: string): Promise<void> {
  await page.evaluate((path) => {
    const opened = window.jupyterapp?.commands.execute("docmanager:open", { path, factory: "Notebook" });
    return opened?.then(() => undefined);
  }, name);
  await kernelIdle(page, name);
}

/** Ends the kernel of the notebook in front and closes its tab. */
export async function closeTab(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const panel = window.jupyterapp?.shell.currentWidget;
    await panel?.sessionContext?.shutdown();
    panel?.dispose();
  });
}

/** Runs a command of the application to its end. */
export async function command(page: Page, name: string, args: Record<string, string> = {}): Promise<void> {
  await page.evaluate(([id, options]) => window.jupyterapp?.commands.execute(id, options).then(() => undefined), [
    name,
    args,
  ] as const);
}

/** Puts the cursor at the end of a cell, by its number from 0. */
export async function edit(page: Page, cell: number): Promise<void> {
  const box = page.locator(".jp-Notebook .jp-Cell").nth(cell).locator(".cm-content");
  await box.click();
  await page.waitForFunction(
    (index) => window.jupyterapp?.shell.currentWidget?.content.activeCellIndex === index,
    cell,
  );
  await page.keyboard.press("Control+End");
}

/** Starts a cell by Control+Enter. */
export async function startCell(page: Page, cell: number): Promise<void> {
  await edit(page, cell);
  await page.keyboard.press("Control+Enter");
}

/** Runs a cell to its end. */
export async function runCell(page: Page, cell: number): Promise<CellState> {
  await startCell(page, cell);
  return cellWhere(page, cell, ({ executionCount }) => executionCount !== null);
}

/** A cell as soon as it meets a condition. */
export async function cellWhere(
  page: Page,
  cell: number,
  condition: (state: CellState) => boolean,
): Promise<CellState> {
  for (;;) {
    const before = (await codeCells(page))[cell];
    if (condition(before)) return before;
    await page.waitForFunction(
      ({ index, source, count, outputs }) => {
        const { cells = [] } = window.jupyterapp?.shell.currentWidget?.content.model.sharedModel.toJSON() ?? {};
        const now = cells.filter(({ cell_type }) => cell_type === "code")[index];
        return (
          [now.source].flat().join("") !== source ||
          (now.execution_count ?? null) !== count ||
          JSON.stringify(now.outputs) !== outputs
        );
      },
      { index: cell, source: before.source, count: before.executionCount, outputs: JSON.stringify(before.outputs) },
      { timeout: PATIENCE_MS },
    );
  }
}

/** All code cells as the application holds them. */
export function codeCells(page: Page): Promise<CellState[]> {
  return page.evaluate(() => {
    const panel = window.jupyterapp?.shell.currentWidget;
    const cells = panel?.content.model.sharedModel.toJSON().cells ?? [];
    return cells
      .filter(({ cell_type }) => cell_type === "code")
      .map((cell) => ({
        source: [cell.source].flat().join(""),
        executionCount: cell.execution_count ?? null,
        outputs: cell.outputs ?? [],
      }));
  });
}

/** What a cell printed so far. */
export function printed({ outputs }: CellState): string {
  return outputs
    .filter(({ output_type }) => output_type === "stream")
    .flatMap(({ text }) => text ?? [])
    .join("");
}

/** The text of a cell's result. */
export function resultOf({ outputs }: CellState): string | undefined {
  const data = outputs.find(({ output_type }) => output_type === "execute_result")?.data;
  return data && [data["text/plain"]].flat().join("");
}

/** What the kernel is doing, as the application sees it. */
export function kernelStatus(page: Page): Promise<string | undefined> {
  return page.evaluate(() => window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status);
}

/** Resolves when the kernel of the notebook in front next takes on a status; call it before what brings that about. */
export function statusSeen(page: Page, wanted: string): Promise<void> {
  return page.evaluate((name) => {
    const context = window.jupyterapp?.shell.currentWidget?.sessionContext;
    return new Promise<void>((done) => {
      context?.statusChanged.connect((_, status) => {
        if (status === name) done();
      });
    });
  }, wanted);
}

/** Keeps a screenshot where a person can look at it. */
export async function screenshot(page: Page, name: string): Promise<void> {
  const folder = join(root, ".setup", "screenshots");
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
