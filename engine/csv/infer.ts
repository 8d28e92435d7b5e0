/**
 * Delimiter, header and types from samples.
 * @module
 */
import { BAD, parseField } from "./field.js";
import type { CsvType } from "./format.js";
import { recordsOf } from "./records.js";

const DELIMITERS = [",", "\t", ";", "|"];

/** Records that decide. */
const RECORDS = 500;

/** The delimiter that cuts most lines into the same number of fields; of equals the one that makes more fields. */
export function delimiterOf(text: string, whole: boolean): string {
  let best = { delimiter: ",", share: 0, fields: 1 };
  for (const delimiter of DELIMITERS) {
    const records = recordsOf(text, delimiter, whole, RECORDS).filter(({ fields }) => fields.join("") !== "");
    const counts = new Map<number, number>();
    for (const { fields } of records) counts.set(fields.length, (counts.get(fields.length) ?? 0) + 1);
    const [fields, n] = [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [1, 0];
    const share = records.length === 0 ? 0 : n / records.length;
    if (fields < 2 || share < 0.5) continue;
    if (share > best.share || (share === best.share && fields > best.fields)) best = { delimiter, share, fields };
  }
  return best.delimiter;
}

/** Types that are tried, the narrowest first. */
const CANDIDATES: readonly CsvType[] = ["int64", "float64", "bool", "timestamp[s]", "timestamp[us]"];

/** Words for null that are taken as such where all other values of a column are no text. */
const NULL_WORDS = ["NA", "N/A", "NULL", "null", "None"];

/** A column's type, and the words for null that were met in it. */
export interface Inferred {
  readonly type: CsvType;
  readonly nullWords: readonly string[];
  /** Whether some value was null. */
  readonly nulls: boolean;
}

/** Texts that are surely values of a type; others may be and are looked at more closely. */
const SURE: { readonly [type: string]: RegExp } = { int64: /^[+-]?\d{1,18}$/, float64: /^[+-]?\d+(?:\.\d*)?$/ };

/** Finds the type of a column from one value after the other. */
export interface TypeFinder {
  add(value: string): void;
  /** The narrowest type that all values have; text for none. */
  found(): Inferred;
}

/** Starts with no value. @param nullWords words for null; default those that are taken as such by themselves */
export function createTypeFinder(nullWords: readonly string[] | undefined): TypeFinder {
  const known = new Set(nullWords ?? NULL_WORDS);
  const met = new Set<string>();
  let candidates = CANDIDATES;
  let isEmpty = true;
  return {
    add(value) {
      const word = value.trim();
      if (word === "" || known.has(word)) return void met.add(word);
      isEmpty = false;
      const isOf = (type: CsvType): boolean => SURE[type]?.test(word) === true || parseField(word, type, []) !== BAD;
      if (!candidates.every(isOf)) candidates = candidates.filter(isOf);
    },
    found() {
      const nulls = met.size > 0;
      const [type] = candidates;
      if (isEmpty || type === undefined) return { type: "string", nullWords: [], nulls };
      return { type, nullWords: [...met].filter((word) => word !== ""), nulls };
    },
  };
}

/**
 * Whether a first record is a header: some of its fields is no value of its column's type; among texts only, when its
 * fields are distinct and none of them comes again in its column.
 */
export function isHeader(
  first: readonly string[],
  types: readonly CsvType[],
  others: readonly (readonly string[])[],
): boolean {
  const typed = types.some((type) => type !== "string");
  if (typed) return first.some((text, k) => types[k] !== undefined && parseField(text, types[k]!, []) === BAD);
  const distinct = new Set(first).size === first.length && first.every((text) => text.trim() !== "");
  const numbers = first.some((text) => parseField(text, "float64", []) !== BAD);
  return distinct && !numbers && first.every((text, k) => others.every((fields) => fields[k] !== text));
}

/** Names for columns: empty ones are numbered, repeated ones get a number behind. */
export function namesOf(header: readonly string[]): string[] {
  const names: string[] = [];
  for (const [k, text] of header.entries()) {
    const wanted = text.trim() === "" ? `column${k}` : text.trim();
    let name = wanted;
    for (let i = 1; names.includes(name); i++) name = `${wanted}_${i}`;
    names.push(name);
  }
  return names;
}
