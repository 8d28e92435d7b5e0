/**
 * Groups and links.
 * @module
 */
import {
  type Attributes,
  attributesOf,
  type ClassName,
  type Node,
  type NodeParts,
  titleOf,
  titleText,
} from "./node.js";
import { pythonString } from "./python-text.js";
import { childPath } from "./tree.js";

/** A child's name and class, known without reading the child's data. */
export interface Child {
  readonly name: string;
  readonly className: ClassName;
}

/** PyTables lists groups first, then leaves, links and what it does not know. */
export function kindOrder(className: ClassName): number {
  if (className === "Group" || className === "RootGroup") return 0;
  if (className === "SoftLink" || className === "ExternalLink") return 2;
  return className === "Unknown" ? 3 : 1;
}

/** Children sorted by name, as PyTables' walks and lists have them. */
export function sorted(children: readonly Child[]): Child[] {
  return [...children].sort((a, b) => kindOrder(a.className) - kindOrder(b.className) || (a.name < b.name ? -1 : 1));
}

/** Names that PyTables hides: its indexes and other things of its own. */
export function isHidden(name: string): boolean {
  return /^_[ip]_/.test(name);
}

/** A group: what is in it, by name. */
export class Group implements Node {
  readonly className: "RootGroup" | "Group";
  readonly path: string;
  readonly name: string;
  readonly #parts: NodeParts;
  readonly #children: () => readonly Child[];

  /** Made by a file. `children` in the order of the file. */
  constructor(parts: NodeParts, children: () => readonly Child[]) {
    this.#parts = parts;
    this.#children = children;
    this.path = parts.path;
    this.name = parts.name;
    this.className = parts.path === "/" ? "RootGroup" : "Group";
  }

  /** Attributes by name. */
  get attrs(): Attributes {
    return attributesOf(this.#parts.stored);
  }

  /** The attribute TITLE, empty without it. */
  get title(): string {
    return titleOf(this.attrs);
  }

  /** Names and classes of the children: groups, then leaves, links and unknown things. Hidden ones are left out. */
  get children(): readonly Child[] {
    const visible = this.#children().filter(({ name }) => !isHidden(name));
    return [0, 1, 2, 3].flatMap((kind) => visible.filter(({ className }) => kindOrder(className) === kind));
  }

  /** Opens a child by name. @throws InvalidArgument with the nearest name */
  child(name: string): Promise<Node> {
    return this.#parts.file.node(childPath(this.path, name));
  }

  /** As PyTables' `str(group)`. */
  toString(): string {
    return `${this.path} (${this.className}) ${titleText(this.#parts.stored)}`;
  }

  /** As PyTables' `repr(group)`. */
  repr(): string {
    const children = this.children.map(({ name, className }) => `${pythonString(name)} (${className})`);
    return `${this}\n  children := [${children.join(", ")}]`;
  }
}

/** A link by path, in this file or another. Opening a node through `getNode` follows soft links. */
export class Link implements Node {
  readonly className: "SoftLink" | "ExternalLink";
  readonly path: string;
  readonly name: string;
  readonly title: string = "";
  readonly attrs: Attributes = attributesOf([]);
  /** Where it leads: a path, or `file:path`. */
  readonly target: string;
  readonly #dangling: () => boolean;

  /** Made by a file. */
  constructor(parts: NodeParts, target: string, external: boolean, dangling: () => boolean) {
    this.path = parts.path;
    this.name = parts.name;
    this.target = target;
    this.className = external ? "ExternalLink" : "SoftLink";
    this.#dangling = dangling;
  }

  /** As PyTables' `str(link)`. */
  toString(): string {
    const dangling = this.className === "SoftLink" && this.#dangling() ? " (dangling)" : "";
    return `${this.path} (${this.className}) -> ${this.target}${dangling}`;
  }

  /** As PyTables' `repr(link)`. */
  repr(): string {
    return this.toString();
  }
}
