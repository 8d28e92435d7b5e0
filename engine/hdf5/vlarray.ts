/**
 * VLArrays: rows of any number of values.
 * @module
 */
import type { IndexedSource, TypedArray } from "../../contract/index.js";
import type { ReadRange } from "../lazy-table.js";
import { cellsOf } from "../rows/cells.js";
import { readRows } from "../rows/read.js";
import { sliceIndices } from "../slice.js";
import { viewSource } from "../sources/view.js";
import { byteOrderText } from "./columns.js";
import { atomText, descriptionOf } from "./description.js";
import { LeafHead, type LeafParts } from "./leaf.js";
import { attributeValue, dtypeOf, numbersOf } from "./values.js";

/** One row: numbers, a text, or bytes (compounds, pickled objects). */
export type VLRow = TypedArray | string | Uint8Array;

/** A VLArray. Rows of PyTables' `vlstring` and `vlunicode` are texts, those of `object` are the pickled bytes. */
export class H5VLArray extends LeafHead {
  readonly #source: () => IndexedSource;
  readonly #parts: LeafParts;

  /** Made by a file. @param source asked for anew by each use */
  constructor(parts: LeafParts, source: () => IndexedSource) {
    super(parts);
    this.#source = source;
    this.#parts = parts;
  }

  /** Number of rows. */
  get nrows(): number {
    return this.shape[0] ?? 1;
  }

  /** PyTables' word for what rows are made of: `"vlstring"`, `"vlunicode"`, `"object"`; undefined for plain values. */
  get pseudoatom(): string | undefined {
    const found = this.#parts.stored.find(({ name }) => name === "PSEUDOATOM");
    return found === undefined ? undefined : String(attributeValue(found));
  }

  /** Rows `[start:stop:step]`. @throws InvalidArgument for a step of zero, CorruptData */
  async read(options: ReadRange = {}): Promise<VLRow[]> {
    const { start, stop, step, ...rest } = options;
    const source = this.#source();
    const rows = sliceIndices(source.length, start, stop, step);
    const last = rows.start + (rows.length - 1) * rows.step;
    const low = Math.min(rows.start, last);
    const view = viewSource(source, low, 1, rows.length === 0 ? 0 : Math.abs(last - rows.start) + 1);
    const { columns, length } = await readRows({ source: view, columns: [0] }, rest);
    const cells = cellsOf(columns[0]!, length);
    const row = (i: number): VLRow => this.#rowOf(cells[rows.start + i * rows.step - low] as string | Uint8Array);
    return Array.from({ length: rows.length }, (_, i) => row(i));
  }

  #rowOf(cell: string | Uint8Array): VLRow {
    if (typeof cell === "string") return cell;
    const { pseudoatom } = this;
    if (pseudoatom === "vlstring") return Buffer.from(cell).toString("utf8");
    if (pseudoatom === "object") return cell;
    const { type } = this.#parts.info;
    const base = type.kind === "vlen" ? type.base : type;
    const inner = base.kind === "array" ? base.base : base;
    const dtype = dtypeOf(inner);
    if (dtype === undefined) return cell;
    const values = numbersOf(dtype, cell, cell.length / dtype.itemsize);
    return pseudoatom === "vlunicode" ? String.fromCodePoint(...(values as Uint32Array)) : values;
  }

  /** As PyTables' `repr(vlarray)`. */
  override repr(): string {
    const { type } = this.#parts.info;
    const base = type.kind === "vlen" ? type.base : type;
    const one = { kind: "compound", size: base.size, members: [{ name: "value", offset: 0, type: base }] } as const;
    const names: { readonly [atom: string]: string } = {
      vlstring: "VLStringAtom()",
      vlunicode: "VLUnicodeAtom()",
      object: "ObjectAtom()",
    };
    const atom = names[this.pseudoatom ?? ""] ?? atomText(descriptionOf(one, [])[0]!, "Atom");
    return [
      this.toString(),
      `  atom = ${atom}`,
      `  byteorder = '${byteOrderText(base)}'`,
      `  nrows = ${this.nrows}`,
      `  flavor = ${this.flavorText}`,
    ].join("\n");
  }
}
