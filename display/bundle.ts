import {
  type Displayable,
  type Json,
  JUPYTER_DISPLAY,
  LIVE,
  type LiveHandle,
  MIME,
  type MimeBundle,
} from "../contract/index.js";
import { imageBundle } from "./values/images.js";
import { plainText } from "./values/plain.js";
import { tableBundle, tableHtml } from "./values/table.js";
import { foreignTable, recordsTable } from "./values/tabular.js";
import { isTypedArray, typedArrayText, vectorText } from "./values/typed-arrays.js";

/**
 * How a value is shown. A method under `Symbol.for("Jupyter.display")` decides for itself; else images (bytes of PNG,
 * JPEG, SVG), tables (Arrow, danfo.js, arrays of objects) and typed arrays have their forms, and everything else is
 * shown as Node's REPL prints it. Defaults never throw, hold no colours, and are bounded in size.
 *
 * @throws what a value's own method throws: the work of a figure is done there, and its failure is the cell's
 * @throws TypeError when such a method gives no bundle
 */
export async function toBundle(value: unknown): Promise<MimeBundle> {
  if (isDisplayable(value)) return checked(await value[JUPYTER_DISPLAY](), value);
  try {
    return known(value) ?? { [MIME.plain]: plainText(value) };
  } catch {
    // A value that only looks like a table.
    return { [MIME.plain]: plainText(value) };
  }
}

/** The handle of a value that front ends can refine, or undefined. */
export function liveOf(value: unknown): LiveHandle | undefined {
  const live = typeof value === "object" && value !== null ? (value as { [LIVE]?: unknown })[LIVE] : undefined;
  return typeof live === "function" ? (live.call(value) as LiveHandle) : undefined;
}

/**
 * A bundle whose figure front ends can refine: with the live type, which names the plot and the kernel that drew it.
 *
 * @param session  session id of the kernel; without one the bundle stays as it is
 */
export function liveBundle(shown: MimeBundle, { plot }: LiveHandle, session: string | undefined): MimeBundle {
  if (session === undefined) return shown;
  const own = shown[MIME.live];
  const given = typeof own === "object" && own !== null && !Array.isArray(own) ? own : {};
  return { ...shown, [MIME.live]: { version: 1, ...given, plot, session } };
}

function known(value: unknown): MimeBundle | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (value instanceof Uint8Array) {
    const image = imageBundle(value);
    if (image) return image;
  }
  if (isTypedArray(value)) return { [MIME.plain]: typedArrayText(value) };
  if (Array.isArray(value)) {
    const records = recordsTable(value);
    return records && { [MIME.html]: tableHtml(records), [MIME.plain]: plainText(value) };
  }
  const vector = vectorText(value);
  if (vector !== undefined) return { [MIME.plain]: vector };
  const table = foreignTable(value);
  return table && tableBundle(table);
}

function isDisplayable(value: unknown): value is Displayable {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return false;
  return typeof (value as Partial<Displayable>)[JUPYTER_DISPLAY] === "function";
}

/** A bundle as front ends need it: bytes become base64, everything else must be JSON. */
function checked(bundle: unknown, value: Displayable): MimeBundle {
  const name = value.constructor?.name ?? "the value";
  if (typeof bundle !== "object" || bundle === null || Array.isArray(bundle)) {
    throw new TypeError(
      `Symbol.for("Jupyter.display") of ${name} must give an object of MIME types, not ${plainText(bundle)}`,
    );
  }
  const entries = Object.entries(bundle).map(([mime, data]: [string, unknown]): [string, Json] => {
    if (!/^[\w.+-]+\/[\w.+-]+$/.test(mime)) throw new TypeError(`'${mime}' in the bundle of ${name} is no MIME type`);
    if (data instanceof Uint8Array) return [mime, Buffer.from(data).toString("base64")];
    if (typeof data === "string") return [mime, data];
    return [mime, json(data, `${mime} of ${name}`)];
  });
  return Object.fromEntries(entries);
}

function json(data: unknown, what: string): Json {
  let text: string | undefined;
  try {
    text = JSON.stringify(data);
  } catch (error) {
    throw new TypeError(`${what} is no JSON: ${(error as Error).message}`);
  }
  if (text === undefined) throw new TypeError(`${what} is ${typeof data}; expected text, bytes or JSON`);
  return data as Json;
}
