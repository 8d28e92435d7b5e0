import type { DTypeName, TypedArray } from "../../contract/index.js";

/** Characters of the longest number (`-1.2345678901234567e-300`) and its separator, with some to spare. */
const WIDEST = 28;

const COMMA = 44;
const LINE_END = 10;

/**
 * Rows as CSV text: the shortest decimal that reads back as the same number, floats with a point or exponent so that
 * readers see the type, NaN as an empty field, infinities as `inf`, booleans as `True` and `False`, lines ended by
 * `\n`. So pandas writes them, but for the number of exponent digits.
 * @param columns values of equal length, bool as bytes
 */
export function csvText(columns: readonly { readonly type: DTypeName; readonly values: TypedArray }[]): Uint8Array {
  const rows = columns[0]?.values.length ?? 0;
  const fields = columns.map(({ type, values }) => fieldOf(type, values));
  const text = new Uint8Array(rows * fields.length * WIDEST);
  const last = fields.length - 1;
  let at = 0;
  // Characters go one by one: joining strings and encoding them takes twice the time.
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k <= last; k++) {
      const field = fields[k]!(row);
      for (let i = 0; i < field.length; i++) text[at++] = field.charCodeAt(i);
      text[at++] = k === last ? LINE_END : COMMA;
    }
  }
  return text.subarray(0, at);
}

function fieldOf(type: DTypeName, values: TypedArray): (row: number) => string {
  if (type === "bool") return (row) => (values[row] === 0 ? "False" : "True");
  if (!type.startsWith("float")) return (row) => `${values[row]}`;
  return (row) => floatText(Number(values[row]));
}

function floatText(value: number): string {
  if (Number.isNaN(value)) return "";
  if (!Number.isInteger(value)) return Number.isFinite(value) ? `${value}` : value > 0 ? "inf" : "-inf";
  const text = Object.is(value, -0) ? "-0" : `${value}`;
  return text.includes("e") ? text : `${text}.0`;
}

/** The first line: names, quoted where they need it. */
export function csvHeader(names: readonly string[]): Uint8Array {
  const quoted = names.map((name) => (/[",\r\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name));
  return Buffer.from(`${quoted.join(",")}\n`);
}
