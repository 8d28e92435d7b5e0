/** A real JupyterLab, started by the README's command, and a real Chromium on it. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { freePort } from "../support/free-port.js";
import { root } from "../support/repo.js";

/** A running server. */
export interface Lab {
  /** With the token. */
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts `npm start -- --no-browser` and waits until it prints where it is.
 *
 * @param options.allCells  whether cells out of view are on the page too; by default JupyterLab takes them off
 * @param options.jupyterPath  folder with more kernels and labextensions
 */
export async function startLab({
  allCells = false,
  jupyterPath,
}: {
  readonly allCells?: boolean;
  readonly jupyterPath?: string;
} = {}): Promise<Lab> {
  const folder = mkdtempSync(join(tmpdir(), "jupyter-config-"));
  // Lets tests wait for the application's own state instead of pixels.
  for (const [file, app] of [
    ["lab", "LabApp"],
    ["notebook", "JupyterNotebookApp"],
  ])
    writeFileSync(
      join(folder, `jupyter_${file}_config.json`),
      JSON.stringify({ [app]: { expose_app_in_browser: true } }),
    );
  writeSettings(folder, allCells);
  const port = await freePort();
  const env = {
    ...process.env,
    JUPYTER_CONFIG_DIR: folder,
    BIGDATA_SCALE: "small",
    ...(jupyterPath !== undefined && { JUPYTER_PATH: jupyterPath }),
  };
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

/** JupyterLab drops a kernel's completions after one second; on a loaded machine that would be a race. */
function writeSettings(config: string, allCells: boolean): void {
  const write = (extension: string, name: string, settings: object): void => {
    const folder = join(config, "lab", "user-settings", "@jupyterlab", extension);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${name}.jupyterlab-settings`), JSON.stringify(settings));
  };
  write("completer-extension", "manager", { providerTimeout: 60_000 });
  if (allCells) write("notebook-extension", "tracker", { windowingMode: "none" });
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
