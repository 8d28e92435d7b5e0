import { AsyncLocalStorage } from "node:async_hooks";
import type { AmbientContext, Comms, JsonObject, LiveHandle } from "../../contract/index.js";
import { CONTEXT } from "../../contract/index.js";
import type { Request } from "../io/bridge.js";
import type { Header } from "../wire/message.js";
import type { Link } from "./link.js";

/** One execute_request at work. It outlives its reply: timers and promises it left behind still print under its cell. */
export interface Execution {
  readonly header: Header;
  readonly count: number;
  readonly context: AmbientContext;
  /** Payloads of the reply, in the order they were asked for. */
  readonly payloads: JsonObject[];
  /** Rejects with {@link Interrupted} when the execution is interrupted; never resolves. */
  readonly interrupted: Promise<never>;
  interrupt(): void;
}

/** The user interrupted the cell. */
export class Interrupted extends Error {
  override readonly name = "KeyboardInterrupt";
  constructor() {
    super("the cell was interrupted");
  }
}

/** What an execution needs of the session. */
export interface ExecutionServices {
  readonly link: Link;
  readonly directory: () => string;
  readonly session: string;
  readonly comms: Comms;
  keep(handle: LiveHandle): void;
  input(header: Header, prompt: string, password: boolean): string;
}

/** An execution for a request, with the context that library code finds. */
export function createExecution(request: Request, services: ExecutionServices): Execution {
  const { header } = request;
  const { link } = services;
  const controller = new AbortController();
  let reject: (reason: Error) => void = () => {};
  const interrupted = new Promise<never>((_, rejected) => {
    reject = rejected;
  });
  interrupted.catch(() => {});
  const payloads: JsonObject[] = [];
  const allowStdin = request.content["allow_stdin"] !== false;
  const context: AmbientContext = {
    signal: controller.signal,
    get directory() {
      return services.directory();
    },
    progress() {},
    display(data, { displayId, update = false, metadata = {} } = {}) {
      link.post({
        kind: "publish",
        type: update ? "update_display_data" : "display_data",
        parent: header,
        content: { data, metadata, transient: displayId === undefined ? {} : { display_id: displayId } },
      });
    },
    clearOutput: (wait) => link.post({ kind: "publish", type: "clear_output", parent: header, content: { wait } }),
    kernel: {
      session: services.session,
      comms: services.comms,
      page: (data) => void payloads.push({ source: "page", data, start: 0 }),
    },
    live: (handle) => services.keep(handle),
    input({ prompt, password }) {
      if (!allowStdin) throw new Error("input is not possible: the front end does not take prompts for this cell");
      return services.input(header, prompt, password);
    },
  };
  return {
    header,
    count: request.executionCount,
    context,
    payloads,
    interrupted,
    interrupt() {
      const reason = new Interrupted();
      reject(reason);
      controller.abort(reason);
    },
  };
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
