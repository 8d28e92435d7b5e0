import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import {
  ambient,
  type Displayable,
  type DisplayOptions,
  JUPYTER_DISPLAY,
  MIME,
  type MimeBundle,
} from "../contract/index.js";
import { liveBundle, liveOf, toBundle } from "./bundle.js";
import { escapeHtml } from "./escape.js";
import { imageBundle } from "./values/images.js";
import { plainText } from "./values/plain.js";

/** A piece of HTML, Markdown or SVG that shows itself and can stand inside another one. */
export interface Fragment extends Displayable {
  readonly mime: string;
  readonly text: string;
  toString(): string;
}

/**
 * Shows a value under the running cell, as if it were its result. In a plain script its text is printed.
 *
 * @param options.displayId  names the output, so that a later call with `update: true` replaces it
 * @returns when it is shown; as the result of a cell the promise shows nothing more
 * @throws what the value's own display method throws
 */
export function display(value: unknown, options: DisplayOptions = {}): Promise<void> {
  const shown = show(value, options);
  return Object.assign(shown, { [JUPYTER_DISPLAY]: () => shown.then((): MimeBundle => ({})) });
}

async function show(value: unknown, options: DisplayOptions): Promise<void> {
  if (options.update && options.displayId === undefined) {
    throw new TypeError("display: update needs the displayId of the output to replace");
  }
  const context = ambient();
  const shown = await toBundle(value);
  if (!context) {
    const text = shown[MIME.plain] ?? shown[MIME.markdown];
    process.stdout.write(`${typeof text === "string" ? text : `[${Object.keys(shown).join(", ")}]`}\n`);
    return;
  }
  const live = liveOf(value);
  if (live) context.live(live);
  context.display(live ? liveBundle(shown, live, context.kernel?.session) : shown, options);
}

/** A value that shows itself as the given MIME bundle: MIME type to data; bytes become base64. */
export function bundle(data: { readonly [mime: string]: MimeBundle[string] | Uint8Array }): Displayable {
  return { [JUPYTER_DISPLAY]: () => data as MimeBundle };
}

/** HTML as a tagged template. Values are escaped, unless they are HTML fragments; lists of fragments are joined. */
export function html(strings: TemplateStringsArray, ...values: readonly unknown[]): Fragment {
  return fragment(
    MIME.html,
    join(strings, values, (value) => markup(value, MIME.html)),
  );
}

/** SVG as a tagged template; values are escaped as in {@link html}. */
export function svg(strings: TemplateStringsArray, ...values: readonly unknown[]): Fragment {
  return fragment(
    MIME.svg,
    join(strings, values, (value) => markup(value, MIME.svg)),
  );
}

/** Markdown as a tagged template; values are put in as their text. */
export function md(strings: TemplateStringsArray, ...values: readonly unknown[]): Fragment {
  return fragment(MIME.markdown, join(strings, values, textOf));
}

/**
 * A picture that shows itself.
 *
 * @param source  bytes, or a path relative to the notebook's folder; PNG, JPEG or SVG
 * @throws TypeError for other formats, and the file system's error for a file that cannot be read
 */
export async function image(source: string | Uint8Array): Promise<Displayable> {
  const isPath = typeof source === "string";
  const bytes = isPath ? await readFile(resolve(ambient()?.directory ?? process.cwd(), source)) : source;
  const shown = imageBundle(bytes);
  if (!shown) throw new TypeError(`image: ${isPath ? `'${source}'` : "the data"} is no PNG, JPEG or SVG`);
  return bundle(shown);
}

function fragment(mime: string, text: string): Fragment {
  return { mime, text, toString: () => text, [JUPYTER_DISPLAY]: () => ({ [mime]: text, [MIME.plain]: text }) };
}

function join(strings: TemplateStringsArray, values: readonly unknown[], write: (value: unknown) => string): string {
  return strings.map((text, index) => text + (index < values.length ? write(values[index]) : "")).join("");
}

function markup(value: unknown, mime: string): string {
  if (Array.isArray(value)) return value.map((each) => markup(each, mime)).join("");
  if (isFragment(value) && (value.mime === mime || value.mime === MIME.svg)) return value.text;
  return escapeHtml(textOf(value));
}

function isFragment(value: unknown): value is Fragment {
  return typeof value === "object" && value !== null && "mime" in value && "text" in value && JUPYTER_DISPLAY in value;
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "object" && !isFragment(value) ? plainText(value) : String(value);
}
