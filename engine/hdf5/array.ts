/**
 * Arrays: datasets whose elements are all of one type.
 * @module
 */
import type { ColumnType, IndexedSource } from "../../contract/index.js";
import { Column } from "../column.js";
import { EngineError } from "../errors.js";
import type { ReadRange } from "../lazy-table.js";
import { type ArrayOf, arrayOf } from "../rows/arrays.js";
import { readRows } from "../rows/read.js";
import type { ScanInput } from "../scan.js";
import { sliceIndices } from "../slice.js";
import { viewSource } from "../sources/view.js";
import { byteOrderText } from "./columns.js";
import { atomText, descriptionOf } from "./description.js";
import { LeafHead, type LeafParts } from "./leaf.js";
import { shapeText } from "./python-text.js";

/** An Array, CArray or EArray: rows along the first axis, each of the shape of the other axes. */
export class H5Array<D extends ColumnType = ColumnType> extends LeafHead {
  readonly #source: () => IndexedSource;
  readonly #parts: LeafParts;

  /** Made by a file. @param source asked for anew by each use */
  constructor(parts: LeafParts, source: () => IndexedSource) {
    super(parts);
    this.#source = source;
    this.#parts = parts;
  }

  /** Rows: the extent of the first axis; 1 for a scalar. */
  get nrows(): number {
    return this.shape[0] ?? 1;
  }

  /** Element type. */
  get dtype(): D {
    return this.#source().columns[0]!.type as D;
  }

  /** The source below; its one column is called `value`. */
  get source(): IndexedSource {
    return this.#source();
  }

  /** What scans read. */
  get input(): ScanInput {
    return { source: this.#source(), columns: [0] };
  }

  /**
   * An array of one axis as a column, with all statistics.
   * @throws UnsupportedType for arrays of several axes
   */
  get column(): Column<D> {
    if (this.shape.length > 1)
      throw new EngineError(
        "UnsupportedType",
        `'${this.path}' has ${this.shape.length} axes, a column has one; read rows of it with read({ start, stop })`,
      );
    return new Column<D>({ source: this.#source, position: 0 });
  }

  /**
   * Elements of rows `[start:stop:step]`, in C order; their shape is that of the array but for the first axis.
   * @throws InvalidArgument for a step of zero
   */
  async read(options: ReadRange = {}): Promise<ArrayOf<D>> {
    const { start, stop, step, ...rest } = options;
    const source = this.#source();
    const rows = sliceIndices(source.length, start, stop, step);
    const view = viewSource(source, rows.start, rows.step, rows.length);
    const { columns, length } = await readRows({ source: view, columns: [0] }, rest);
    return arrayOf<D>(columns[0]!, length);
  }

  /** All elements in C order. */
  toArray(): Promise<ArrayOf<D>> {
    return this.read();
  }

  /** As PyTables' `repr(array)`. */
  override repr(): string {
    const { type, space, fill } = this.#parts.info;
    const one = { kind: "compound", size: type.size, members: [{ name: "value", offset: 0, type }] } as const;
    const dflt = fill === undefined ? [] : [{ name: "FIELD_0_FILL", type, space: { shape: [] }, data: fill }];
    const [atom] = descriptionOf(one, dflt);
    const grows = space.limits?.indexOf(undefined) ?? -1;
    const chunkshape = this.chunkshape === undefined ? "None" : shapeText(this.chunkshape);
    return [
      this.toString(),
      `  atom := ${atomText(atom!, "Atom")}`,
      `  maindim := ${Math.max(grows, 0)}`,
      `  flavor := ${this.flavorText}`,
      `  byteorder := '${byteOrderText(type)}'`,
      `  chunkshape := ${chunkshape}`,
    ].join("\n");
  }
}
