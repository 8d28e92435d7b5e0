/**
 * Which of PyTables' classes a dataset is.
 * @module
 */
import type { DatasetInfo, Datatype, StoredAttribute } from "./model.js";
import type { ClassName } from "./node.js";
import type { Entry } from "./tree.js";
import { attributeValue } from "./values.js";

const BY_ATTRIBUTE: { readonly [value: string]: ClassName } = {
  TABLE: "Table",
  ARRAY: "Array",
  CARRAY: "CArray",
  EARRAY: "EArray",
  VLARRAY: "VLArray",
};

/** The class of an entry: by PyTables' attribute CLASS, else by what HDF5 says of it. */
export function classOf(path: string, entry: Entry): ClassName {
  switch (entry.kind) {
    case "group":
      return path === "/" ? "RootGroup" : "Group";
    case "soft":
      return "SoftLink";
    case "external":
      return "ExternalLink";
    case "datatype":
      return "Unknown";
    case "dataset": {
      const said = BY_ATTRIBUTE[String(classAttribute(entry.attributes))];
      const { info } = entry;
      if (said !== undefined && (said !== "Table" || isTable(info))) return said;
      return classOfDataset(info);
    }
  }
}

function classAttribute(attributes: readonly StoredAttribute[]): unknown {
  const found = attributes.find(({ name }) => name === "CLASS");
  return found === undefined ? undefined : attributeValue(found);
}

/** Whether rows are compounds in a row. */
export function isTable({ type, space }: DatasetInfo): boolean {
  return type.kind === "compound" && !isComplex(type) && space.shape?.length === 1;
}

/** Whether a compound is NumPy's complex number: two floats, r and i. */
export function isComplex(type: Datatype): boolean {
  if (type.kind !== "compound" || type.members.length !== 2) return false;
  const [r, i] = type.members;
  return (
    r!.name === "r" &&
    i!.name === "i" &&
    r!.type.kind === "float" &&
    i!.type.kind === "float" &&
    r!.type.size === i!.type.size &&
    r!.offset === 0 &&
    i!.offset === r!.type.size
  );
}

function classOfDataset(info: DatasetInfo): ClassName {
  if (isTable(info)) return "Table";
  if (info.type.kind === "compound" && !isComplex(info.type)) return "UnImplemented";
  if (info.type.kind === "vlen") return info.space.shape?.length === 1 ? "VLArray" : "UnImplemented";
  if (info.layout.kind !== "chunked") return "Array";
  return info.space.limits?.some((limit) => limit === undefined) ? "EArray" : "CArray";
}
