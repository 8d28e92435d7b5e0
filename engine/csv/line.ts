/**
 * One line's text → its fields and values, for programs that are handed line after line (Hadoop, Spark).
 * @module
 */
import { EngineError } from "../errors.js";
import { BAD, type FieldValue, parseField } from "./field.js";
import type { CsvFormat } from "./format.js";

/**
 * Cuts a line at delimiters outside quotes, RFC 4180: a quoted field may hold delimiters and doubled quotes.
 * @param line without its line end
 */
export function splitLine(line: string, delimiter: string): string[] {
  if (!line.includes('"')) return line.split(delimiter);
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    if (line[at] === '"') {
      let text = "";
      let from = at + 1;
      let end = line.indexOf('"', from);
      while (end >= 0 && line[end + 1] === '"') {
        text += line.slice(from, end + 1);
        from = end + 2;
        end = line.indexOf('"', from);
      }
      if (end < 0) end = line.length;
      const stop = line.indexOf(delimiter, end);
      fields.push(text + line.slice(from, end) + line.slice(end + 1, stop < 0 ? line.length : stop));
      if (stop < 0) return fields;
      at = stop + 1;
    } else {
      const stop = line.indexOf(delimiter, at);
      fields.push(line.slice(at, stop < 0 ? line.length : stop));
      if (stop < 0) return fields;
      at = stop + 1;
    }
  }
}

/** Reads one line; undefined for a line without values (blank, or left out by `onError: "skip"`). */
export type LineParser = (line: string) => FieldValue[] | undefined;

/**
 * Makes a reader of single lines with the types, null words and `onError` of a format: the values that `readCsv` gives
 * for the same line.
 * @throws (the reader) CorruptData for odd lines and bad values with `onError: "stop"`
 */
export function lineParser(format: CsvFormat): LineParser {
  const { columns, delimiter, nullWords, onError } = format;
  return (line) => {
    const text = line.endsWith("\r") ? line.slice(0, -1) : line;
    if (text === "") return undefined;
    const fields = splitLine(text, delimiter);
    if (fields.length !== columns.length) {
      if (onError === "skip") return undefined;
      if (onError === "stop")
        throw new EngineError("CorruptData", `${wrongFields(fields.length, columns.length)}: ${shown(text)}`);
    }
    const values: FieldValue[] = [];
    for (const [k, { name, type }] of columns.entries()) {
      const value = parseField(fields[k] ?? "", type, nullWords);
      if (value !== BAD) values.push(value);
      else if (onError === "skip") return undefined;
      else if (onError === "null") values.push(null);
      else throw new EngineError("CorruptData", wrongValue(name, fields[k] ?? "", type));
    }
    return values;
  };
}

/** What is wrong with a line of `found` fields. */
export function wrongFields(found: number, expected: number): string {
  return `${found} ${found === 1 ? "field" : "fields"} where there are ${expected} columns`;
}

/** What is wrong with a value. */
export function wrongValue(name: string, text: string, type: string): string {
  return `column '${name}' holds ${shown(text)}, which is no ${type}`;
}

/** Text in quotes, cut to what fits a message. */
export function shown(text: string): string {
  return `'${text.length > 60 ? `${text.slice(0, 57)}…` : text}'`;
}
