/**
 * Text on the picture: Plotly's pseudo-HTML (`<br>`, `<b>`, `<i>`, `<sub>`, `<sup>`) and the width of a text.
 * @module
 */
import { type Attributes, element, escapeXml } from "./svg.js";

/** Advance widths of DejaVu Sans for U+0020 to U+007E, in thousandths of the font size (from its hmtx table). */
const ADVANCES: readonly number[] = [
  318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636, 636, 636,
  636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863,
  748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635,
  615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636,
  337, 636, 838,
];

/** Font of a text as the picture knows it. */
export interface Font {
  /** Pixels. */
  readonly size: number;
  readonly color: string;
  readonly bold?: boolean;
}

interface Run {
  readonly text: string;
  readonly bold: boolean;
  readonly italic: boolean;
  readonly shift: "" | "super" | "sub";
}

/** Lines of runs: tags that Plotly knows become styles, other tags are dropped, entities become characters. */
function parse(markup: string): Run[][] {
  const lines: Run[][] = [[]];
  const open = { b: 0, i: 0, sup: 0, sub: 0 };
  for (const piece of markup.split(/(<\/?[a-zA-Z][^<>]*>)/)) {
    const tag = /^<(\/?)([a-zA-Z]+)/.exec(piece);
    const name = tag?.[2]?.toLowerCase();
    if (tag === null || name === undefined) {
      const shift = open.sup > 0 ? "super" : open.sub > 0 ? "sub" : "";
      if (piece !== "") lines.at(-1)?.push({ text: decode(piece), bold: open.b > 0, italic: open.i > 0, shift });
    } else if (name === "br") {
      lines.push([]);
    } else if (name === "b" || name === "i" || name === "sup" || name === "sub") {
      open[name] += tag[1] === "/" ? -1 : 1;
    }
  }
  return lines;
}

function decode(text: string): string {
  return text
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&quot;/g, '"')
    .replace(/&nbsp;/g, "\u00a0")
    .replace(/&amp;/g, "&");
}

/** The text without tags, lines joined by spaces; for alternative texts and terminals. */
export function plainText(markup: string): string {
  return parse(markup)
    .map((runs) => runs.map((run) => run.text).join(""))
    .join(" ");
}

/** Number of lines of a markup. */
export function lineCount(markup: string): number {
  return parse(markup).length;
}

/** Width in pixels of the widest line, from DejaVu Sans; characters outside ASCII count as a wide letter. */
export function textWidth(markup: string, font: Font): number {
  let widest = 0;
  for (const runs of parse(markup)) {
    let width = 0;
    for (const run of runs) {
      const scale = (run.shift === "" ? 1 : 0.7) * (run.bold || font.bold ? 1.12 : 1);
      for (const character of run.text) width += scale * (ADVANCES[character.charCodeAt(0) - 32] ?? 840);
    }
    widest = Math.max(widest, width);
  }
  return (widest * font.size) / 1000;
}

/** Height of a line of text as a multiple of the font size; Plotly's `LINE_SPACING`. */
export const LINE_SPACING = 1.3;

/** Where a text is put. */
export interface Placement {
  readonly x: number;
  /** Baseline of the first line. */
  readonly y: number;
  readonly anchor?: "start" | "middle" | "end";
  /** Degrees, clockwise, about `x`, `y`. */
  readonly angle?: number;
}

/** A text element; every line below the first is {@link LINE_SPACING} lower. */
export function textElement(markup: string, font: Font, at: Placement): string {
  const style: Attributes = {
    x: at.x,
    y: at.y,
    fill: font.color,
    "font-size": font.size,
    "font-weight": font.bold ? "bold" : undefined,
    "text-anchor": at.anchor === undefined || at.anchor === "start" ? undefined : at.anchor,
    transform: at.angle ? `rotate(${at.angle} ${at.x} ${at.y})` : undefined,
  };
  const lines = parse(markup).map((runs, index) => {
    const content = runs.map(runText).join("");
    return index === 0 ? content : element("tspan", { x: at.x, dy: font.size * LINE_SPACING }, content || " ");
  });
  return element("text", style, lines.join(""));
}

function runText(run: Run): string {
  const text = escapeXml(run.text);
  if (!run.bold && !run.italic && run.shift === "") return text;
  return element(
    "tspan",
    {
      "font-weight": run.bold ? "bold" : undefined,
      "font-style": run.italic ? "italic" : undefined,
      "baseline-shift": run.shift || undefined,
      "font-size": run.shift === "" ? undefined : "70%",
    },
    text,
  );
}
