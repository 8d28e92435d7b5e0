/**
 * CSV files as a scannable source.
 * @module
 */
import type { Part, ScannableSource } from "../../contract/index.js";
import { schemaOf } from "./format.js";
import { type CsvSourceOptions, isSeekable } from "./reader.js";
import type { Sniffed } from "./sniff.js";

/** Bytes of text that a worker takes at once. */
export const PART_BYTES: number = 4 << 20;

/** The files in the order given. @param partBytes for tests */
export function csvSource(
  { files, format, places }: Sniffed,
  reader: CsvSourceOptions["reader"],
  partBytes: number = PART_BYTES,
): ScannableSource {
  const options: CsvSourceOptions = {
    format,
    reader,
    files: places.map(({ codec, start, skipped }) => ({ codec, start, skipped })),
  };
  return {
    access: "scannable",
    descriptor: { kind: "csv", files, options },
    columns: schemaOf(format),
    async parts() {
      const parts: Part[] = [];
      for (const [file, { size }] of files.entries()) {
        const place = options.files[file]!;
        if (reader === "duckdb" || !isSeekable(place, format)) {
          parts.push({ index: parts.length, file, bytes: { start: 0, stop: size } });
          continue;
        }
        for (let start = place.start; start < size; start += partBytes)
          parts.push({ index: parts.length, file, bytes: { start, stop: Math.min(start + partBytes, size) } });
      }
      return parts;
    },
  };
}
