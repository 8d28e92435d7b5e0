import type { EmittedPiece, MagicArgument, MagicDeclaration, MagicParameter } from "../../contract/index.js";
import { bind, LIBRARY, value } from "../emit.js";
import { createLexer } from "../scan/lexer.js";
import { topLevel } from "../scan/shape.js";

const code: MagicParameter = {
  name: "code",
  type: "expression",
  summary: "TypeScript to run",
  positional: true,
  rest: true,
  completion: "variables",
};

const time: MagicDeclaration = {
  name: "time",
  kind: "both",
  family: "session",
  summary: "runs code once and prints the processor's and the wall clock's time",
  parameters: [code],
  target: "optional",
  body: "code",
  example: "%time await data.mean()",
  emit(call) {
    const timed = call.args["code"];
    if (call.kind === "cell") return [{ text: `${LIBRARY}.timeCell(); ` }, ...(timed ? [value(timed)] : [])];
    if (!timed) return [{ text: ";" }];
    return timedStatement(call.target, timed);
  },
};

const timeitParameters: readonly MagicParameter[] = [
  { name: "number", type: "integer", summary: "calls per run", short: "n", default: "as many as take 0.2 s" },
  { name: "repeat", type: "integer", summary: "runs", short: "r", default: "7" },
  code,
];

const timeit: MagicDeclaration = {
  name: "timeit",
  kind: "both",
  family: "session",
  summary: "runs code many times and prints mean and standard deviation of its time",
  parameters: timeitParameters,
  target: "optional",
  example: "%timeit -r 5 Math.hypot(3, 4)",
  emit(call) {
    const { number, repeat, code: timed } = call.args;
    const counts = [number && `number: ${number.code}`, repeat && `repeat: ${repeat.code}`].filter(Boolean).join(", ");
    const rest = counts ? `, { ${counts} }` : "";
    const measured: EmittedPiece[] = [{ text: `await ${LIBRARY}.timeit(` }];
    if (call.body) measured.push({ text: `${asyncIf(call.body.code)}() => {` }, value(call.body), { text: "\n}" });
    else if (timed) measured.push(...thunk(timed));
    else return [{ text: ";" }];
    measured.push({ text: `${rest})` });
    const before = call.body && timed ? [value(timed), { text: "; " }] : [];
    if (call.target) return [...before, ...bind(call.target, measured)];
    return [...before, { text: `await ${LIBRARY}.display(` }, ...measured, { text: ");" }];
  },
};

const memory: MagicDeclaration = {
  name: "memory",
  kind: "both",
  family: "session",
  summary: "shows the memory of this kernel and of the machine; over a cell, also what the cell changed",
  parameters: [],
  target: "optional",
  body: "code",
  example: "%memory",
  emit(call) {
    if (call.kind === "cell") return [{ text: `${LIBRARY}.memoryCell();` }];
    if (call.target) return bind(call.target, [{ text: `${LIBRARY}.memory()` }]);
    return [{ text: `await ${LIBRARY}.display(${LIBRARY}.memory());` }];
  },
};

/** A statement timed: declarations keep their names, other statements run in a block, expressions give their value. */
function timedStatement(target: MagicArgument | undefined, timed: MagicArgument): EmittedPiece[] {
  if (target) return bind(target, run(timed));
  const declared = /^(const|let|var)\s/.exec(timed.code);
  const equals = declared ? assignment(timed.code) : -1;
  if (equals > 0) {
    const from = timed.code.slice(equals + 1).search(/\S|$/) + equals + 1;
    const left = {
      text: timed.code.slice(0, equals + 1),
      span: { start: timed.span.start, end: timed.span.start + equals + 1 },
    };
    const right = {
      ...timed,
      code: timed.code.slice(from),
      span: { start: timed.span.start + from, end: timed.span.end },
    };
    return [left, { text: " " }, ...run(right), { text: ";" }];
  }
  if (declared || /^(?:for|while|do|if|switch|try|throw|function|class|\{)(?![\w$])/.test(timed.code)) {
    return [{ text: `await ${LIBRARY}.time(async () => { ` }, value(timed), { text: " });" }];
  }
  return [...run(timed), { text: ";" }];
}

function run(timed: MagicArgument): EmittedPiece[] {
  return [{ text: `await ${LIBRARY}.time(` }, ...thunk(timed), { text: ")" }];
}

function thunk(timed: MagicArgument): EmittedPiece[] {
  return [{ text: `${asyncIf(timed.code)}() => (` }, value(timed), { text: ")" }];
}

function asyncIf(text: string): string {
  const lexer = createLexer(text);
  for (let token = lexer.next(); token; token = lexer.next()) {
    if (token.kind === "word" && text.slice(token.start, token.end) === "await") return "async ";
  }
  return "";
}

/** Position of the `=` of a declaration, or -1. */
function assignment(text: string): number {
  for (const at of topLevel(text, 0, text.length)) {
    if (text[at] === "=" && text[at + 1] !== "=" && text[at + 1] !== ">") return at;
  }
  return -1;
}

/** Magics that measure time and memory. */
export const measure: readonly MagicDeclaration[] = [time, timeit, memory];
