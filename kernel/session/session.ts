import process from "node:process";
import { type Expansion, expandCell } from "../../magics/index.js";
import type { Request, ToMain } from "../io/bridge.js";
import { asyncStack } from "./async-stack.js";
import { createComms } from "./comms.js";
import { execute } from "./execute.js";
import { createExecution, createExecutions, type Execution, type ExecutionServices, Interrupted } from "./execution.js";
import { describe } from "./failure.js";
import type { Link } from "./link.js";
import { createLive } from "./live.js";
import { createNotebook, type Notebook } from "./notebook.js";
import { createProgressDesk } from "./progress.js";
import { collectGarbage, createRest, heapOfThread } from "./rest.js";
import { createRestarter } from "./restart.js";
import { createServer } from "./serve.js";
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
  captureStreams(link, executions.current);
  const comms = createComms(link, executions.current);
  const live = createLive(comms, session);
  const progress = createProgressDesk(comms);
  const inPlace = (): void => {
    open().restart();
    live.clear();
  };
  const onFailure = (message: string): void =>
    void process.stderr.write(`restarted in place, because the front end could not restart the kernel: ${message}\n`);
  const restarter = createRestarter(comms, inPlace, onFailure);

  const executionServices: ExecutionServices = {
    link,
    directory: () => process.cwd(),
    keep: live.keep,
    progress,
    executions,
    kernel: session,
    comms,
    notebook: open,
    restarter,
    input(header, prompt, password) {
      const answer = link.ask(header, prompt, password);
      if (answer === undefined) throw new Interrupted();
      return answer;
    },
  };

  const variables = (): readonly string[] => notebook?.scope.names() ?? [];
  const expandCode = (text: string): Expansion => expandCell(text, { variables: variables() });
  const services = { link, notebook: open, executions, expand: createExpander(variables) };
  const start = (request: Request): void => {
    const execution = createExecution(request, executionServices);
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
  const reportLate = (error: unknown, cell = executions.current()?.cell): void => {
    const text = `${describe(error).traceback.join("\n")}\n`;
    link.post({ kind: "stream", name: "stderr", text, ...(cell && { parent: cell }) });
  };
  process.exit = (code): never => {
    throw new Error(`process.exit(${code ?? ""}) would end the kernel; throw an error to stop the cell`);
  };
  // Not an event: a cell may remove all listeners.
  process.setUncaughtExceptionCaptureCallback((error) => reportLate(error));
  process.on("unhandledRejection", (error) => reportLate(error));

  const requestServices = { notebook: open, comms, expand: expandCode };
  const server = createServer(executionServices, requestServices, executions, reportLate);
  const serve = async (request: Request): Promise<void> => {
    await server.serve(request);
    if (!running) rest.begin();
  };

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
          server.interrupt(running === undefined);
          link.post({ kind: "interrupted" });
          return;
        case "terminated":
          server.terminated();
          return;
        case "shutdown":
          link.flush();
          exit(0);
          return;
      }
    },
  };
}
