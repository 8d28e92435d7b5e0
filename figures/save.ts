/**
 * Writing a figure into a file.
 * @module
 */
import { randomUUID } from "node:crypto";
import { rename, rm, writeFile } from "node:fs/promises";
import { extname, resolve } from "node:path";
import { ambient } from "../contract/index.js";

const FORMATS = ["png", "svg", "html", "json"] as const;

/** A file format of figures. */
export type FigureFormat = (typeof FORMATS)[number];

/** The format that a path's ending names. */
export function checkFormat(path: string): FigureFormat {
  const ending = extname(path).slice(1).toLowerCase();
  const format = FORMATS.find((known) => known === ending);
  if (format !== undefined) return format;
  throw new RangeError(`cannot save '${path}': the name must end in ${FORMATS.map((known) => `.${known}`).join(", ")}`);
}

/** Writes beside the target and renames, so that no half-written file is ever seen. */
export async function writeFigure(path: string, content: string | Uint8Array): Promise<void> {
  const target = resolve(ambient()?.directory ?? process.cwd(), path);
  const draft = `${target}.${randomUUID()}.tmp`;
  try {
    await writeFile(draft, content);
    await rename(draft, target);
  } catch (cause) {
    await rm(draft, { force: true });
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`cannot save '${path}': ${reason}`, { cause });
  }
}
