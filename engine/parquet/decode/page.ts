/**
 * A page's parts: levels, and values in one of the encodings.
 * @module
 */
import { EngineError } from "../../errors.js";
import type { ColumnLayout } from "../columns.js";
import type { PageHeader } from "../format/page-header.js";

/** Numbers of encodings. */
const [PLAIN, PLAIN_DICTIONARY, RLE, RLE_DICTIONARY] = [0, 2, 3, 8];

/** Where the parts of a decoded page are in memory. */
export interface PageParts {
  /** Runs of definition levels; undefined where no row can be null. */
  readonly levels: { readonly from: number; readonly stop: number } | undefined;
  /** How the values are: as they are, as runs, or as runs of codes of a dictionary. */
  readonly kind: "plain" | "runs" | "codes";
  /** Bits of a code. */
  readonly bits: number;
  readonly from: number;
  readonly stop: number;
}

/**
 * Finds the parts of a page of `header.bytes` bytes at `at`.
 * @param broken makes an error about the page
 * @throws CorruptData, Unavailable for encodings that the footer did not name
 */
export function partsOf(
  header: PageHeader,
  { name, optional, meaning }: ColumnLayout,
  buffer: ArrayBuffer,
  at: number,
  broken: (why: string) => Error,
): PageParts {
  const view = new DataView(buffer);
  const stop = at + header.bytes;
  let from = at;
  let levels: PageParts["levels"];
  const counted = (what: string): number => {
    if (stop - from < 4) throw broken(`it ends before its ${what}`);
    const size = view.getUint32(from, true);
    from += 4;
    if (size > stop - from) throw broken(`${what} of ${size} bytes, ${stop - from} are left`);
    return size;
  };
  if (header.kind === "data2") {
    const begin = at + header.repetitionBytes;
    from = begin + header.definitionBytes;
    if (optional) levels = { from: begin, stop: from };
  } else if (optional) {
    if (header.levels !== RLE) throw elsewhere(name, `has levels of encoding ${header.levels}`);
    const size = counted("levels");
    levels = { from, stop: from + size };
    from += size;
  }
  switch (header.encoding) {
    case PLAIN:
      return { levels, kind: "plain", bits: 0, from, stop };
    case RLE: {
      if (meaning !== "bits") throw broken("runs that are no truths");
      const size = counted("runs");
      return { levels, kind: "runs", bits: 1, from, stop: from + size };
    }
    case PLAIN_DICTIONARY:
    case RLE_DICTIONARY: {
      // without values there is no width either
      const bits = from < stop ? view.getUint8(from++) : 0;
      if (bits > 32) throw broken(`codes of ${bits} bits`);
      return { levels, kind: "codes", bits, from, stop };
    }
    default:
      throw elsewhere(name, `has a page of encoding ${header.encoding}`);
  }
}

function elsewhere(name: string, what: string): EngineError {
  return new EngineError("Unavailable", `column '${name}' ${what}; read it with readParquet(…, { reader: "duckdb" })`);
}
