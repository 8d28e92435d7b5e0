import type { Span } from "../contract/index.js";
import { trim } from "./parse/token.js";
import { skipBracket } from "./scan/lexer.js";

/** A query and the expressions whose values it takes as parameters `$p1`, `$p2`, … in order. */
export interface SqlText {
  readonly sql: string;
  readonly expressions: readonly Span[];
}

/** Quotes, comments and dollar-quoted text of SQL, in which braces are just braces. */
const OPAQUE = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\$(\w*)\$[\s\S]*?\$\1\$/y;

/** A struct of SQL: `{'a': 1}`, `{a: 1}`, `{}`. */
const STRUCT = /^\s*(?:(?:'(?:[^']|'')*'|"(?:[^"]|"")*"|\w+)\s*:(?!:)|$)/;

/** Takes `{expr}` out of a query; structs stay, and whatever stands in quotes or comments. */
export function readSql(cell: string, { start, end }: Span): SqlText {
  const expressions: Span[] = [];
  let sql = "";
  for (let at = start; at < end; ) {
    OPAQUE.lastIndex = at;
    const opaque = OPAQUE.exec(cell)?.[0];
    const close = cell[at] === "{" ? skipBracket(cell, at) : undefined;
    if (opaque !== undefined) {
      sql += cell.slice(at, at + opaque.length);
      at += opaque.length;
    } else if (close !== undefined && close <= end && !STRUCT.test(cell.slice(at + 1, close - 1))) {
      sql += `$p${expressions.push(trim(cell, { start: at + 1, end: close - 1 }))}`;
      at = close;
    } else sql += cell[at++];
  }
  return { sql, expressions };
}
