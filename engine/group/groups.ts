/**
 * The result of an aggregation by group: a small table, columns first.
 * @module
 */
import { JUPYTER_DISPLAY, type MimeBundle, type RowsParts } from "../../contract/index.js";
import { didYouMean, EngineError } from "../errors.js";
import { arrowTable } from "../native/arrow.js";
import { toDataFrame } from "../rows/export.js";
import type { ArrowTable, DataFrame } from "../rows/foreign.js";
import { columnsFromValues } from "../rows/from-values.js";
import type { ScanInput } from "../scan.js";
import { rowsSource } from "../sources/rows.js";
import type { KeyPart } from "./table.js";

/** Groups shown in a text or picture of the table. */
const SHOWN = 10;

/** One row per group, ordered by key: key columns first, then one column per aggregate. */
export class Groups<R extends { readonly [name: string]: unknown }> implements Iterable<R> {
  readonly #columns: ReadonlyMap<string, readonly unknown[]>;
  /** Number of groups. */
  readonly length: number;

  /** Made by `aggregate(source, …, { by })`. */
  constructor(columns: ReadonlyMap<string, readonly unknown[]>, length: number) {
    this.#columns = columns;
    this.length = length;
  }

  /** Names of the columns. */
  get names(): readonly string[] {
    return [...this.#columns.keys()];
  }

  /** A column's values, in the order of the groups. @throws InvalidArgument for unknown names */
  col<K extends keyof R & string>(name: K): readonly R[K][] {
    const values = this.#columns.get(name);
    if (values !== undefined) return values as readonly R[K][];
    throw new EngineError(
      "InvalidArgument",
      `no column '${name}'${didYouMean(name, this.names)}; there are ${this.names.join(", ")}`,
    );
  }

  /** The row of a group; negative positions count from the end. @throws OutOfBounds */
  at(index: number): R {
    if (!Number.isInteger(index) || index < -this.length || index >= this.length)
      throw new EngineError("OutOfBounds", `index ${index} is out of bounds for axis 0 with size ${this.length}`);
    const row = index < 0 ? index + this.length : index;
    return Object.fromEntries([...this.#columns].map(([name, values]) => [name, values[row]])) as R;
  }

  /** All rows as objects. */
  toRows(): R[] {
    return Array.from({ length: this.length }, (_, row) => this.at(row));
  }

  /** What scans read: keys and results as columns. @throws InvalidArgument when some results are no single values */
  get input(): ScanInput {
    const parts = this.#parts();
    return { source: rowsSource(parts), columns: parts.columns.map((_, position) => position) };
  }

  /** The groups as an Arrow table. @throws InvalidArgument when some results are no single values */
  async toArrow(): Promise<ArrowTable> {
    return arrowTable(this.#parts());
  }

  /** The groups as a DataFrame of danfo.js. @throws Unavailable, InvalidArgument */
  async toDataFrame(): Promise<DataFrame> {
    return toDataFrame(this.#parts());
  }

  #parts(): RowsParts {
    return columnsFromValues(Object.fromEntries(this.#columns));
  }

  /** Rows one after the other. */
  *[Symbol.iterator](): Iterator<R> {
    for (let row = 0; row < this.length; row++) yield this.at(row);
  }

  /** A text table of the first groups. */
  toString(): string {
    const rows = Math.min(this.length, SHOWN);
    const texts = [...this.#columns].map(([name, values]) => {
      const cells = [name, ...values.slice(0, rows).map(cellText)];
      const width = Math.max(...cells.map((cell) => cell.length));
      return cells.map((cell) => cell.padStart(width));
    });
    const lines = Array.from({ length: rows + 1 }, (_, i) => texts.map((cells) => cells[i]).join("  "));
    return [...lines, `${this.length > rows ? "… " : ""}[${this.length} groups]`].join("\n");
  }
}

Object.defineProperty(Groups.prototype, JUPYTER_DISPLAY, {
  value(this: Groups<{ readonly [name: string]: KeyPart }>): MimeBundle {
    const names = this.names;
    const cells = (tag: string, values: readonly unknown[]): string =>
      `<tr>${values.map((value) => `<${tag}>${escaped(cellText(value))}</${tag}>`).join("")}</tr>`;
    const rows = Array.from({ length: Math.min(this.length, SHOWN) }, (_, i) => {
      const row = this.at(i);
      return cells(
        "td",
        names.map((name) => row[name]),
      );
    });
    const html = `<table><thead>${cells("th", names)}</thead><tbody>${rows.join("")}</tbody></table><p>${this.length} groups</p>`;
    return { "text/html": html, "text/plain": this.toString() };
  },
});
Object.defineProperty(Groups.prototype, Symbol.for("nodejs.util.inspect.custom"), {
  value(this: { toString(): string }): string {
    return this.toString();
  },
});

function cellText(value: unknown): string {
  if (typeof value === "number" && !Number.isInteger(value)) return String(Number(value.toPrecision(7)));
  if (ArrayBuffer.isView(value) || typeof value === "object") return value === null ? "null" : "…";
  return String(value);
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
}
