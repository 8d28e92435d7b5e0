import type { EmittedPiece, MagicArgument, MagicCall, MagicParameter, Span } from "../contract/index.js";

/** Arguments that are right one by one but not together. Its message goes to the user, at `span`. */
export class MagicError extends Error {
  readonly span: Span;
  constructor(message: string, span: Span) {
    super(message);
    this.name = "MagicError";
    this.span = span;
  }
}

/** The library in emitted text. */
export const LIBRARY = "$bigdata";

/** An argument as code, its place kept. */
export function value(argument: MagicArgument): EmittedPiece {
  return { text: argument.code, span: argument.span };
}

/** An argument as an operand: in parentheses unless it is a name, a literal or a call chain. */
export function operand(argument: MagicArgument): EmittedPiece[] {
  const isSimple = /^(?:[\w$.]+|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`|\[[\d\s,.eE_+-]*\])$/.test(argument.code);
  return isSimple ? [value(argument)] : [{ text: "(" }, value(argument), { text: ")" }];
}

/**
 * Options as an object literal with a comma in front: `, { dtype: "float64" }`; nothing when none is given.
 * `--max-points` becomes `maxPoints`.
 */
export function options(
  call: MagicCall,
  parameters: readonly MagicParameter[],
  write: (argument: MagicArgument, parameter: MagicParameter) => readonly EmittedPiece[] = operand,
): EmittedPiece[] {
  const pieces: EmittedPiece[] = [];
  for (const parameter of parameters) {
    const argument = call.args[parameter.name];
    if (parameter.positional || !argument) continue;
    pieces.push({ text: `${pieces.length ? ", " : ", { "}${camel(parameter.name)}: ` });
    pieces.push(...(parameter.type === "json" ? list(argument) : write(argument, parameter)));
  }
  return pieces.length ? [...pieces, { text: " }" }] : [];
}

/** A list written with commas, `0,10`, as an array; an `{expr}` as it is. */
export function list(argument: MagicArgument): EmittedPiece[] {
  const isList = !/^[{[]/.test(argument.text);
  return isList ? [{ text: "[" }, value(argument), { text: "]" }] : operand(argument);
}

/** `const target = expression;`, or without a target the expression displayed, also in the middle of a cell. */
export function bindOrDisplay(call: MagicCall, expression: readonly EmittedPiece[]): EmittedPiece[] {
  if (call.target) return bind(call.target, expression);
  return [{ text: `await ${LIBRARY}.display(` }, ...expression, { text: ");" }];
}

/** `const target = expression;` */
export function bind(target: MagicArgument, expression: readonly EmittedPiece[]): EmittedPiece[] {
  return [{ text: "const " }, value(target), { text: " = " }, ...expression, { text: ";" }];
}

/** `$bigdata.name(…arguments)`. */
export function callOf(name: string, ...args: readonly (readonly EmittedPiece[])[]): EmittedPiece[] {
  const inner = args.flatMap((pieces, index) => (index ? [{ text: ", " }, ...pieces] : pieces));
  return [{ text: `${LIBRARY}.${name}(` }, ...inner, { text: ")" }];
}

function camel(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
