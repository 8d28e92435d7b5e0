/** A real JupyterLab, started by the README's command, and a real Chromium on it. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { root } from "../support/repo.js";

/** A running server. */
export interface Lab {
  /** With the token. */
  readonly url: string;
  stop(): Promise<void>;
}

/** A port nobody listens on at the moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

/** Starts `npm start -- --no-browser` and waits until it prints where it is. */
export async function startLab(): Promise<Lab> {
  const folder = mkdtempSync(join(tmpdir(), "jupyter-config-"));
  // Lets tests wait for the application's own state instead of pixels.
  writeFileSync(join(folder, "jupyter_lab_config.json"), JSON.stringify({ LabApp: { expose_app_in_browser: true } }));
  const port = await freePort();
  const env = { ...process.env, JUPYTER_CONFIG_DIR: folder, BIGDATA_SCALE: "small" };
  const server = spawn(process.execPath, ["setup/start.mjs", "--no-browser", "--port", String(port)], {
    cwd: root,
    env,
  });
  const stop = async (): Promise<void> => {
    if (server.exitCode === null) {
      const ended = new Promise((resolve) => server.once("exit", resolve));
      server.kill("SIGTERM");
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    return { url: await printedUrl(server), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function printedUrl(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let seen = "";
    const read = (chunk: Buffer): void => {
      seen += chunk;
      const url = /http:\/\/127\.0\.0\.1:\d+\/lab\S*token=\w+/.exec(seen);
      if (url) resolve(url[0]);
    };
    server.stdout?.on("data", read);
    server.stderr?.on("data", read);
    server.once("exit", (code) => reject(new Error(`npm start ended with ${code}:\n${seen}`)));
  });
}

/** Headless Chromium that talks to nobody but the page. */
export function startChromium(): Promise<Browser> {
  const background = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
  ];
  const args = [...background, "--disable-gpu", "--disable-quic"];
  if (process.getuid?.() === 0) args.push("--no-sandbox");
  return chromium.launch({ executablePath: process.env["CHROMIUM_PATH"], args });
}

/** What the page shows of the notebook's cells, read from the application. */
export interface CellState {
  readonly source: string;
  readonly executionCount: number | null;
  readonly outputs: readonly { output_type: string; data?: Record<string, unknown>; evalue?: string }[];
}

interface Application {
  restored: Promise<void>;
  commands: { execute(command: string): Promise<unknown> };
  shell: { currentWidget: NotebookPanel | null };
}

interface NotebookPanel {
  context?: { isReady: boolean; saveState?: unknown };
  sessionContext?: {
    isReady: boolean;
    session: { kernel: { status: string; connectionStatus: string } | null } | null;
  };
  content: {
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

/** Opens a notebook and waits until its kernel is idle. Saves are refused, so that the checkout stays as it is. */
export async function openNotebook(browser: Browser, url: string, name: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 2600 } });
  await page.route("**/api/contents/**", (route) =>
    route.request().method() === "PUT" ? route.abort() : route.continue(),
  );
  const address = new URL(url);
  await page.goto(`${address.origin}/lab/workspaces/test-${Date.now()}/tree/${name}${address.search}`);
  await page.waitForFunction(
    () => {
      const panel = window.jupyterapp?.shell.currentWidget;
      const kernel = panel?.sessionContext?.session?.kernel;
      return (
        panel?.context?.isReady &&
        panel.sessionContext?.isReady &&
        kernel?.connectionStatus === "connected" &&
        kernel.status === "idle"
      );
    },
    undefined,
    { timeout: 120_000 },
  );
  return page;
}

/** Runs a command of the application to its end. */
export async function command(page: Page, name: string): Promise<void> {
  await page.evaluate((id) => window.jupyterapp?.commands.execute(id).then(() => undefined), name);
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

/** Keeps a screenshot where a person can look at it. */
export async function screenshot(page: Page, name: string): Promise<void> {
  const folder = join(root, ".setup", "screenshots");
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
