import { inspect } from "node:util";
import type { JsonObject } from "../../contract/index.js";

/** What an error looks like to a front end. */
export type Failure = {
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
};

/** A cell that cannot run: its errors are already text. */
export class Refused extends Error {
  /** @param failure  what the front end is told */
  constructor(readonly failure: Failure) {
    super(failure.evalue);
  }
}

/** Frames of the kernel and of Node, which say nothing about the cell. */
const MACHINERY = /^\s+at .*(?:\(?node:|file:.*\/dist\/kernel\/)/;
const RED = "\u001b[31m";
const RESET = "\u001b[39m";

/** Any thrown value as a failure. Never throws itself, whatever was thrown. */
export function describe(error: unknown): Failure {
  try {
    if (error instanceof Refused) return error.failure;
    if (error instanceof Error) return describeError(error);
    const evalue = inspect(error, { depth: 2 });
    return { ename: "Thrown", evalue, traceback: [`${RED}Thrown${RESET}: ${evalue}`] };
  } catch {
    return {
      ename: "Error",
      evalue: "(an error that cannot be shown)",
      traceback: ["(an error that cannot be shown)"],
    };
  }
}

function describeError(error: Error): Failure {
  const ename = nameOf(error);
  const evalue = String(error.message);
  const frames = String(error.stack ?? "")
    .split("\n")
    .filter((line) => /^\s+at /.test(line) && !MACHINERY.test(line));
  const head = `${RED}${ename}${RESET}: ${evalue}`;
  const traceback = [head, ...frames];
  if (error.cause !== undefined) traceback.push("", "Caused by:", ...describe(error.cause).traceback);
  if (error instanceof AggregateError) {
    for (const inner of error.errors) traceback.push("", ...describe(inner).traceback);
  }
  return { ename, evalue, traceback };
}

/** Its name; that of its class where the class has none of its own, as most classes of users. */
function nameOf(error: Error): string {
  const { name } = error;
  const own = String(error.constructor?.name ?? "");
  return (name === "Error" && own !== "" ? own : String(name)) || "Error";
}

/** Content of an error reply. */
export function failureReply(failure: Failure): JsonObject {
  return { status: "error", ...failure };
}
