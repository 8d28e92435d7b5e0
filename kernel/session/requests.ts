import process from "node:process";
import type { JsonObject } from "../../contract/index.js";
import { completeMagic, type Expansion, inspectMagic, isMagicComplete, toCodePosition } from "../../magics/index.js";
import { completeness } from "../compiler/completeness.js";
import type { Completion } from "../compiler/completion.js";
import type { Request } from "../io/bridge.js";
import type { CommDesk } from "./comms.js";
import { completeCode, completeReply, cursorOf } from "./complete.js";
import { continuePath } from "./file-paths.js";
import { inspectCode, inspectReply } from "./inspect.js";
import type { Notebook } from "./notebook.js";

/** What requests besides executions need. */
export interface RequestServices {
  readonly notebook: () => Notebook;
  readonly comms: CommDesk;
  /** Replaces the magics of a cell by code. */
  expand(text: string): Expansion;
}

/** Content of the reply to a request that is no execution; undefined for comm messages, which have none. */
export async function answer(request: Request, services: RequestServices): Promise<JsonObject | undefined> {
  const { content } = request;
  switch (request.type) {
    case "complete_request":
      return complete(content, services);
    case "inspect_request":
      return inspect(content, services);
    case "is_complete_request":
      return isComplete(String(content["code"] ?? ""), services);
    case "comm_open":
    case "comm_msg":
    case "comm_close":
      await services.comms.receive(request);
      return undefined;
    default:
      throw new Error(`${request.type} is not for the main thread`);
  }
}

async function complete(content: JsonObject, { notebook: open, expand }: RequestServices): Promise<JsonObject> {
  const { code: text, position } = cursorOf(content);
  const notebook = open();
  const directory = process.cwd();
  const magic = await completeMagic(text, position, {
    paths: async (prefix) => {
      const folder = prefix.slice(0, prefix.lastIndexOf("/") + 1);
      return continuePath(prefix, directory).map((name) => folder + name);
    },
    variables: () => notebook.scope.names(),
  });
  if (magic) {
    const items = magic.matches.map(({ text, type, signature = "" }) => ({ name: text, kind: type, signature }));
    return completeReply(text, { start: magic.start, end: magic.end, items });
  }
  const expansion = expand(text);
  const at = toCodePosition(expansion, position);
  const nothing: Completion = { start: position, end: position, items: [] };
  if (at === undefined) return completeReply(text, nothing);
  const found = completeCode(notebook, expansion.code, at, directory);
  // The replaced stretch is shifted as a whole: it lies in one verbatim piece with the cursor.
  const shift = position - at;
  return completeReply(text, { ...found, start: found.start + shift, end: found.end + shift });
}

function inspect(content: JsonObject, { notebook, expand }: RequestServices): JsonObject {
  const { code: text, position } = cursorOf(content);
  const magic = inspectMagic(text, position);
  if (magic) return inspectReply(magic);
  const expansion = expand(text);
  const at = toCodePosition(expansion, position);
  if (at === undefined) return inspectReply(undefined);
  return inspectReply(inspectCode(notebook(), expansion.code, at, Number(content["detail_level"] ?? 0)));
}

function isComplete(text: string, { notebook, expand }: RequestServices): JsonObject {
  const magic = isMagicComplete(text);
  if (magic === "incomplete") return { status: magic, indent: "" };
  if (magic === "complete") return { status: magic };
  return completeness(notebook().compiler.ts, expand(text).code);
}
