/**
 * Rows for functions: an input cut into parts, each of which any thread reads by itself.
 * @module
 */
import type { Arena, Batch, ColumnSchema, Part, ReadRequest, SourceDescriptor } from "../../contract/index.js";
import { morselReads, planScan, type ScanPlan } from "../plan.js";
import type { ScanInput } from "../scan.js";
import { checkFingerprint } from "../sources/fingerprint.js";
import { openReader } from "../sources/registry.js";
import { compileWhere, type Where, whereColumns } from "../where.js";
import { borrowBench, returnBench } from "../workers/bench.js";
import { cellReader } from "./cells.js";
import type { Cell } from "./layout.js";
import { batchColumns } from "./views.js";

/** An input in parts, as plain data that crosses threads. */
export interface RowParts {
  readonly descriptor: SourceDescriptor;
  /** The source's columns. */
  readonly columns: readonly ColumnSchema[];
  /** Positions of the columns wanted, in their order. */
  readonly positions: readonly number[];
  readonly where: Where | undefined;
  readonly plan: ScanPlan;
  /** Parts of a source whose rows are not numbered. */
  readonly parts: readonly Part[];
  /** Whether an item is the element of the only column, instead of an object. */
  readonly isElement: boolean;
}

/** One row, or one element. */
export interface RowItem {
  readonly value: unknown;
  /** Its number in the source, from 0; undefined where rows have no numbers. */
  readonly row: number | undefined;
}

/** Reads parts in one thread. */
export interface RowPartReader {
  /**
   * Visits the items of a part in order, a batch of them at a time; a promise is awaited. Items are copies.
   * @param visit takes those that count, and how many rows were read for them
   */
  each(part: number, visit: (items: readonly RowItem[], rows: number) => Promise<void> | undefined): Promise<void>;
  close(): void;
}

/**
 * Cuts an input into parts of 262,144 rows, or into those of a source that has no row numbers.
 * @param isElement for a Column, whose items are its elements
 * @throws SourceChanged when a file is not what it was when it was opened
 */
export async function rowParts(input: ScanInput, isElement: boolean): Promise<RowParts> {
  const { source, columns: positions, where } = input;
  const { descriptor, columns } = source;
  for (const file of descriptor.files) checkFingerprint(file);
  const parts = source.access === "scannable" ? await source.parts() : [];
  const extra = where === undefined ? [] : whereColumns(where, columns, onlyOf(positions));
  const plan = planScan(source, [], positions, undefined, parts, [...positions, ...extra]);
  return { descriptor, columns, positions, where, plan, parts, isElement };
}

/** Opens an input for one thread; `close` it. */
export async function openRowParts({
  descriptor,
  columns,
  positions,
  where,
  plan,
  parts,
  isElement,
}: RowParts): Promise<RowPartReader> {
  const reader = await openReader(descriptor);
  const bench = borrowBench("auto");
  const { arena } = bench;
  const { projection } = plan;
  const test = where === undefined ? undefined : compileWhere(where, columns, onlyOf(positions), projection);
  const schema = projection.map((position) => columns[position]!);
  const slots = positions.map((position) => projection.indexOf(position));
  const names = positions.map((position) => columns[position]!.name);
  const itemsOf = (batch: Batch): RowItem[] => {
    const selection = test?.(batch, arena);
    const views = batchColumns(batch, schema, arena);
    const cells = slots.map((slot) => cellReader(views[slot]!));
    const itemValue = isElement ? (i: number) => copied(cells[0]!(i)) : (i: number) => rowOf(names, cells, i);
    const { firstRow, rows } = batch;
    const itemOf = (i: number): RowItem => ({
      value: itemValue(i),
      row: firstRow === undefined ? undefined : firstRow + i,
    });
    if (selection === undefined) return Array.from({ length: rows }, (_, i) => itemOf(i));
    return Array.from(picked(arena, selection), itemOf);
  };
  return {
    async each(part, visit) {
      const requests: Iterator<ReadRequest> =
        plan.rows === undefined ? [{ part: parts[part]! }][Symbol.iterator]() : morselReads(plan, part);
      for (let { value: request, done } = requests.next(); !done; ) {
        const mark = arena.mark();
        const reading = reader.readBatch(request, projection, arena);
        const batch = reading instanceof Promise ? await reading : reading;
        if (batch.more !== true) ({ value: request, done } = requests.next());
        const items = itemsOf(batch);
        arena.reset(mark);
        const visited = visit(items, batch.rows);
        if (visited !== undefined) await visited;
      }
    },
    close() {
      arena.reset();
      returnBench("auto", bench);
      reader.close();
    },
  };
}

/** The only one of some columns, which conditions call `value`. */
function onlyOf(positions: readonly number[]): number | undefined {
  return positions.length === 1 ? positions[0] : undefined;
}

function picked(arena: Arena, { offset, count }: { readonly offset: number; readonly count: number }): Uint32Array {
  return new Uint32Array(arena.buffer, offset, count);
}

function rowOf(
  names: readonly string[],
  cells: readonly ((row: number) => Cell)[],
  i: number,
): { readonly [name: string]: Cell } {
  const row: { [name: string]: Cell } = {};
  for (let c = 0; c < names.length; c++) row[names[c]!] = copied(cells[c]!(i));
  return row;
}

/** A vector without the memory that it is a view of. */
function copied(cell: Cell): Cell {
  if (ArrayBuffer.isView(cell)) return (cell as Uint8Array).slice();
  return Array.isArray(cell) ? cell.map(copied) : cell;
}
