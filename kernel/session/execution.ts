import { AsyncLocalStorage } from "node:async_hooks";
import type { AmbientContext, Comms, JsonObject, LiveHandle, ProgressUpdate } from "../../contract/index.js";
import { CONTEXT } from "../../contract/index.js";
import { progressSink } from "../../display/index.js";
import type { Request } from "../io/bridge.js";
import type { Header } from "../wire/message.js";
import type { Link } from "./link.js";
import type { Notebook } from "./notebook.js";
import { createOutputs, type Outputs } from "./outputs.js";
import type { ProgressDesk } from "./progress.js";
import type { Restarter } from "./restart.js";

/**
 * One request at work, an execute_request above all. It outlives its reply: timers and promises it left behind still
 * print under its cell.
 */
export interface Execution {
  readonly header: Header;
  /** The cell that stands behind the request: errors that nobody waits for are told under it. */
  readonly cell: Header;
  readonly count: number;
  readonly context: AmbientContext;
  /** What the cell shows. */
  readonly outputs: Pick<Outputs, "publish" | "printed">;
  /** Payloads of the reply, in the order they were asked for. */
  readonly payloads: JsonObject[];
  /** Rejects with {@link Interrupted} when the execution is interrupted; never resolves. */
  readonly interrupted: Promise<never>;
  /** Rejects with {@link Interrupted} at the next interrupt, whether there was one before or not. */
  interruptedAgain(): Promise<never>;
  interrupt(): void;
  /** Runs what was asked to run when the cell is done. */
  end(): Promise<void>;
  /** Makes the front end end this process, if the cell asked for that; nothing that waits should begin then. */
  readonly leave: (() => void) | undefined;
}

/** The user interrupted the cell, or another thing at work. */
export class Interrupted extends Error {
  override readonly name = "KeyboardInterrupt";
  constructor(what = "the cell") {
    super(`${what} was interrupted`);
  }
}

/** What an execution needs of the session. */
export interface ExecutionServices {
  readonly link: Link;
  readonly directory: () => string;
  /** Session id of the kernel process. */
  readonly kernel: string;
  readonly comms: Comms;
  readonly notebook: () => Notebook;
  readonly restarter: Restarter;
  keep(handle: LiveHandle): void;
  readonly progress: ProgressDesk;
  readonly executions: Pick<Executions, "within">;
  input(header: Header, prompt: string, password: boolean): string;
}

/**
 * An execution for a request, with the context that library code finds.
 *
 * @param cell  header of the cell behind a request that is none itself
 */
export function createExecution(request: Request, services: ExecutionServices, cell?: Header): Execution {
  const { header } = request;
  const { link } = services;
  const controller = new AbortController();
  const rejections: ((reason: Error) => void)[] = [];
  const interruptedAgain = (): Promise<never> => {
    const promise = new Promise<never>((_, reject) => void rejections.push(reject));
    promise.catch(() => {});
    return promise;
  };
  const payloads: JsonObject[] = [];
  const allowStdin = request.content["allow_stdin"] !== false;
  const outputs = createOutputs((type, content) => link.publish(type, header, content));
  const sink = progressSink((bundle, options, update) => {
    outputs.bar(bundle, options, update);
    services.progress.tell(update);
  });
  const atEnd: (() => void | Promise<void>)[] = [];
  let leave: (() => void) | undefined;
  const context: AmbientContext = {
    signal: controller.signal,
    get directory() {
      return services.directory();
    },
    progress: sink.take,
    fleeting: (body) =>
      services.executions.within(Object.create(execution, { context: { value: fleetingContext } }), body),
    display: outputs.display,
    clearOutput: outputs.clear,
    kernel: {
      session: services.kernel,
      comms: services.comms,
      page: (data) => void payloads.push({ source: "page", data, start: 0 }),
    },
    live: (handle) => services.keep(handle),
    session: {
      variables: () => services.notebook().variables(),
      changeDirectory: (path) => services.notebook().moveTo(path),
      packagesChanged: () => services.notebook().packagesChanged(),
      reset: () => void atEnd.push(() => services.notebook().reset()),
      async restart() {
        atEnd.push(async () => {
          leave = await services.restarter.restart();
        });
      },
      setNextInput: (text, replace) => void payloads.push({ source: "set_next_input", text, replace }),
      atCellEnd: (task) => void atEnd.push(task),
    },
    input({ prompt, password }) {
      if (!allowStdin) throw new Error("input is not possible: the front end does not take prompts for this cell");
      return services.input(header, prompt, password);
    },
  };
  const fleetingContext: AmbientContext = Object.create(context, {
    progress: { value: (update: ProgressUpdate) => sink.take({ ...update, leave: false }) },
  });
  const execution: Execution = {
    header,
    cell: cell ?? header,
    count: request.executionCount,
    context,
    outputs,
    payloads,
    interrupted: interruptedAgain(),
    interruptedAgain,
    async end() {
      for (const task of atEnd.splice(0)) await task();
      outputs.end();
    },
    get leave() {
      return leave;
    },
    interrupt() {
      const reason = new Interrupted(nameOf(request));
      for (const reject of rejections.splice(0)) reject(reason);
      controller.abort(reason);
    },
  };
  return execution;
}

function nameOf({ type, content }: Request): string {
  if (type === "execute_request") return "the cell";
  return type.startsWith("comm_") ? `the handler of comm ${String(content["comm_id"])}` : `the ${type}`;
}

/** Which execution the running code belongs to. */
export interface Executions {
  /** Takes an execution as the latest one. */
  begin(execution: Execution): void;
  /** Runs a function, and everything it leaves behind, as part of an execution. */
  within<T>(execution: Execution, body: () => T): T;
  /** The execution of the running code; the latest one where Node lost track. */
  current(): Execution | undefined;
}

/** Installs the carrier under {@link CONTEXT}, where library code looks. */
export function createExecutions(): Executions {
  const storage = new AsyncLocalStorage<Execution>();
  let latest: Execution | undefined;
  const carrier = { getStore: () => storage.getStore()?.context };
  Object.defineProperty(globalThis, CONTEXT, { value: carrier, configurable: true });
  return {
    begin(execution) {
      latest = execution;
    },
    within: (execution, body) => storage.run(execution, body),
    current: () => storage.getStore() ?? latest,
  };
}
