/**
 * Nodes that are neither groups, leaves nor links: named datatypes.
 * @module
 */
import { type Attributes, attributesOf, type Node, type NodeParts } from "./node.js";

/** A named datatype. It holds no data. */
export class UnknownNode implements Node {
  readonly className: "Unknown" = "Unknown";
  readonly path: string;
  readonly name: string;
  readonly title: string = "";
  readonly #stored: NodeParts["stored"];

  /** Made by a file. */
  constructor({ path, name, stored }: NodeParts) {
    this.path = path;
    this.name = name;
    this.#stored = stored;
  }

  /** Attributes by name. */
  get attrs(): Attributes {
    return attributesOf(this.#stored);
  }

  /** As PyTables' `str(node)`. */
  toString(): string {
    return `${this.path} (Unknown)`;
  }

  /** As PyTables' `repr(node)`. */
  repr(): string {
    return `${this}
  NOTE: <The Unknown object represents a node which is reported as
         unknown by the underlying HDF5 library, but that might be
         supported in more recent HDF5 versions.>
`;
  }
}
