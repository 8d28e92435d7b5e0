import { freemem, totalmem } from "node:os";
import { ambient, type Displayable, JUPYTER_DISPLAY, MIME, type MimeBundle } from "../contract/index.js";
import { formatBytes } from "./format.js";

/** Memory in bytes. */
export interface Memory extends Displayable {
  /** Memory of this process that lies in RAM. */
  readonly resident: number;
  /** The most it ever was. */
  readonly peak: number;
  /** JavaScript objects in use. */
  readonly heapUsed: number;
  /** Reserved for JavaScript objects. */
  readonly heapTotal: number;
  /** Buffers and other memory outside of the heap. */
  readonly external: number;
  /** The machine's memory, or the container's limit if that is less. */
  readonly machineTotal: number;
  /** What the machine can still give without swapping. */
  readonly machineAvailable: number;
}

const ROWS = [
  ["resident", "this kernel, in RAM"],
  ["peak", "this kernel, at most"],
  ["heapUsed", "heap in use"],
  ["heapTotal", "heap reserved"],
  ["external", "buffers outside the heap"],
  ["machineTotal", "machine, total"],
  ["machineAvailable", "machine, available"],
] as const;

/** The memory of this process and of the machine, now. Shows itself as a table. */
export function memory(): Memory {
  const numbers = measure();
  return { ...numbers, [JUPYTER_DISPLAY]: () => memoryBundle(numbers) };
}

/**
 * Shows, when the running cell is done, the memory and how the cell changed it.
 * @throws Error outside of a notebook's cell
 */
export function memoryCell(): void {
  const session = ambient()?.session;
  if (!session) throw new Error("%%memory needs a notebook's cell to end; use memory() twice in a script");
  const before = measure();
  session.atCellEnd(() => ambient()?.display(memoryBundle(measure(), before)));
}

type Numbers = Omit<Memory, typeof JUPYTER_DISPLAY>;

function measure(): Numbers {
  const { rss, heapUsed, heapTotal, external } = process.memoryUsage();
  const limit = process.constrainedMemory?.() ?? 0;
  const machineTotal = limit > 0 ? Math.min(limit, totalmem()) : totalmem();
  return {
    resident: rss,
    peak: Math.max(rss, process.resourceUsage().maxRSS * 1024),
    heapUsed,
    heapTotal,
    external,
    machineTotal,
    machineAvailable: Math.min(freemem(), machineTotal),
  };
}

/** The table, with a column of differences where there is a measurement from before. */
export function memoryBundle(now: Numbers, before?: Numbers): MimeBundle {
  const rows = ROWS.map(([key, label]) => {
    const change = before ? now[key] - before[key] : 0;
    return [label, formatBytes(now[key]), before ? (change > 0 ? "+" : "") + formatBytes(change) : ""];
  });
  const head = before ? ["", "now", "change"] : ["", "now", ""];
  const all = [head, ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...all.map((row) => row[column].length)));
  const text = all.map(([label, ...cells]) =>
    [label.padEnd(widths[0]), ...cells.map((cell, index) => cell.padStart(widths[index + 1]))].join("  ").trimEnd(),
  );
  const cells = (row: readonly string[], tag: string): string =>
    row
      .slice(0, before ? 3 : 2)
      .map((cell, index) => `<${tag} style="text-align: ${index ? "right" : "left"}">${cell}</${tag}>`)
      .join("");
  const html = `<table><thead><tr>${cells(head, "th")}</tr></thead><tbody>${rows.map((row) => `<tr>${cells(row, "td")}</tr>`).join("")}</tbody></table>`;
  return { [MIME.html]: html, [MIME.plain]: text.join("\n") };
}
