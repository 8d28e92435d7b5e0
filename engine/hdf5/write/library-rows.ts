/**
 * Rows as the HDF5 library takes them: compounds in memory, one after the other.
 * @module
 */
import type { RowsParts } from "../../../contract/index.js";
import type { LibraryText } from "../../native/h5wasm-types.js";
import { packRows } from "./pack-rows.js";
import type { StoredLeaf } from "./stored-leaves.js";
import { texts as textsOf } from "./text-bytes.js";

/** Rows that were checked. */
export interface LibraryRows {
  /** Puts rows into a block, over what is there; texts of variable length go to a list. */
  fill(block: Uint8Array, texts: LibraryText[], first: number, count: number): void;
}

/**
 * Checks rows against columns.
 * @param leaves the columns that must be given
 * @throws InvalidArgument when columns are missing or unknown, or values do not fit
 */
export function libraryRows(
  leaves: readonly StoredLeaf[],
  rows: RowsParts,
  { node, rowBytes }: { readonly node: string; readonly rowBytes: number },
): LibraryRows {
  const columns = packRows(leaves, rows, node);
  const texts = leaves.map(({ path, type, shape }) => {
    if (type.kind !== "text") return undefined;
    const count = rows.length * shape.reduce((product, extent) => product * extent, 1);
    const column = rows.columns.find(({ name }) => name === path)!;
    return Array.from(textsOf(column, count), (text) => Buffer.from(text, "utf8"));
  });
  return {
    fill(block, list, first, count) {
      leaves.forEach(({ offset, width, swap }, i) => {
        const column = columns[i]!;
        const words = texts[i];
        for (let row = 0; row < count; row++) {
          const at = row * rowBytes + offset;
          if (words === undefined) {
            const element = block.subarray(at, at + width);
            element.set(column.subarray((first + row) * width, (first + row + 1) * width));
            if (swap > 1) for (let k = 0; k < width; k += swap) element.subarray(k, k + swap).reverse();
          } else {
            const each = width / POINTER;
            for (let k = 0; k < each; k++) list.push({ at: at + k * POINTER, text: words[(first + row) * each + k]! });
          }
        }
      });
    },
  };
}

/** Bytes of a pointer in the library's memory. */
const POINTER = 4;
