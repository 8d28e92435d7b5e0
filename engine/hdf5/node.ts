/**
 * What groups, leaves and links have in common.
 * @module
 */
import { EngineError } from "../errors.js";
import type { StoredAttribute } from "./model.js";
import { pythonString } from "./python-text.js";
import type { ReaderName, Tree } from "./tree.js";
import { type AttributeValue, attributeValue } from "./values.js";

/** Kinds of nodes, as PyTables' classes are called. */
export type ClassName =
  | "RootGroup"
  | "Group"
  | "Table"
  | "Array"
  | "CArray"
  | "EArray"
  | "VLArray"
  | "SoftLink"
  | "ExternalLink"
  | "UnImplemented"
  | "Unknown";

/** Attributes of a node by name. */
export type Attributes = { readonly [name: string]: AttributeValue };

/** A group, a leaf or a link. */
export interface Node {
  /** PyTables' name of its class. */
  readonly className: ClassName;
  /** Path from the root: `"/group/table"`. */
  readonly path: string;
  /** Last part of the path; `"/"` for the root. */
  readonly name: string;
  /** The attribute TITLE, empty without it. */
  readonly title: string;
  readonly attrs: Attributes;
  /** One line, as PyTables' `str()`. */
  toString(): string;
  /** All that PyTables' `repr()` says. */
  repr(): string;
}

/** An open file, as its nodes know it. */
export interface FileContext {
  /** Absolute path. */
  readonly path: string;
  /** How the user wrote it. */
  readonly filename: string;
  /** The tree; asked for anew, because a writer may change it. @throws Closed */
  tree(): Tree;
  /** Which reader must be used; undefined when ours is preferred. */
  readonly forced: ReaderName | undefined;
  /** The node at a path. */
  node(path: string): Promise<Node>;
}

/** What every node is made of. */
export interface NodeParts {
  readonly file: FileContext;
  readonly path: string;
  readonly name: string;
  readonly stored: readonly StoredAttribute[];
}

/** Attribute values by name, not to be changed. */
export function attributesOf(stored: readonly StoredAttribute[]): Attributes {
  const values = stored.map((attribute) => [attribute.name, attributeValue(attribute)] as const);
  return Object.freeze(Object.assign(Object.create(null), Object.fromEntries(values))) as Attributes;
}

/** The attribute TITLE. */
export function titleOf(attrs: Attributes): string {
  const title = attrs["TITLE"];
  return typeof title === "string" ? title : "";
}

/** A title as PyTables prints it: one that is marked as UTF-8 is a NumPy string. */
export function titleText(stored: readonly StoredAttribute[]): string {
  return textAttribute(stored, "TITLE") ?? "''";
}

/** A text attribute as PyTables prints it; undefined where there is none. */
export function textAttribute(stored: readonly StoredAttribute[], name: string): string | undefined {
  const found = stored.find((attribute) => attribute.name === name);
  const value = found === undefined ? undefined : attributeValue(found);
  if (found?.type.kind !== "string" || typeof value !== "string") return undefined;
  return found.type.charset === "utf-8" ? `np.str_(${pythonString(value)})` : pythonString(value);
}

/** The error for a path that leads nowhere. */
export function noSuchNode(file: string, path: string, hint: string): EngineError {
  return new EngineError("InvalidArgument", `no node '${path}' in '${file}'${hint}`);
}
