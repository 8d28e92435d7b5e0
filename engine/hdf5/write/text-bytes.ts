/**
 * Texts of any length into fixed-width bytes.
 * @module
 */
import type { RowsColumn } from "../../../contract/index.js";
import { EngineError } from "../../errors.js";
import type { StoredLeaf } from "./stored-leaves.js";

/**
 * UTF-8 bytes of each text, padded to `width`.
 * @param padding the byte that shorter texts are filled up with
 * @throws InvalidArgument for a text that is longer, naming it, and for a column that holds no texts
 */
export function textBytes(
  leaf: StoredLeaf,
  column: RowsColumn,
  count: number,
  width: number,
  padding: number,
): Uint8Array {
  const target = new Uint8Array(count * width).fill(padding);
  const put = (bytes: Uint8Array, i: number): void => {
    if (bytes.length > width) {
      const shown = Buffer.from(bytes.subarray(0, 40)).toString("utf8");
      throw new EngineError(
        "InvalidArgument",
        `column '${leaf.path}' holds texts of ${width} bytes, got ${bytes.length} in place ${i}: '${shown}${bytes.length > 40 ? "…" : ""}'`,
      );
    }
    target.set(bytes, i * width);
  };
  const { offsets, dictionary, values } = column;
  if (dictionary !== undefined) {
    const entries = dictionary.map((text) => Buffer.from(text, "utf8"));
    for (let i = 0; i < count; i++) put(entries[Number(values[i])]!, i);
    return target;
  }
  if (offsets === undefined)
    throw new EngineError("InvalidArgument", `column '${leaf.path}' is string of ${width} bytes, got ${column.type}`);
  const bytes = values as Uint8Array;
  for (let i = 0; i < count; i++) put(bytes.subarray(offsets[i], offsets[i + 1]), i);
  return target;
}

/** The texts of a column. */
export function* texts({ offsets, dictionary, values }: RowsColumn, count: number): Generator<string> {
  for (let i = 0; i < count; i++) {
    if (dictionary !== undefined) yield dictionary[Number(values[i])]!;
    else yield Buffer.from((values as Uint8Array).subarray(offsets![i], offsets![i + 1])).toString("utf8");
  }
}
