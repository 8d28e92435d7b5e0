import { inspect } from "node:util";
import type { JsonObject } from "../../contract/index.js";
import type { TS } from "../typescript.js";
import { liveValue } from "./live-keys.js";
import type { Notebook } from "./notebook.js";

/** A hover as text. */
export interface Hover {
  readonly markdown: string;
  readonly plain: string;
}

/**
 * What is known of the name at a position: its signature and doc comment.
 *
 * @param detail  1 adds the value it has now, or the source of a function
 */
export function inspectCode(notebook: Notebook, code: string, position: number, detail: number): Hover | undefined {
  const { compiler, declarations } = notebook;
  for (const at of candidates(compiler.ts, code, position)) {
    const info = compiler.inspect(declarations, code, at);
    if (!info?.displayParts) continue;
    const signature = textOf(info.displayParts);
    // All that is said of a name that nobody declares.
    if (signature === "any") continue;
    const documentation = [textOf(info.documentation), ...(info.tags ?? []).map(tagText)].filter((part) => part !== "");
    const parts = [`\`\`\`typescript\n${signature}\n\`\`\``, ...documentation];
    const plain = [signature, ...documentation];
    const value = detail > 0 ? valueText(notebook, code.slice(0, endOf(info.textSpan))) : undefined;
    if (value !== undefined) {
      parts.push(`\`\`\`typescript\n${value}\n\`\`\``);
      plain.push(value);
    }
    return { markdown: parts.join("\n\n"), plain: plain.join("\n\n") };
  }
  return undefined;
}

/** Content of inspect_reply. */
export function inspectReply(hover: Hover | undefined): JsonObject {
  if (!hover) return { status: "ok", found: false, data: {}, metadata: {} };
  return {
    status: "ok",
    found: true,
    data: { "text/markdown": hover.markdown, "text/plain": hover.plain },
    metadata: {},
  };
}

/** The cursor itself, the name just before it, and the function whose arguments it stands in. */
function candidates(ts: typeof TS, code: string, position: number): number[] {
  const file = ts.createSourceFile("cell.ts", code, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
  const calls: number[] = [];
  const typed = code.slice(0, position).trimEnd().length;
  const visit = (node: TS.Node): void => {
    if (position < node.getFullStart() || typed > node.end) return;
    const isClosed = code[node.end - 1] === ")" && typed >= node.end;
    if ((ts.isCallExpression(node) || ts.isNewExpression(node)) && typed > node.expression.end && !isClosed)
      calls.unshift(node.expression.end - 1);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return [position, position - 1, ...calls].filter((at) => at >= 0);
}

/** Characters of a value shown. */
const VALUE_LIMIT = 4000;

/** The value of the expression that ends the code. */
function valueText({ scope }: Notebook, before: string): string | undefined {
  const found = liveValue(before, scope.values);
  if (!found) return undefined;
  const { value } = found;
  const text = typeof value === "function" ? String(value) : inspect(value, { depth: 2, maxArrayLength: 20 });
  if (text.endsWith("{ [native code] }")) return undefined;
  return text.slice(0, VALUE_LIMIT);
}

const textOf = (parts: readonly TS.SymbolDisplayPart[] | undefined): string =>
  (parts ?? []).map(({ text }) => text).join("");

const endOf = ({ start, length }: TS.TextSpan): number => start + length;

function tagText({ name, text }: TS.JSDocTagInfo): string {
  const [first, ...rest] = textOf(text).split(/\s+/);
  const words = first === undefined ? "" : name === "param" ? `\`${first}\` ${rest.join(" ")}` : textOf(text);
  return `*@${name}* ${words}`.trim();
}
