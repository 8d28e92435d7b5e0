import { bundle, display } from "../notebook.js";
import { plainText } from "../values/plain.js";
import { tableBundle } from "../values/table.js";
import { isTypedArray } from "../values/typed-arrays.js";
import { session } from "./session.js";

/** Characters of a value in the list. */
const LONGEST = 60;

/** Lists the variables of the notebook with their types and values. */
export async function who(): Promise<void> {
  const variables = session("%who").variables();
  if (variables.length === 0) {
    process.stdout.write("The notebook has no variables yet.\n");
    return;
  }
  const rows = variables.map(({ name, type, value }) => [
    name,
    type.replaceAll("$bigdata.", "") || kindOf(value),
    briefly(value),
  ]);
  const table = { columns: ["type", "value"], rows: rows.length, row: (index: number) => rows[index].slice(1) };
  await display(bundle(tableBundle({ ...table, label: (index) => rows[index][0] })));
}

function briefly(value: unknown): string {
  if (isTypedArray(value)) return `${value.length} elements, ${value.byteLength} bytes`;
  if (Array.isArray(value)) return `${value.length} elements`;
  if (value instanceof Map || value instanceof Set) return `${value.size} entries`;
  if (typeof value === "function") return "";
  const text = plainText(value).replace(/\s+/g, " ");
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function kindOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return value === null ? "null" : typeof value;
  return value.constructor?.name ?? "object";
}
