import type { MagicArgument, MagicParameter, Span } from "../../contract/index.js";
import { nearest } from "../nearest.js";
import type { Word } from "./token.js";

/** A remark about a place of the cell. */
export interface Diagnostic {
  readonly span: Span;
  readonly message: string;
}

/** An argument's TypeScript, or what is wrong with it. */
export type Value = { readonly argument: MagicArgument } | { readonly wrong: string };

const NUMBER = /^[+-]?(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?$/;
const INTEGER = /^[+-]?\d[\d_]*(?:[eE]\+?\d+)?$/;

/** Turns the words of an argument into TypeScript, as the parameter's type wants it. */
export function toValue(text: string, word: Word, parameter: MagicParameter): Value {
  const typed = text.slice(word.span.start, word.span.end);
  const [first] = word.parts;
  // A whole `{expr}` stands for itself, whatever the parameter's type: TypeScript checks it.
  if (word.parts.length === 1 && "expression" in first) {
    const code = text.slice(first.expression.start, first.expression.end);
    if (code === "") return { wrong: `${label(parameter)} needs an expression between the braces` };
    return { argument: { code, text: typed, span: first.expression } };
  }
  if (word.parts.some((part) => "expression" in part)) {
    return { argument: { code: template(text, word), text: typed, span: word.span } };
  }
  const plain = word.parts.map((part) => ("text" in part ? part.text : "")).join("");
  const wrong = check(plain, parameter);
  if (wrong) return { wrong };
  const isNumber = parameter.type === "number" || parameter.type === "integer";
  const code = isNumber ? plain.replace(/^\+/, "") : parameter.type === "boolean" ? plain : JSON.stringify(plain);
  return { argument: { code, text: typed, span: word.span } };
}

function check(plain: string, parameter: MagicParameter): string | undefined {
  const { type, choices } = parameter;
  if (type === "number" && !NUMBER.test(plain)) return `${label(parameter)} expects a number, not '${plain}'`;
  if (type === "integer" && !INTEGER.test(plain)) return `${label(parameter)} expects a whole number, not '${plain}'`;
  if (type === "boolean" && plain !== "true" && plain !== "false") {
    return `${label(parameter)} expects true or false, not '${plain}'`;
  }
  if (choices && !parameter.open && !choices.includes(plain)) {
    const near = nearest(plain, choices);
    const hint = near ? `; did you mean '${near}'?` : "";
    return `${label(parameter)} does not know '${plain}'${hint} Expected one of: ${choices.join(", ")}`;
  }
  return undefined;
}

/** How a parameter is called in messages: `--dtype`, or `path` for positional ones. */
export function label(parameter: MagicParameter): string {
  return parameter.positional ? `'${parameter.name}'` : `--${parameter.name}`;
}

function template(text: string, word: Word): string {
  const inner = word.parts.map((part) =>
    "text" in part
      ? part.text.replace(/[`\\]|\$(?=\{)/g, "\\$&")
      : `\${${text.slice(part.expression.start, part.expression.end)}}`,
  );
  return `\`${inner.join("")}\``;
}
