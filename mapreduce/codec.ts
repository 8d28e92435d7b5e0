/**
 * Keys and values as text of one line, for pipes, spill files and Hadoop Streaming.
 *
 * Plain text and numbers are written as they are, so that `cut`, `sort` and people can read them. Everything else is
 * JSON on one line; text that could be taken for something else (`"12"`, `"true"`, text with tabs or line ends) is
 * JSON too. What JSON lacks is an object of one `$` member: `{"$bigint":"1"}`, `{"$bytes":"AAE="}`.
 * @module
 */
import { EngineError } from "../engine/errors.js";

/** What a key or a value can be. */
export type Pairable =
  | string
  | number
  | boolean
  | null
  | bigint
  | Uint8Array
  | readonly Pairable[]
  | { readonly [name: string]: Pairable };

const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const WORDS: ReadonlyMap<string, Pairable> = new Map<string, Pairable>([
  ["true", true],
  ["false", false],
  ["null", null],
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
]);
/** Characters that end a line or a field for some reader, or that UTF-8 cannot hold. */
const UNSAFE = /[\p{Cc}\p{Surrogate}\u2028\u2029]/u;
/** Members that mean something else: what JSON lacks, and the notes that scripts write (`script/note.ts`). */
const TAGGED = /^\$(?:bigint|bytes|number|object|note)$/;

/**
 * A key or value as text without tabs and line ends.
 * @throws UserFunction for what does not travel: undefined, functions, symbols, instances of classes, circular values
 */
export function encode(value: unknown): string {
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (typeof value === "string") return isPlain(value) ? value : escapeControls(JSON.stringify(value));
  if (typeof value === "boolean" || value === null) return String(value);
  return escapeControls(JSON.stringify(toJson(value, new Set())));
}

/** The value that {@link encode} wrote. @throws CorruptData for text that it did not write */
export function decode(text: string): Pairable {
  const first = text.charCodeAt(0);
  // digits and the minus sign: the common case
  if ((first >= 48 && first <= 57) || first === 45) {
    if (NUMBER.test(text)) return Number(text);
  } else if (first === 34 || first === 91 || first === 123) {
    try {
      return fromJson(JSON.parse(text));
    } catch (cause) {
      throw new EngineError("CorruptData", `'${text.slice(0, 80)}' is no key or value: ${String(cause)}`, cause);
    }
  }
  const word = WORDS.get(text);
  return word === undefined ? text : word;
}

function isPlain(text: string): boolean {
  // \N is Hive's and Spark's word for null
  if (text === "" || text === "\\N" || UNSAFE.test(text) || WORDS.has(text)) return false;
  const first = text.charCodeAt(0);
  if (first === 34 || first === 91 || first === 123) return false;
  return !NUMBER.test(text);
}

/** JSON leaves the C1 controls and the two Unicode line ends as they are. */
function escapeControls(json: string): string {
  return json.replace(/[\u007f-\u009f\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function toJson(value: unknown, above: Set<unknown>): unknown {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) && !Object.is(value, -0) ? value : { $number: encode(value) };
    case "bigint":
      return { $bigint: String(value) };
    case "object":
      break;
    default:
      throw refusal(`${typeof value === "undefined" ? "undefined" : `a ${typeof value}`} is no key or value`);
  }
  if (value === null) return null;
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString("base64") };
  if (above.has(value)) throw refusal("a value that contains itself cannot be written");
  above.add(value);
  try {
    if (Array.isArray(value)) return value.map((part) => toJson(part, above));
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== null && Object.getPrototypeOf(prototype) !== null)
      throw refusal(`an instance of ${value.constructor?.name || "a class"} is no key or value; yield its plain data`);
    const entries = Object.entries(value).map(([name, part]) => [name, toJson(part, above)] as const);
    const plain = Object.fromEntries(entries);
    return entries.length === 1 && TAGGED.test(entries[0]![0]) ? { $object: plain } : plain;
  } finally {
    above.delete(value);
  }
}

function fromJson(value: unknown): Pairable {
  if (typeof value !== "object" || value === null) return value as Pairable;
  if (Array.isArray(value)) return value.map(fromJson);
  const entries = Object.entries(value);
  if (entries.length === 1) {
    const [name, inner] = entries[0] as [string, unknown];
    if (name === "$bigint") return BigInt(String(inner));
    if (name === "$number") return decode(String(inner));
    if (name === "$bytes") return Uint8Array.from(Buffer.from(String(inner), "base64"));
    if (name === "$object") return objectOf(Object.entries(inner as object));
  }
  return objectOf(entries);
}

function objectOf(entries: readonly (readonly [string, unknown])[]): Pairable {
  return Object.fromEntries(entries.map(([name, inner]) => [name, fromJson(inner)]));
}

function refusal(message: string): EngineError {
  return new EngineError(
    "UserFunction",
    `${message}; keys and values are text, numbers, bigints, booleans, null, Uint8Array, and arrays and plain objects of these`,
  );
}
