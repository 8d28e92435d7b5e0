import process from "node:process";
import type { JsonObject } from "../../contract/index.js";
import { completeness } from "../compiler/completeness.js";
import type { Request } from "../io/bridge.js";
import type { CommDesk } from "./comms.js";
import { completeCode, completeReply, cursorOf } from "./complete.js";
import { inspectCode, inspectReply } from "./inspect.js";
import type { Notebook } from "./notebook.js";

/** What requests besides executions need. */
export interface RequestServices {
  readonly notebook: () => Notebook;
  readonly comms: CommDesk;
}

/** Content of the reply to a request that is no execution; undefined for comm messages, which have none. */
export async function answer(request: Request, { notebook, comms }: RequestServices): Promise<JsonObject | undefined> {
  const { content } = request;
  switch (request.type) {
    case "complete_request": {
      const { code, position } = cursorOf(content);
      return completeReply(code, completeCode(notebook(), code, position, process.cwd()));
    }
    case "inspect_request": {
      const { code, position } = cursorOf(content);
      return inspectReply(inspectCode(notebook(), code, position, Number(content["detail_level"] ?? 0)));
    }
    case "is_complete_request":
      return completeness(notebook().compiler.ts, String(content["code"] ?? ""));
    case "comm_open":
    case "comm_msg":
    case "comm_close":
      await comms.receive(request);
      return undefined;
    default:
      throw new Error(`${request.type} is not for the main thread`);
  }
}
