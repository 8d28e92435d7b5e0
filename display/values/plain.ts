import { type InspectOptions, inspect, stripVTControlCharacters } from "node:util";
import { withoutBookkeeping } from "./hooks.js";

/** Characters of a text kept. */
const TEXT_LIMIT = 100_000;
/** Members looked at before a value is shown less deeply. */
const MEMBER_LIMIT = 5_000;
/** Properties of one object shown. */
const KEY_LIMIT = 200;
/** Node's REPL shows two levels; less where that would be too much. */
const DEPTHS = [2, 1, 0] as const;

const OPTIONS: InspectOptions = { maxArrayLength: 100, maxStringLength: 10_000, breakLength: 80 };

/** What Node's REPL prints for a value, without colours and bounded in depth, width and length. Never throws. */
export function plainText(value: unknown): string {
  let text: string;
  try {
    let seen = new Set<object>();
    const fits = (depth: number): boolean => {
      seen = new Set();
      return membersOf(value, depth, seen) <= MEMBER_LIMIT;
    };
    const depth = DEPTHS.find(fits) ?? 0;
    const { kept, hidden } = fewerKeys(value);
    text = withoutBookkeeping(seen, () => inspect(kept, { ...OPTIONS, depth }));
    if (hidden > 0) text += `\n… ${hidden} more properties`;
  } catch (error) {
    text = `[${kindOf(value)} that cannot be shown: ${messageOf(error)}]`;
  }
  return clip(stripVTControlCharacters(text));
}

/** A text cut to the limit, with its length said. */
export function clip(text: string, limit: number = TEXT_LIMIT): string {
  return text.length > limit ? `${text.slice(0, limit)}… (${text.length} characters)` : text;
}

/** Members that would be printed, counted up to just above the limit. Getters are not called. */
function membersOf(value: unknown, depth: number, seen: Set<object>): number {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value) || seen.has(value)) return 1;
  seen.add(value);
  let count = 1;
  const add = (member: unknown): boolean => {
    count += depth > 0 ? membersOf(member, depth - 1, seen) : 1;
    return count <= MEMBER_LIMIT;
  };
  if (value instanceof Map || value instanceof Set) {
    let shown = 0;
    for (const [key, member] of value.entries()) if (++shown > 100 || !(add(key) && add(member))) break;
    return count;
  }
  let keys = 0;
  const limit = Array.isArray(value) ? 100 : KEY_LIMIT;
  for (const key in value) {
    if (++keys > limit) break;
    const member = Object.getOwnPropertyDescriptor(value, key);
    if (member && !add(member.value)) break;
  }
  return count;
}

/** An object of very many properties with the first of them only; everything else as it is. */
function fewerKeys(value: unknown): { readonly kept: unknown; readonly hidden: number } {
  const isPlain =
    typeof value === "object" && value !== null && [Object.prototype, null].includes(Object.getPrototypeOf(value));
  if (!isPlain) return { kept: value, hidden: 0 };
  const keys = Object.keys(value);
  if (keys.length <= KEY_LIMIT) return { kept: value, hidden: 0 };
  const kept = Object.create(Object.getPrototypeOf(value)) as object;
  for (const key of keys.slice(0, KEY_LIMIT)) {
    Object.defineProperty(kept, key, Object.getOwnPropertyDescriptor(value, key) ?? {});
  }
  return { kept, hidden: keys.length - KEY_LIMIT };
}

function kindOf(value: unknown): string {
  try {
    return (value as object).constructor.name || "object";
  } catch {
    return typeof value;
  }
}

function messageOf(error: unknown): string {
  try {
    return error instanceof Error ? error.message : String(error);
  } catch {
    return "its error cannot be read either";
  }
}
