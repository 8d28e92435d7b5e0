import type { Json, JsonObject, MimeBundle } from "../../contract/index.js";
import { liveBundle, liveOf, toBundle } from "../../display/index.js";
import { inFreshTask } from "../cell/fresh-task.js";
import type { Conversion } from "../compiler/compiler.js";
import type { Request } from "../io/bridge.js";
import { compileProblems, type Source } from "./compile-problems.js";
import { problemsFailure } from "./diagnostics.js";
import type { Execution, Executions } from "./execution.js";
import { describe, failureReply, Refused } from "./failure.js";
import type { Link } from "./link.js";
import type { Notebook } from "./notebook.js";
import type { Expander } from "./source.js";

/** What executing needs. */
export interface ExecuteServices {
  readonly link: Link;
  readonly notebook: () => Notebook;
  readonly executions: Executions;
  readonly expand: Expander;
}

/** Carries out an execute_request: output on iopub as it comes, then the reply. */
export async function execute(request: Request, execution: Execution, services: ExecuteServices): Promise<void> {
  const { link } = services;
  const isSilent = request.content["silent"] === true;
  let output: string | undefined;
  let reply: JsonObject;
  try {
    const result = await Promise.race([runCell(request, execution, services), execution.interrupted]);
    if (result && result.value !== undefined && !isSilent) {
      const showing = inFreshTask(() => showResult(result.value, execution, services));
      const data = await Promise.race([showing, execution.interrupted]);
      output = typeof data["text/plain"] === "string" ? data["text/plain"] : undefined;
    }
    await Promise.race([services.executions.within(execution, () => execution.end()), execution.interrupted]);
    reply = {
      status: "ok",
      execution_count: execution.count,
      payload: execution.payloads,
      user_expressions: await userExpressions(request, execution, services),
    };
  } catch (error) {
    services.notebook().stop();
    await Promise.race([
      services.executions.within(execution, () => execution.end()),
      execution.interruptedAgain(),
    ]).catch(() => {});
    const failure = describe(error);
    if (!isSilent) execution.outputs.publish("error", failure);
    reply = { ...failureReply(failure), execution_count: execution.count, payload: execution.payloads };
  }
  const isLast = execution.leave !== undefined;
  link.post({ kind: "finish", id: request.id, content: reply, isLast, ...(output !== undefined && { output }) });
  execution.leave?.();
}

async function showResult(value: unknown, execution: Execution, services: ExecuteServices): Promise<MimeBundle> {
  const { context } = execution;
  const shown = await services.executions.within(execution, () => toBundle(value));
  const live = liveOf(value);
  if (live) context.live(live);
  const data = live ? liveBundle(shown, live, context.kernel?.session) : shown;
  const content = { execution_count: execution.count, data, metadata: {}, transient: {} };
  // An empty bundle is a value with nothing to show.
  if (Object.keys(data).length > 0) execution.outputs.publish("execute_result", content);
  return data;
}

function runCell(
  request: Request,
  execution: Execution,
  services: ExecuteServices,
): Promise<{ readonly value: unknown } | undefined> {
  const source = services.expand(String(request.content["code"]), `Cell In[${execution.count}]`);
  return evaluate(source, execution, services);
}

/** Compiles and runs a text; its result, if its last statement is an expression. */
async function evaluate(
  source: Source,
  execution: Execution,
  { notebook: open, executions }: ExecuteServices,
): Promise<{ readonly value: unknown } | undefined> {
  const notebook = open();
  const conversion = notebook.compile(source.code);
  const problems = compileProblems(conversion.diagnostics, source);
  if (problems.length > 0) throw new Refused(problemsFailure("TypeScriptError", problems));
  if (conversion.output !== undefined) {
    await notebook.prepare(conversion);
    await inFreshTask(() => {
      execution.context.signal.throwIfAborted();
      return executions.within(execution, () => notebook.run(conversion, source.name, source.toCell));
    });
    // What an interrupted cell awaited may still come, when later cells have run.
    execution.context.signal.throwIfAborted();
  }
  return notebook.accept(conversion as Conversion);
}

async function userExpressions(request: Request, execution: Execution, services: ExecuteServices): Promise<JsonObject> {
  const { notebook: open } = services;
  const asked = request.content["user_expressions"];
  const answers: Record<string, Json> = {};
  for (const [name, text] of Object.entries(typeof asked === "object" && asked !== null ? asked : {})) {
    try {
      const source = services.expand(`(${String(text)})`, `user_expressions[${JSON.stringify(name)}]`);
      const result = await Promise.race([evaluate(source, execution, services), execution.interrupted]);
      const showing = inFreshTask(() => services.executions.within(execution, () => toBundle(result?.value)));
      const data = await Promise.race([showing, execution.interrupted]);
      answers[name] = { status: "ok", data, metadata: {} };
    } catch (error) {
      open().stop();
      answers[name] = failureReply(describe(error));
    }
  }
  return answers;
}
