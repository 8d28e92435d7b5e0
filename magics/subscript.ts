import type { Span } from "../contract/index.js";
import { createBrackets } from "./scan/brackets.js";
import { topLevel } from "./scan/shape.js";

/** A stretch of an expression, by positions in its text. */
export type Stretch = Span;

/** What stands in the brackets behind a value: `tab[10:20:2]["temp", "year"]`. */
export interface Subscript {
  /** The value in front. */
  readonly base: Stretch;
  /** Bounds between colons; empty stretches are missing bounds. */
  readonly range?: readonly Stretch[];
  /** One row, without a colon. */
  readonly index?: Stretch;
  /** Names of columns. */
  readonly columns?: readonly string[];
}

const NAMES = /^\s*(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\s*(?:,\s*(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\s*)*$/;

/** Reads the subscripts at the end of an expression, rows and columns in either order; each at most once. */
export function readSubscript(text: string): Subscript {
  let end = text.trimEnd().length;
  let range: readonly Stretch[] | undefined;
  let index: Stretch | undefined;
  let columns: readonly string[] | undefined;
  while (text[end - 1] === "]") {
    const open = openOf(text, end);
    if (open === undefined || open === 0) break;
    const inner = { start: open + 1, end: end - 1 };
    const inside = text.slice(inner.start, inner.end);
    const colons = [...topLevel(text, inner.start, inner.end)].filter((at) => text[at] === ":");
    if (NAMES.test(inside) && columns === undefined) columns = namesIn(inside);
    else if (colons.length > 0 && range === undefined && index === undefined) range = between(text, inner, colons);
    else if (range === undefined && index === undefined && inside.trim() !== "" && !NAMES.test(inside))
      index = trimmed(text, inner);
    else break;
    end = open;
  }
  const base = { start: 0, end };
  return {
    base,
    ...(range === undefined ? {} : { range }),
    ...(index === undefined ? {} : { index }),
    ...(columns === undefined ? {} : { columns }),
  };
}

/** Position of the bracket that the one in front of `end` closes. */
function openOf(text: string, end: number): number | undefined {
  const brackets = createBrackets(text);
  for (let at = 0; at < end; at++) if (text[at] === "[" && brackets.end(at) === end) return at;
  return undefined;
}

function between(text: string, { start, end }: Stretch, colons: readonly number[]): Stretch[] {
  const borders = [start - 1, ...colons, end];
  return borders.slice(1).map((stop, i) => trimmed(text, { start: borders[i]! + 1, end: stop }));
}

/** Without blanks, and without the braces of a whole `{expr}`. */
function trimmed(text: string, { start, end }: Stretch): Stretch {
  const inner = text.slice(start, end);
  const from = start + inner.length - inner.trimStart().length;
  const to = Math.max(from, start + inner.trimEnd().length);
  const isWrapped = text[from] === "{" && text[to - 1] === "}";
  return isWrapped ? trimmed(text, { start: from + 1, end: to - 1 }) : { start: from, end: to };
}

function namesIn(inside: string): string[] {
  return [...inside.matchAll(/"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'/g)].map(([, double, single]) =>
    (double ?? single ?? "").replace(/\\(.)/g, "$1"),
  );
}
