/**
 * Plotly's own picture of a figure, drawn by a Chromium of this machine that talks to nobody.
 * @module
 */
import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Json } from "../../contract/index.js";

/** What is drawn, and how large. */
export interface ChromiumPicture {
  /** `{ data, layout }` as Plotly takes it. */
  readonly figure: { readonly data: Json; readonly layout: Json };
  readonly format: "png" | "svg";
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** PNG pixels per CSS pixel. */
  readonly scale: number;
}

/** Seconds of the page's clock that a picture may take. */
const BUDGET_S = 60;

/** All of Plotly, as the front end's extension brings it. */
const PLOTLY = fileURLToPath(new URL("../../labextension/static/plotly.js", import.meta.url));

/** A Chromium or Chrome: `$CHROMIUM_PATH`, or the usual names on PATH. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
  const folders = (env["PATH"] ?? "").split(delimiter);
  const places = [env["CHROMIUM_PATH"], ...names.flatMap((name) => folders.map((folder) => join(folder, name)))];
  return places.find((path) => {
    if (!path) return false;
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * Draws a figure.
 * @throws Error when there is no Chromium, when it fails, or with what Plotly says
 */
export async function chromiumPicture(picture: ChromiumPicture): Promise<Uint8Array> {
  const program = findChromium();
  if (program === undefined)
    throw new Error(
      "renderer 'plotly' needs a Chromium: put chromium or google-chrome on PATH, or its path into CHROMIUM_PATH",
    );
  const folder = await mkdtemp(join(tmpdir(), "tslab-bigdata-picture-"));
  try {
    const page = join(folder, "page.html");
    await writeFile(page, pageOf(picture));
    const url = answerOf(await dumpedPage(program, folder, page));
    const [, code = ""] = /^data:[^,]*,(.*)$/s.exec(url) ?? [];
    return picture.format === "svg" ? Buffer.from(decodeURIComponent(code)) : Buffer.from(code, "base64");
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function pageOf({ figure, format, width, height, scale }: ChromiumPicture): string {
  // no text of the figure can end the script
  const task = JSON.stringify({ figure, format, width, height, scale }).replaceAll("<", "\\u003c");
  const script = `
const { figure, format, width, height, scale } = ${task};
const done = (kind, text) => {
  document.body.replaceChildren(Object.assign(document.createElement("pre"), { id: kind, textContent: text }));
};
Plotly.toImage({ ...figure, config: { plotGlPixelRatio: 2 * scale } }, { format, width, height, scale })
  .then((url) => done("picture", url), (error) => done("problem", String(error?.message ?? error)));`;
  return `<!doctype html><meta charset="utf-8"><script src="${pathToFileURL(PLOTLY).href}"></script><body><script>${script}</script>`;
}

function dumpedPage(program: string, folder: string, page: string): Promise<string> {
  const args = [
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    `--user-data-dir=${join(folder, "profile")}`,
    `--virtual-time-budget=${BUDGET_S * 1000}`,
    "--dump-dom",
    pathToFileURL(page).href,
  ];
  // Chromium's sandbox refuses to run as root
  if (process.getuid?.() === 0) args.unshift("--no-sandbox");
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], timeout: 2 * BUDGET_S * 1000 });
    const out: Buffer[] = [];
    const problems: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => problems.push(chunk));
    child.on("error", (cause) => reject(new Error(`cannot start '${program}': ${cause.message}`, { cause })));
    child.on("close", (code, signal) => {
      if (code === 0) resolve(Buffer.concat(out).toString());
      else reject(new Error(`'${program}' ended with ${signal ?? code}: ${Buffer.concat(problems).toString().trim()}`));
    });
  });
}

/** The page's last words. The page's text is escaped as HTML; a data URL needs no escapes but `&amp;`. */
function answerOf(dom: string): string {
  const [, kind, text = ""] = /<pre id="(picture|problem)">([\s\S]*?)<\/pre>/.exec(dom) ?? [];
  const plain = text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
  if (kind === "picture") return plain;
  throw new Error(
    kind === "problem" ? `Plotly could not draw the figure: ${plain}` : "the browser gave no picture of the figure",
  );
}
