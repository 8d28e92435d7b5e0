import process from "node:process";
import type { JsonObject } from "../../contract/index.js";
import { type Expansion, expandCell } from "../../magics/index.js";
import type { Request, ToMain } from "../io/bridge.js";
import { log } from "../io/log.js";
import type { Header } from "../wire/message.js";
import { asyncStack } from "./async-stack.js";
import { createComms } from "./comms.js";
import { execute } from "./execute.js";
import { createExecution, createExecutions, type Execution, Interrupted } from "./execution.js";
import { describe, failureReply } from "./failure.js";
import type { Link } from "./link.js";
import { createLive } from "./live.js";
import { createNotebook, type Notebook } from "./notebook.js";
import { createProgressDesk } from "./progress.js";
import { answer } from "./requests.js";
import { collectGarbage, createRest, heapOfThread } from "./rest.js";
import { createRestarter } from "./restart.js";
import { createExpander } from "./source.js";
import { captureStreams } from "./streams.js";

/** The main thread's side of the kernel. */
export interface Session {
  handle(message: ToMain): void;
  /** Does what the first cell would have to wait for. */
  warmUp(): void;
}

/**
 * A session; user code runs in this process.
 *
 * @param session  session id of this process
 */
export function createSession(link: Link, session: string): Session {
  const executions = createExecutions();
  let notebook: Notebook | undefined;
  let running: Execution | undefined;
  const open = (): Notebook => {
    notebook ??= link.critical(() => createNotebook(link.critical));
    return notebook;
  };
  const exit = process.exit.bind(process);
  const stack = asyncStack();
  const rest = createRest({ heap: heapOfThread, collect: () => link.criticalUntil(collectGarbage()) });
  const parent = (): Header | undefined => executions.current()?.header;
  captureStreams(link, parent);
  const comms = createComms(link, parent);
  const live = createLive(comms, session);
  const progress = createProgressDesk(comms);
  const inPlace = (): void => {
    open().restart();
    live.clear();
  };
  const onFailure = (message: string): void =>
    void process.stderr.write(`restarted in place, because the front end could not restart the kernel: ${message}\n`);
  const restarter = createRestarter(comms, inPlace, onFailure);

  const executionOf = (request: Request): Execution =>
    createExecution(request, {
      link,
      directory: () => process.cwd(),
      keep: live.keep,
      progress,
      kernel: session,
      comms,
      notebook: open,
      restarter,
      input(header, prompt, password) {
        const answer = link.ask(header, prompt, password);
        if (answer === undefined) throw new Interrupted();
        return answer;
      },
    });

  const variables = (): readonly string[] => notebook?.scope.names() ?? [];
  const expandCode = (text: string): Expansion => expandCell(text, { variables: variables() });
  const services = { link, notebook: open, executions, expand: createExpander(variables) };
  const start = (request: Request): void => {
    const execution = executionOf(request);
    running = execution;
    rest.end();
    executions.begin(execution);
    stack.relax();
    void execute(request, execution, services).finally(() => {
      if (running !== execution) return;
      running = undefined;
      rest.begin();
    });
  };
  const serve = async (request: Request): Promise<void> => {
    let content: JsonObject | undefined;
    try {
      // Code that a request sets off, such as a comm's handler, prints as part of that request.
      const requestServices = { notebook: open, comms, expand: expandCode };
      content = await executions.within(executionOf(request), () => answer(request, requestServices));
    } catch (error) {
      if (request.type.startsWith("comm_")) reportLate(error);
      else content = failureReply(describe(error));
    }
    link.finish(request, content);
    if (!running) rest.begin();
  };

  const reportLate = (error: unknown): void => {
    try {
      process.stderr.write(`${describe(error).traceback.join("\n")}\n`);
    } catch (problem) {
      log(String(problem));
    }
  };
  process.exit = (code): never => {
    throw new Error(`process.exit(${code ?? ""}) would end the kernel; throw an error to stop the cell`);
  };
  // Not an event: a cell may remove all listeners.
  process.setUncaughtExceptionCaptureCallback(reportLate);
  process.on("unhandledRejection", reportLate);

  return {
    warmUp() {
      link.critical(() => open().compiler.warmUp());
      if (!running) rest.begin();
    },
    handle(message) {
      switch (message.kind) {
        case "request":
          if (message.request.type === "execute_request") start(message.request);
          else void serve(message.request);
          return;
        case "interrupt":
          stack.clear();
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
