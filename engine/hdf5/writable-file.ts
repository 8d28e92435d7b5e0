/**
 * HDF5 files open for writing, in PyTables' words.
 * @module
 */
import type { IndexedSource } from "../../contract/index.js";
import { EngineError } from "../errors.js";
import { checkNames } from "../names.js";
import type { Schema } from "../rows/schema.js";
import { type DescriptionInput, describe } from "./describe.js";
import { H5File, type NodeOfClass } from "./file.js";
import { Group } from "./group.js";
import type { Leaf, LeafParts } from "./leaf.js";
import { makeLeaf } from "./make-leaf.js";
import type { Node } from "./node.js";
import { openTree } from "./open-tree.js";
import { normalized } from "./resolve.js";
import { childPath, type ReaderName } from "./tree.js";
import { WritableTable } from "./writable-table.js";
import type { AttributeInput } from "./write/attributes.js";
import type { TableSpec } from "./write/create.js";
import type { FileChanges } from "./write/file-changes.js";
import type { FilterOptions } from "./write/filters.js";
import type { TableWriter } from "./write/table-writer.js";

/** Options of {@link WritableFile.createTable}. */
export interface CreateTableOptions {
  readonly title?: string;
  /** Compression, shuffle, checksums; none unless told. */
  readonly filters?: FilterOptions;
  /** Rows the table is expected to have, for the size of its chunks; 10,000 unless told, as PyTables. */
  readonly expectedRows?: number;
  /** Rows of a chunk, instead of PyTables' choice. */
  readonly chunkRows?: number;
  /** Byte order of all columns; that of the description, else little. */
  readonly byteorder?: "little" | "big";
  /** Whether missing groups above are made too; default false. */
  readonly createParents?: boolean;
}

/** Nodes of a file open for writing by class. */
export interface WritableNodeOfClass extends Omit<NodeOfClass, "Table"> {
  readonly Table: WritableTable;
}

/**
 * An HDF5 file open for writing. Nobody else can open it until it is closed: HDF5's own file lock.
 *
 * Layouts that PyTables writes are changed in place. All others (newer superblocks, groups and object headers, other
 * filters, texts of any length) are changed in a copy of the file by the HDF5 library, which takes the file's place
 * with every flush: so flush seldom, and leave room for a copy on the disk. A flush of one table is a flush of all that
 * are changed that way.
 */
export class WritableFile extends H5File {
  readonly #changes: FileChanges;
  readonly #forced: ReaderName | undefined;
  readonly #writers = new Map<string, Promise<TableWriter>>();
  readonly #opened = new Map<string, TableWriter>();

  /** Made by `openFile`. */
  constructor(parts: ConstructorParameters<typeof H5File>[0], changes: FileChanges) {
    super(parts);
    this.#changes = changes;
    this.#forced = parts.forced;
  }

  override getNode(where: string | Group, name?: string): Promise<Node>;
  override getNode<C extends keyof WritableNodeOfClass>(
    where: string | Group,
    name: string | undefined,
    className: C,
  ): Promise<WritableNodeOfClass[C]>;
  override getNode(where: string | Group, name?: string, className?: keyof NodeOfClass): Promise<Node> {
    return className === undefined ? super.getNode(where, name) : super.getNode(where, name, className);
  }

  /**
   * Makes a group.
   * @param where the group it goes into
   * @throws InvalidArgument when the name is taken or not allowed, or there is no such group
   */
  async createGroup(
    where: string | Group,
    name: string,
    title: string = "",
    options: { readonly createParents?: boolean } = {},
  ): Promise<Group> {
    checkNames(options, ["createParents"], "createGroup");
    const path = pathOf(where, name);
    await this.#changes.createGroup(path, title, options.createParents ?? false);
    await this.#reload();
    return this.getNode(path, undefined, "Group");
  }

  /**
   * Makes an empty table.
   * @param where the group it goes into
   * @param description columns as a plain object, NumPy's list of fields, or an Arrow schema
   * @throws InvalidArgument for names that are taken, unknown types and filters
   */
  async createTable<S extends Schema = Schema>(
    where: string | Group,
    name: string,
    description: DescriptionInput,
    options: CreateTableOptions = {},
  ): Promise<WritableTable<S>> {
    const known = ["title", "filters", "expectedRows", "chunkRows", "byteorder", "createParents"];
    checkNames(options, known, "createTable");
    const { createParents = false, ...rest } = options;
    return this.createTableOf<S>(pathOf(where, name), { ...describe(description), ...rest }, createParents);
  }

  /** Makes an empty table of fields. */
  async createTableOf<S extends Schema = Schema>(
    path: string,
    spec: TableSpec,
    createParents = false,
  ): Promise<WritableTable<S>> {
    await this.#changes.createTable(path, spec, createParents);
    await this.#reload();
    const table: Node = await this.getNode(path);
    return table as WritableTable<S>;
  }

  /**
   * Takes a node out of the file; its space stays in the file until that is copied.
   * @param options `recursive`: also a group with members; default false
   * @throws InvalidArgument when there is no such node, or it is a group with members
   */
  async removeNode(
    where: string | Group,
    name?: string,
    options: { readonly recursive?: boolean } = {},
  ): Promise<void> {
    checkNames(options, ["recursive"], "removeNode");
    const path = pathOf(where, name);
    const node = await this.getNode(path);
    if (node instanceof Group && node.children.length > 0 && options.recursive !== true)
      throw new EngineError(
        "InvalidArgument",
        `group '${path}' has children; remove them too with { recursive: true }`,
      );
    for (const [at, writer] of this.#writers)
      if (at === path || at.startsWith(`${path}/`)) {
        await (await writer).discard();
        await this.#closeWriter(at);
      }
    await this.#changes.removeNode(path);
    await this.#reload();
  }

  /** Sets an attribute of a node, or removes it with undefined. @throws InvalidArgument */
  setNodeAttr(where: string | Group | Node, name: string, value: AttributeInput | undefined): Promise<void> {
    return this.setNodeAttrs(where, { [name]: value });
  }

  /** Sets several attributes of a node at once. @throws InvalidArgument */
  async setNodeAttrs(
    where: string | Group | Node,
    values: { readonly [name: string]: AttributeInput | undefined },
  ): Promise<void> {
    const path = typeof where === "string" ? normalized(where) : where.path;
    const writer = this.#opened.get(path);
    if (writer === undefined || writer.state === "closed")
      await this.#changes.setAttributes(path, new Map(Object.entries(values)));
    else {
      for (const [name, value] of Object.entries(values)) writer.setAttribute(name, value);
      await writer.flush();
    }
    await this.#reload();
  }

  /** Makes everything that was appended part of the file. */
  async flush(): Promise<void> {
    for (const writer of this.#opened.values()) if (writer.state === "open") await writer.flush();
    await this.#reload();
  }

  /** Flushes and closes the file; nodes that were opened read and write no more. */
  override async close(): Promise<void> {
    if (!this.isopen) return;
    const problems: unknown[] = [];
    for (const path of [...this.#writers.keys()]) await this.#closeWriter(path).catch((error) => problems.push(error));
    await super.close();
    this.#changes.close();
    if (problems.length > 0) throw problems[0];
  }

  protected override leafOf(parts: LeafParts, source: () => IndexedSource): Leaf {
    const leaf = makeLeaf(parts, source);
    if (leaf.className !== "Table") return leaf;
    const opened = this.#opened;
    const { path } = parts;
    return new WritableTable(parts, source, {
      writer: () => this.#writer(path),
      get opened() {
        return opened.get(path);
      },
      changed: () => this.#reload(),
    });
  }

  async #writer(path: string): Promise<TableWriter> {
    if (!this.isopen) throw new EngineError("Closed", `'${this.path}' was closed; open it again`);
    let writer = this.#writers.get(path);
    if (writer === undefined || this.#opened.get(path)?.state === "closed") {
      writer = this.#changes.openTable(path);
      this.#writers.set(path, writer);
      writer.then(
        (opened) => this.#opened.set(path, opened),
        () => this.#writers.delete(path),
      );
    }
    return writer;
  }

  async #closeWriter(path: string): Promise<void> {
    const writer = this.#writers.get(path);
    this.#writers.delete(path);
    this.#opened.delete(path);
    await (await writer)?.close();
  }

  async #reload(): Promise<void> {
    await this.reload(await openTree(this.path, this.#forced));
  }
}

function pathOf(where: string | Group, name: string | undefined): string {
  const group = typeof where === "string" ? normalized(where) : where.path;
  return name === undefined ? group : childPath(group, name);
}
