/**
 * openFile(path, mode): HDF5 files in PyTables' words.
 * @module
 */
import { statSync } from "node:fs";
import type { IndexedSource, TablesMode } from "../../contract/index.js";
import { EngineError, fileError } from "../errors.js";
import { absolutePath } from "../paths.js";
import { checkSchema, type Schema } from "../rows/schema.js";
import type { H5Array } from "./array.js";
import { classOf } from "./class-of.js";
import { Filters } from "./filters.js";
import { Elsewhere } from "./format/problem.js";
import { Group, kindOrder, Link, sorted } from "./group.js";
import { hasRows, makeLeaf } from "./make-leaf.js";
import { type FileContext, type Node, type NodeParts, noSuchNode } from "./node.js";
import { openTree } from "./open-tree.js";
import { pythonString } from "./python-text.js";
import { normalized, resolvePath } from "./resolve.js";
import { H5Table } from "./table.js";
import { childPath, type Entry, type ReaderName, splitPath, type Tree } from "./tree.js";
import { UnknownNode } from "./unknown.js";
import type { H5VLArray } from "./vlarray.js";

/** Options of {@link openFile}. */
export interface OpenFileOptions {
  /**
   * Forces a reader: ours, which refuses what it does not know, or the HDF5 library (h5wasm). Without it ours reads
   * what it can, the library the rest, and `leaf.reader` says which it was and why.
   */
  readonly reader?: ReaderName;
}

/** What {@link H5File.getNode} gives for a class. */
export interface NodeOfClass {
  readonly Table: H5Table;
  readonly Group: Group;
  readonly Array: H5Array;
  readonly CArray: H5Array;
  readonly EArray: H5Array;
  readonly VLArray: H5VLArray;
}

/** An open HDF5 file. */
export class H5File {
  /** Absolute path. */
  readonly path: string;
  readonly mode: TablesMode;
  readonly #filename: string;
  readonly #context: FileContext;
  /** Rows of the leaves that were opened. */
  readonly #sources = new Map<string, IndexedSource>();
  #tree: Tree | undefined;

  /** Made by {@link openFile}. */
  constructor(parts: { filename: string; path: string; mode: TablesMode; tree: Tree; forced: ReaderName | undefined }) {
    this.path = parts.path;
    this.mode = parts.mode;
    this.#filename = parts.filename;
    this.#tree = parts.tree;
    this.#context = {
      path: parts.path,
      filename: parts.filename,
      forced: parts.forced,
      tree: () => this.#open(),
      node: (path) => this.getNode(path),
    };
  }

  /** Whether {@link close} was not called yet. */
  get isopen(): boolean {
    return this.#tree !== undefined;
  }

  /** The group that holds everything. */
  get root(): Group {
    return this.#group("/");
  }

  /** Title of the root group. */
  get title(): string {
    return this.root.title;
  }

  /**
   * Opens a node. Soft links are followed.
   * @param where a path, or a group to look in
   * @param name a name in `where`
   * @param className what it must be: `"Table"`, `"Group"`, `"Array"`, …; then that is its type
   * @throws InvalidArgument with the nearest name, or when it is of another class; CorruptData, Closed
   */
  async getNode(where: string | Group, name?: string): Promise<Node>;
  async getNode<C extends keyof NodeOfClass>(
    where: string | Group,
    name: string | undefined,
    className: C,
  ): Promise<NodeOfClass[C]>;
  async getNode(where: string | Group, name?: string, className?: string): Promise<Node> {
    const from = typeof where === "string" ? normalized(where) : where.path;
    const path = name === undefined ? from : childPath(from, name);
    const node = await this.#helped(() => this.#node(resolvePath(this.#open(), this.path, path)));
    if (className !== undefined && node.className !== className && !(className === "Group" && node instanceof Group))
      throw noSuchNode(this.path, path, ` of class ${className}; it is ${node}`);
    return node;
  }

  /**
   * The nodes of a group: groups, then leaves, then links, each sorted by name.
   * @param where a path or a group; default the root
   * @param className only nodes of this class: `"Table"`, `"Group"`, `"Leaf"`, …
   */
  async listNodes(where: string | Group = "/", className?: string): Promise<Node[]> {
    const path = typeof where === "string" ? normalized(where) : where.path;
    return this.#helped(() => this.#list(resolvePath(this.#open(), this.path, path), className));
  }

  #list(path: string, className: string | undefined): Promise<Node[]> {
    const wanted = sorted(this.#group(path).children).filter(
      (child) =>
        className === undefined ||
        child.className === className ||
        (className === "Leaf" && kindOrder(child.className) === 1),
    );
    return Promise.all(wanted.map((child) => this.#node(childPath(path, child.name))));
  }

  /** Bytes of the file on disk. */
  getFilesize(): number {
    this.#open();
    try {
      return statSync(this.path).size;
    } catch (cause) {
      throw fileError(cause, this.path, "cannot look at");
    }
  }

  /** Closes the file; nodes that were opened read no more. Closing twice does nothing. */
  async close(): Promise<void> {
    this.#tree?.close();
    this.#tree = undefined;
  }

  /** As PyTables' `print(file)`. */
  toString(): string {
    if (!this.isopen) return "<closed File>";
    const modified = new Date(Math.floor(statSync(this.path).mtimeMs / 1000) * 1000).toISOString();
    const lines = [
      `${this.#filename} (File) ${this.root.toString().slice("/ (RootGroup) ".length)}`,
      `Last modif.: '${modified.replace(".000Z", "+00:00")}'`,
      "Object Tree: ",
    ];
    return this.#listing(lines, (node) => node.toString());
  }

  /** As PyTables' `repr(file)`. */
  repr(): string {
    if (!this.isopen) return "<closed File>";
    const title = this.root.toString().slice("/ (RootGroup) ".length);
    const head = `File(filename=${this.#filename}, title=${title}, mode=${pythonString(this.mode)}, root_uep='/', filters=${new Filters()})`;
    return this.#listing([head], (node) => node.repr());
  }

  #listing(lines: string[], text: (node: Node) => string): string {
    for (const group of this.#groups("/")) {
      lines.push(group.toString());
      for (const child of sorted(group.children))
        if (kindOrder(child.className) > 0) lines.push(text(this.#head(childPath(group.path, child.name))));
    }
    return `${lines.join("\n")}\n`;
  }

  /** Groups from a path on, parents first. */
  *#groups(path: string): Generator<Group> {
    const group = this.#group(path);
    yield group;
    for (const child of sorted(group.children))
      if (child.className === "Group") yield* this.#groups(childPath(path, child.name));
  }

  #open(): Tree {
    if (this.#tree === undefined) throw new EngineError("Closed", `'${this.path}' was closed; open it again`);
    return this.#tree;
  }

  #entry(path: string): Entry {
    const entry = this.#open().entry(path);
    if (entry === undefined) throw noSuchNode(this.path, path, "");
    return entry;
  }

  #group(path: string): Group {
    const entry = this.#entry(path);
    if (entry.kind !== "group") throw noSuchNode(this.path, path, "; it is no group");
    return new Group(this.#parts(path, entry.attributes), () =>
      entry.names.map((name) => {
        const child = childPath(path, name);
        return { name, className: classOf(child, this.#entry(child)) };
      }),
    );
  }

  #parts(path: string, stored: NodeParts["stored"]): NodeParts {
    return { file: this.#context, path, name: path === "/" ? "/" : splitPath(path).name, stored };
  }

  /** The node as far as its header says it. */
  #head(path: string): Node {
    const entry = this.#entry(path);
    if (entry.kind === "group") return this.#group(path);
    if (entry.kind === "soft") {
      return new Link(this.#parts(path, []), entry.target, false, () => {
        try {
          resolvePath(this.#open(), this.path, path);
          return false;
        } catch {
          return true;
        }
      });
    }
    if (entry.kind === "external")
      return new Link(this.#parts(path, []), `${entry.file}:${entry.target}`, true, () => false);
    if (entry.kind === "datatype") return new UnknownNode(this.#parts(path, entry.attributes));
    const { info, reader, reason } = entry;
    const parts = { ...this.#parts(path, entry.attributes), className: classOf(path, entry), info, reader };
    return makeLeaf(reason === undefined ? parts : { ...parts, reason }, () => this.#source(path));
  }

  async #node(path: string): Promise<Node> {
    const entry = this.#entry(path);
    if (entry.kind === "dataset" && hasRows(entry.info)) this.#sources.set(path, await this.#open().source(path));
    return this.#head(path);
  }

  /** Runs again with the library's help what our own reader leaves to it. */
  async #helped<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const tree = this.#open();
      if (!(error instanceof Elsewhere) || tree.help === undefined) throw error;
      await tree.help();
      return await work();
    }
  }

  #source(path: string): IndexedSource {
    this.#open();
    return this.#sources.get(path)!;
  }
}

/**
 * Opens an HDF5 file.
 * @param path relative paths start from the notebook's folder, or the working directory in a script
 * @param mode `"r"`, the default
 * @throws FileMissing, FileAccess, CorruptData for what is no HDF5 file, TruncatedFile, Unavailable
 */
export async function openFile(path: string, mode: TablesMode = "r", options: OpenFileOptions = {}): Promise<H5File> {
  if (mode !== "r") throw new EngineError("InvalidArgument", `mode must be 'r', got ${JSON.stringify(mode)}`);
  const absolute = absolutePath(path);
  const tree = await openTree(absolute, options.reader);
  return new H5File({ filename: path, path: absolute, mode, tree, forced: options.reader });
}

/**
 * Opens one table of a file for reading.
 * @param schema types that its columns must have: `{ country: "int64", temp: "float64" }`; more columns may be there
 * @throws as {@link openFile} and {@link H5File.getNode}; InvalidArgument for what is no table or has other columns
 */
export async function openTable<S extends Schema = Schema>(
  path: string,
  node: string,
  schema?: S,
  options: OpenFileOptions = {},
): Promise<H5Table<S>> {
  const file = await openFile(path, "r", options);
  try {
    const table = await file.getNode(node);
    if (!(table instanceof H5Table))
      throw new EngineError("InvalidArgument", `'${node}' in '${path}' is no table: ${table}`);
    if (schema !== undefined) checkSchema(schema, table.schema, `table '${node}'`);
    return (table as H5Table<S>).detached();
  } finally {
    await file.close();
  }
}
