import type { Span } from "../../contract/index.js";
import { createBrackets } from "../scan/brackets.js";
import { type Part, trim, type Word } from "./token.js";

/**
 * Reads text to the end of the line as it stands, quotes kept, with `{expr}` replaced. Braces that mean something to
 * a shell are left to it: inside single quotes, `${name}`, `{a,b}`, `{1..3}`, `{ group; }` and `{}`.
 */
export function readRest(cell: string, { start, end }: Span): Word {
  const parts: Part[] = [];
  const brackets = createBrackets(cell);
  let plain = "";
  let at = start;
  while (at < end) {
    const close = cell[at] === "{" && cell[at - 1] !== "$" ? brackets.end(at) : undefined;
    const quoted = cell[at] === "'" ? cell.indexOf("'", at + 1) : -1;
    if (quoted > 0 && quoted < end) {
      plain += cell.slice(at, quoted + 1);
      at = quoted + 1;
    } else if (close !== undefined && close <= end && isExpression(cell.slice(at + 1, close - 1))) {
      if (plain !== "") parts.push({ text: plain });
      plain = "";
      parts.push({ expression: trim(cell, { start: at + 1, end: close - 1 }) });
      at = close;
    } else plain += cell[at++];
  }
  if (plain !== "" || parts.length === 0) parts.push({ text: plain });
  return { span: { start, end }, parts };
}

function isExpression(inside: string): boolean {
  if (inside === "" || /^\s/.test(inside) || /^[^()[\]]*(?:,|\.\.)/.test(inside)) return false;
  return /^[\p{ID_Start}$_("'`[\d!-]/u.test(inside);
}
