/**
 * HDF5 files in PyTables' words.
 * @module
 */
import { statSync } from "node:fs";
import type { IndexedSource, TablesMode } from "../../contract/index.js";
import { EngineError, fileError } from "../errors.js";
import type { H5Array } from "./array.js";
import { classOf } from "./class-of.js";
import { Filters } from "./filters.js";
import { Elsewhere } from "./format/problem.js";
import { Group, kindOrder, Link, sorted } from "./group.js";
import { indexLines } from "./indexes.js";
import type { Leaf, LeafParts } from "./leaf.js";
import { hasRows, makeLeaf } from "./make-leaf.js";
import { type FileContext, type Node, type NodeParts, noSuchNode } from "./node.js";
import { pythonString } from "./python-text.js";
import { normalized, resolvePath } from "./resolve.js";
import type { H5Table } from "./table.js";
import { childPath, type Entry, type ReaderName, splitPath, type Tree } from "./tree.js";
import { UnknownNode } from "./unknown.js";
import type { H5VLArray } from "./vlarray.js";

/** What {@link H5File.getNode} gives for a class. */
export interface NodeOfClass {
  readonly Table: H5Table;
  readonly Group: Group;
  readonly Array: H5Array;
  readonly CArray: H5Array;
  readonly EArray: H5Array;
  readonly VLArray: H5VLArray;
}

/** What an open file is made of. */
export interface FileParts {
  /** How the user wrote the path. */
  readonly filename: string;
  /** Absolute path. */
  readonly path: string;
  readonly mode: TablesMode;
  readonly tree: Tree;
  readonly forced: ReaderName | undefined;
  /** Lets go of the lock when the file is closed. */
  readonly unlock?: () => void;
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
  readonly #unlock: (() => void) | undefined;
  #tree: Tree | undefined;

  /** Made by {@link openFile}. */
  constructor(parts: FileParts) {
    this.path = parts.path;
    this.mode = parts.mode;
    this.#filename = parts.filename;
    this.#tree = parts.tree;
    this.#unlock = parts.unlock;
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
    if (this.#tree === undefined) return;
    this.#tree.close();
    this.#tree = undefined;
    this.#unlock?.();
  }

  /** Looks at the file anew, after it was written to; open nodes read what is there now. */
  protected async reload(tree: Tree): Promise<void> {
    this.#tree?.close();
    this.#tree = tree;
    for (const path of this.#sources.keys())
      if (tree.entry(path)?.kind === "dataset") this.#sources.set(path, await tree.source(path));
      else this.#sources.delete(path);
  }

  /** Makes a leaf; files that can be written to make other ones. */
  protected leafOf(parts: LeafParts, source: () => IndexedSource): Leaf {
    return makeLeaf(parts, source);
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

  /** Groups from a path on in PyTables' order: all of a group's own, then those within the last of them. */
  *#groups(path: string): Generator<Group> {
    const stack = [this.#group(path)];
    yield stack[0]!;
    for (let group = stack.pop(); group !== undefined; group = stack.pop())
      for (const child of sorted(group.children))
        if (child.className === "Group") {
          const next = this.#group(childPath(group.path, child.name));
          stack.push(next);
          yield next;
        }
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
    const className = classOf(path, entry);
    const members = className === "Table" && info.type.kind === "compound" ? info.type.members : [];
    const indexes = indexLines(
      this.#open(),
      path,
      members.map(({ name }) => name),
    );
    const parts = { ...this.#parts(path, entry.attributes), className, info, reader, indexes };
    return this.leafOf(reason === undefined ? parts : { ...parts, reason }, () => this.#source(path));
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
    const source = this.#sources.get(path);
    if (source === undefined) throw noSuchNode(this.path, path, "; it was removed");
    return source;
  }
}
