import type { MagicDeclaration, MagicParameter } from "../../contract/index.js";
import { LIBRARY, MagicError, operand } from "../emit.js";

const rest = (name: string, summary: string, required = false): MagicParameter => ({
  name,
  type: "string",
  summary,
  positional: true,
  rest: true,
  required,
});

const path = (required: boolean, summary: string): MagicParameter => ({
  name: "path",
  type: "path",
  summary,
  positional: true,
  required,
  completion: "paths",
});

/** A magic that is one call of the session with its arguments. */
function session(
  magic: Omit<MagicDeclaration, "family" | "emit" | "kind"> & { readonly method: string; readonly awaits?: boolean },
): MagicDeclaration {
  const { method, awaits, ...declaration } = magic;
  return {
    ...declaration,
    kind: "line",
    family: "session",
    emit(call) {
      const args = declaration.parameters.flatMap(({ name }) => call.args[name] ?? []).map(operand);
      const inner = args.flatMap((pieces, index) => (index ? [{ text: ", " }, ...pieces] : pieces));
      return [{ text: `${awaits === false ? "" : "await "}${LIBRARY}.${method}(` }, ...inner, { text: ");" }];
    },
  };
}

const shell: MagicDeclaration = {
  name: "sh",
  kind: "both",
  family: "session",
  summary: "runs commands in the shell, output as it comes; a failure stops the cell; `!command` is short for `%sh`",
  parameters: [{ ...rest("command", "command of the shell; `{expr}` is replaced"), completion: "paths" }],
  example: "!ls -l data",
  emit(call) {
    const command = call.args["command"];
    if (call.body)
      return [{ text: `await ${LIBRARY}.shell(${JSON.stringify(call.body.code.replace(/\r\n/g, "\n"))});` }];
    if (!command) throw new MagicError("a command is expected, for example !ls -l", call.span);
    return [{ text: `await ${LIBRARY}.shell(` }, ...operand(command), { text: ");" }];
  },
};

const writefile: MagicDeclaration = {
  name: "writefile",
  kind: "cell",
  family: "session",
  summary: "writes the lines below to a file",
  parameters: [
    path(true, "the file, relative to the notebook's folder"),
    { name: "append", type: "boolean", summary: "adds to the file's end", short: "a" },
  ],
  example: "%%writefile notes.txt\nThe first line.",
  emit(call) {
    const append = call.args["append"] ? ", { append: true }" : "";
    const text = JSON.stringify((call.body?.code ?? "").replace(/\r\n/g, "\n"));
    return [{ text: `await ${LIBRARY}.writeText(` }, ...operand(call.args["path"]!), { text: `, ${text}${append});` }];
  },
};

const env: MagicDeclaration = {
  name: "env",
  kind: "line",
  family: "session",
  summary: "shows the environment or one variable of it, or sets one: `%env NAME=value`",
  parameters: [rest("assignment", "nothing, NAME, or NAME=value")],
  example: "%env HOME",
  emit(call) {
    const text = call.args["assignment"];
    return [{ text: `await ${LIBRARY}.environment(` }, ...(text ? operand(text) : []), { text: ");" }];
  },
};

/** Magics for the session itself. */
export const sessionMagics: readonly MagicDeclaration[] = [
  session({
    name: "who",
    summary: "lists the variables of the notebook with their types and sizes",
    parameters: [],
    example: "%who",
    method: "who",
  }),
  session({
    name: "reset",
    summary: "forgets all variables; the kernel goes on",
    parameters: [],
    example: "%reset",
    method: "session().reset",
  }),
  session({
    name: "restart",
    summary: "starts the kernel afresh: through JupyterLab or Notebook 7 with our extension, elsewhere in place",
    parameters: [],
    example: "%restart",
    method: "session().restart",
  }),
  session({
    name: "cd",
    summary: "changes the folder that paths, imports and commands start from",
    parameters: [path(false, "the folder; without it, the user's home")],
    example: "%cd data",
    method: "changeDirectory",
  }),
  session({
    name: "pwd",
    summary: "the current folder",
    parameters: [],
    example: "%pwd",
    method: "directory",
    awaits: false,
  }),
  env,
  session({
    name: "load",
    summary: "puts a file's text into the cell",
    parameters: [path(true, "the file")],
    example: "%load helpers.ts",
    method: "loadCell",
  }),
  writefile,
  shell,
  session({
    name: "npm",
    summary: "runs npm in the notebook's folder; packages are usable in the next cell",
    parameters: [rest("command", "`install lodash`, `ls`, …", true)],
    example: "%npm install lodash",
    method: "npm",
  }),
];
