import type { JsonObject } from "../../contract/index.js";
import { inFreshTask } from "../cell/fresh-task.js";
import type { Request } from "../io/bridge.js";
import { createExecution, type Execution, type ExecutionServices, type Executions } from "./execution.js";
import { describe, failureReply } from "./failure.js";
import { answer, type RequestServices } from "./requests.js";

/** Answers requests that are no executions: completions, inspections, messages to comms. */
export interface Server {
  /** Carries a request out; resolves when it is answered. */
  serve(request: Request): Promise<void>;
  /**
   * The user interrupts.
   *
   * @param isAlone  whether no cell runs: the requests at work are meant then
   */
  interrupt(isAlone: boolean): void;
  /** What the thread did before the last interrupt was terminated. */
  terminated(): void;
}

/**
 * A server of requests.
 *
 * @param report  tells of an error in a comm's handler, under the cell that owns the comm
 */
export function createServer(
  executionServices: ExecutionServices,
  services: RequestServices,
  executions: Executions,
  report: (error: unknown, cell: Execution["cell"]) => void,
): Server {
  const { comms } = services;
  const serving = new Set<Execution>();
  /** Those that the last interrupt found; which of them was terminated, and has no end, cannot be told. */
  let suspects: readonly Execution[] = [];
  const endSuspects = (): void => {
    for (const execution of suspects) if (serving.has(execution)) execution.interrupt();
    suspects = [];
  };
  return {
    async serve(request) {
      const execution = createExecution(request, executionServices, comms.owner(request) ?? executions.current()?.cell);
      let content: JsonObject | undefined;
      serving.add(execution);
      try {
        // Code that a request sets off, such as a comm's handler, prints as part of that request.
        const answering = inFreshTask(() => executions.within(execution, () => answer(request, services)));
        content = await Promise.race([answering, execution.interrupted]);
      } catch (error) {
        if (request.type.startsWith("comm_")) {
          executions.within(execution, () => comms.failed(request));
          report(error, execution.cell);
        } else content = failureReply(describe(error));
      }
      serving.delete(execution);
      executionServices.link.finish(request, content);
    },
    interrupt(isAlone) {
      suspects = [...serving];
      if (isAlone) endSuspects();
    },
    terminated: endSuspects,
  };
}
