/**
 * The table that an ingest writes to.
 * @module
 */
import { existsSync, rmSync } from "node:fs";
import { type CsvFormat, type CsvType, kindOf } from "../csv/format.js";
import { EngineError } from "../errors.js";
import { openFile } from "../hdf5/open.js";
import { createOutput, createTable, openOutput, removeNode, type TableSpec } from "../hdf5/write/create.js";
import type { Field, FieldType } from "../hdf5/write/fields.js";
import { codingText } from "../hdf5/write/filters.js";
import { closeOutput, type OutputFile } from "../hdf5/write/output.js";
import { hasNode } from "../hdf5/write/paths.js";
import type { LeafType } from "../hdf5/write/stored-leaves.js";
import { openTableWriter, type TableWriter } from "../hdf5/write/table-writer.js";
import { readTarget } from "../hdf5/write/target.js";
import { absolutePath } from "../paths.js";
import { LEDGER, type LedgerEntry, readLedger } from "./ledger.js";

/** Where a table is. */
export interface TablePlace {
  /** Absolute. */
  readonly path: string;
  readonly node: string;
}

/** Takes `"data/weather.h5t:/weather"` apart. @throws InvalidArgument */
export function tablePlace(text: string): TablePlace {
  const at = text.lastIndexOf(":/");
  const node = at < 0 ? "" : text.slice(at + 1);
  if (at > 0 && node.length > 1 && !node.endsWith("/")) return { path: absolutePath(text.slice(0, at)), node };
  throw new EngineError(
    "InvalidArgument",
    `expected a file and a table in it, as in "data/weather.h5t:/weather", got ${JSON.stringify(text)}`,
  );
}

/** A table that was there before. */
export interface Existing {
  /** Types by column name. */
  readonly types: { readonly [name: string]: CsvType };
  readonly rows: number;
  readonly ledger: readonly LedgerEntry[];
}

/** What is known of the table; undefined when there is none. @throws CorruptData, Unavailable, InvalidArgument */
export async function existingTable({ path, node }: TablePlace): Promise<Existing | undefined> {
  if (!existsSync(path)) return undefined;
  const file = await openOutput(path, { durable: false });
  let types: { [name: string]: CsvType };
  let rows: number;
  try {
    if (!hasNode(file, node)) return undefined;
    const target = readTarget(file, node);
    types = Object.fromEntries(target.leaves.map(({ path: name, type }) => [name, csvTypeOf(name, type)]));
    rows = target.rows;
  } finally {
    closeOutput(file);
  }
  const reading = await openFile(path, "r");
  try {
    const { attrs } = await reading.getNode(node);
    return { types, rows, ledger: readLedger(attrs[LEDGER]) };
  } finally {
    await reading.close();
  }
}

function csvTypeOf(name: string, type: LeafType): CsvType {
  if (type.kind === "bool" || type.kind === "string") return type.kind;
  if (type.kind === "text") return "string";
  if (type.kind === "time") return "timestamp[us]";
  const found = type.kind === "enum" ? "string" : (`${type.kind}${type.size * 8}` as CsvType);
  if (type.kind !== "complex" && found !== ("uint64" as string)) return found;
  throw new EngineError("UnsupportedType", `column '${name}' is ${type.kind}, which cannot come from a CSV file`);
}

/** Columns of a new table. @param widths bytes of the longest text by column */
export function fieldsOf({ columns }: CsvFormat, widths: ReadonlyMap<string, number>): Field[] {
  return columns.map(({ name, type }) => ({ name, type: fieldType(type, widths.get(name) ?? 1), shape: [] }));
}

function fieldType(type: CsvType, width: number): FieldType {
  if (type === "bool") return { kind: "bool" };
  if (type === "string") return { kind: "string", size: Math.max(1, width) };
  if (kindOf(type) === "time") return { kind: "time", size: 8 };
  const [, kind, bits] = /^(u?int|float)(\d+)$/.exec(type)!;
  return { kind: kind as "int", size: (Number(bits) / 8) as 8 };
}

/** A table open for appending. */
export interface OpenTable {
  readonly writer: TableWriter;
  /** What its chunks go through: `"blosc:lz4(5), shuffle"`. */
  readonly filters: string;
  /** Lets go of the file. @param nothing what was made for this ingest is removed again */
  close(nothing: boolean): Promise<void>;
}

/** Opens the table, or makes it, its groups and its file. */
export async function openTarget(
  { path, node }: TablePlace,
  spec: TableSpec | undefined,
  options: { readonly workers?: number; readonly durable: boolean },
): Promise<OpenTable> {
  const newFile = !existsSync(path);
  const { durable, ...rest } = options;
  const file: OutputFile = newFile ? await createOutput(path, { durable }) : await openOutput(path, { durable });
  const undo = (): void => {
    if (!newFile && spec !== undefined && hasNode(file, node)) removeNode(file, node);
    closeOutput(file);
    if (newFile) rmSync(path, { force: true });
  };
  try {
    if (spec !== undefined) createTable(file, node, spec, true);
    const writer = await openTableWriter(file, node, rest);
    return {
      writer,
      filters: codingText(readTarget(file, node).layout.coding),
      async close(nothing) {
        try {
          await writer.close();
        } finally {
          if (nothing) undo();
          else closeOutput(file);
        }
      },
    };
  } catch (error) {
    undo();
    throw error;
  }
}
