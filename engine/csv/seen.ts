/**
 * What is kept of the samples of a CSV file: they themselves would be a quarter of a megabyte for each of many files.
 * @module
 */
import type { Fingerprint } from "../../contract/index.js";
import { type Record, recordsOf } from "./records.js";
import type { Sample } from "./sample.js";

/** A place between two lines of a file. */
export interface Place {
  /** Bytes of the file before it. */
  readonly start: number;
  /** Lines before it. */
  readonly lines: number;
}

/** One file, as far as its samples tell. */
export interface Seen {
  readonly file: Fingerprint;
  readonly codec: "none" | "gzip";
  readonly encoding: string;
  /** Fields of the first record that is no blank line; undefined when the sample has none. */
  readonly fields: readonly string[] | undefined;
  /** Where that record begins, or the sample ends without one. */
  readonly lead: Place;
  /** Where it ends. */
  readonly behindFirst: Place;
  /** Records that were cut, and characters of them all. */
  readonly records: number;
  readonly characters: number;
  readonly hasQuotes: boolean;
  /** Whether lines end with carriage returns alone. */
  readonly hasReturns: boolean;
}

/** Cuts the beginning of a file into records, at most so many, and says what is worth keeping. */
export function look(
  sample: Sample,
  delimiter: string,
  most: number,
): { readonly seen: Seen; readonly records: readonly Record[] } {
  const { file, encoding, head, others } = sample;
  const cut = recordsOf(head, delimiter, sample.whole, most);
  let blank = 0;
  while (cut.length > blank && isBlank(cut[blank]!)) blank++;
  const records = cut.slice(blank);
  const [first] = records;
  const texts = [head, ...others];
  const seen: Seen = {
    file,
    codec: sample.codec === "gzip" ? "gzip" : "none",
    encoding,
    fields: first?.fields,
    lead: placeIn(sample, first === undefined ? head.length : lineStart(head, blank)),
    behindFirst: placeIn(sample, first?.end ?? head.length),
    records: records.length,
    characters: records.at(-1)?.end ?? 0,
    hasQuotes: texts.some((text) => text.includes('"')),
    hasReturns: texts.some((text) => text.includes("\r") && /\r(?!\n)./s.test(text)),
  };
  return { seen, records };
}

function isBlank({ fields }: Record): boolean {
  return fields.length === 1 && fields[0] === "";
}

function placeIn({ head, mark }: Sample, characters: number): Place {
  const text = head.slice(0, characters);
  return { start: mark + Buffer.byteLength(text), lines: text.split("\n").length - 1 };
}

/** Characters before a line. */
function lineStart(text: string, line: number): number {
  let at = 0;
  for (let i = 0; i < line; i++) at = text.indexOf("\n", at) + 1;
  return at;
}
