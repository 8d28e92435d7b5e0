import type { JsonObject } from "../../contract/index.js";
import { SELF } from "../compiler/compiler.js";
import type { Completion, Item } from "../compiler/completion.js";
import { continuePath } from "./file-paths.js";
import { liveKeys } from "./live-keys.js";
import type { Notebook } from "./notebook.js";
import { fromCodePoints, toCodePoints } from "./positions.js";
import { type StringAt, stringAt } from "./strings.js";

/** Matches in a reply. */
const LIMIT = 1000;

/**
 * Completions of TypeScript code at a UTF-16 position.
 *
 * @param directory  folder of relative file paths
 */
export function completeCode(notebook: Notebook, code: string, position: number, directory: string): Completion {
  const { compiler, declarations, scope } = notebook;
  const literal = stringAt(compiler.ts, code, position);
  const typed = compiler.complete(declarations, code, position);
  if (literal) {
    const found = completeString(typed, literal, code, position);
    if (found.items.length > 0) return found;
    const live = liveKeys(code.slice(0, position), scope.values);
    if (live && live.items.length > 0) return { start: live.start, end: literal.end, items: live.items };
    return completePath(literal, code, position, directory);
  }
  if (typed.items.length > 0) return typed;
  const live = liveKeys(code.slice(0, position), scope.values);
  return live ? { start: live.start, end: position, items: live.items } : typed;
}

/** Literals of unions and keys of types, and the names of modules. */
function completeString(
  typed: Completion,
  { start, end, isModule }: StringAt,
  code: string,
  position: number,
): Completion {
  const before = code.slice(start, position);
  // Module names come part by part, literals as a whole.
  const from = isModule ? start + before.lastIndexOf("/") + 1 : start;
  const prefix = code.slice(from, position);
  const items = typed.items.filter(({ name }) => name.startsWith(prefix));
  const isSelf = isModule && SELF.name.startsWith(before) && !items.some(({ name }) => name === SELF.name);
  if (isSelf) items.push({ name: SELF.name, kind: "external module name", signature: "" });
  return { start: from, end: isModule ? position : end, items };
}

/** Other strings may be paths of files. */
function completePath({ start, isModule }: StringAt, code: string, position: number, directory: string): Completion {
  const before = code.slice(start, position);
  const cut = start + before.lastIndexOf("/") + 1;
  const paths = isModule && !before.startsWith(".") ? [] : continuePath(before, directory);
  return {
    start: cut,
    end: position,
    items: paths.map((name): Item => ({ name, kind: "path", signature: "" })),
  };
}

/** Content of complete_reply. The metadata is the form JupyterLab and VS Code read for icons and signatures. */
export function completeReply(text: string, { start, end, items }: Completion): JsonObject {
  const cursor_start = toCodePoints(text, start);
  const cursor_end = toCodePoints(text, end);
  const shown = items.slice(0, LIMIT);
  return {
    status: "ok",
    matches: shown.map(({ name }) => name),
    cursor_start,
    cursor_end,
    metadata: {
      _jupyter_types_experimental: shown.map(({ name, kind, signature }) => ({
        text: name,
        type: kind,
        signature,
        start: cursor_start,
        end: cursor_end,
      })),
    },
  };
}

/** Code and UTF-16 position of a complete_request or inspect_request. */
export function cursorOf(content: JsonObject): { readonly code: string; readonly position: number } {
  const code = String(content["code"] ?? "");
  const asked = content["cursor_pos"];
  return { code, position: typeof asked === "number" ? fromCodePoints(code, asked) : code.length };
}
