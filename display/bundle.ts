import { inspect } from "node:util";
import { type Displayable, JUPYTER_DISPLAY, MIME, type MimeBundle } from "../contract/index.js";

/** Characters of `text/plain` kept. */
const PLAIN_LIMIT = 100_000;

/**
 * How a value is shown.
 *
 * @param value  anything; a method under `Symbol.for("Jupyter.display")` decides for itself
 * @throws whatever such a method throws
 */
export async function toBundle(value: unknown): Promise<MimeBundle> {
  if (isDisplayable(value)) return await value[JUPYTER_DISPLAY]();
  return { [MIME.plain]: plain(value) };
}

function isDisplayable(value: unknown): value is Displayable {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return false;
  return typeof (value as Partial<Displayable>)[JUPYTER_DISPLAY] === "function";
}

/** Node's own picture of a value, without colours and of bounded length. */
function plain(value: unknown): string {
  const text = inspect(value, { depth: 4, maxArrayLength: 100, maxStringLength: 10_000, breakLength: 100 });
  return text.length > PLAIN_LIMIT ? `${text.slice(0, PLAIN_LIMIT)}… (${text.length} characters)` : text;
}
