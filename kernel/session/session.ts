import process from "node:process";
import type { JsonObject } from "../../contract/index.js";
import type { Request, ToMain } from "../io/bridge.js";
import { log } from "../io/log.js";
import { execute } from "./execute.js";
import { createExecution, createExecutions, type Execution, Interrupted } from "./execution.js";
import { describe, failureReply } from "./failure.js";
import type { Link } from "./link.js";
import { createNotebook, type Notebook } from "./notebook.js";
import { createExpander } from "./source.js";
import { captureStreams } from "./streams.js";

/** The main thread's side of the kernel. */
export interface Session {
  handle(message: ToMain): void;
}

/** A session; user code runs in this process. */
export function createSession(link: Link): Session {
  const executions = createExecutions();
  let notebook: Notebook | undefined;
  let running: Execution | undefined;
  const open = (): Notebook => {
    notebook ??= createNotebook();
    return notebook;
  };
  const exit = process.exit.bind(process);
  captureStreams(link, () => executions.current()?.header);

  const services = { link, notebook: open, executions, expand: createExpander(() => notebook?.scope.names() ?? []) };
  const start = (request: Request): void => {
    const execution = createExecution(request, {
      link,
      directory: () => process.cwd(),
      keep() {},
      input(header, prompt, password) {
        const answer = link.ask(header, prompt, password);
        if (answer === undefined) throw new Interrupted();
        return answer;
      },
    });
    running = execution;
    void execute(request, execution, services).finally(() => {
      if (running === execution) running = undefined;
    });
  };
  const answer = async (request: Request): Promise<void> => {
    const content = await requestContent(request).catch((error): JsonObject => failureReply(describe(error)));
    link.finish(request, content);
  };
  const requestContent = async (_request: Request): Promise<JsonObject | undefined> => undefined;

  const reportLate = (error: unknown): void => {
    try {
      process.stderr.write(`${describe(error).traceback.join("\n")}\n`);
    } catch (problem) {
      log(String(problem));
    }
  };
  process.on("uncaughtException", reportLate);
  process.on("unhandledRejection", reportLate);
  process.on("SIGINT", () => link.post({ kind: "interrupt-me" }));

  return {
    handle(message) {
      switch (message.kind) {
        case "request":
          if (message.request.type === "execute_request") start(message.request);
          else void answer(message.request);
          return;
        case "interrupt":
          running?.interrupt();
          link.post({ kind: "interrupted" });
          return;
        case "shutdown":
          link.flush();
          exit(0);
          return;
      }
    },
  };
}
