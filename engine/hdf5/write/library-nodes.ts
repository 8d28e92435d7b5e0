/**
 * New groups and tables through the HDF5 library, as far as h5wasm can make them.
 * @module
 */
import { EngineError } from "../../errors.js";
import type { LibraryOutput, NewLibraryType } from "../../native/h5wasm-types.js";
import { chunkRows as chunkRowsOf } from "./chunkshape.js";
import { EXPECTED_ROWS, type TableSpec } from "./create.js";
import { type Field, type FieldType, fieldSize, rowSize } from "./fields.js";
import { codingOf } from "./filters.js";
import { libraryType, putAttribute } from "./library-attributes.js";
import { checkName, parentOf, splitPath } from "./paths.js";

/**
 * Makes a group, and with `parents` the groups above it.
 * @throws InvalidArgument when the name is taken or there is no group above it
 */
export function createLibraryGroup(file: LibraryOutput, path: string, title: string, parents: boolean): void {
  requireFree(file, path, parents);
  file.createGroup(path);
  if (title !== "") putAttribute(file, path, "TITLE", title);
  putAttribute(file, path, "CLASS", "GROUP");
  putAttribute(file, path, "VERSION", "1.0");
}

/**
 * Makes an empty table.
 * @throws InvalidArgument as {@link createLibraryGroup}; Unavailable for types and filters that h5wasm does not make
 */
export function createLibraryTable(file: LibraryOutput, path: string, spec: TableSpec, parents: boolean): void {
  const { fields, title = "", expectedRows = EXPECTED_ROWS } = spec;
  if (fields.length === 0)
    throw new EngineError("InvalidArgument", `table '${path}' needs at least one column in its description`);
  const refused = refusal(spec);
  if (refused !== undefined)
    throw new EngineError(
      "Unavailable",
      `table '${path}' cannot be made in a file of this layout: ${refused} cannot be made there (h5wasm makes integers, floats, complex numbers and texts, uncompressed or with zlib without shuffle); make it in a new file`,
    );
  const { level, library } = codingOf(spec.filters);
  requireFree(file, path, parents);
  const rows = spec.chunkRows ?? chunkRowsOf(expectedRows, rowSize(fields), false);
  file.createDataset(path, compound(fields), rows, library === undefined ? 0 : level);
  putAttribute(file, path, "CLASS", "TABLE");
  putAttribute(file, path, "VERSION", "2.7");
  if (title !== "") putAttribute(file, path, "TITLE", title);
  fields.forEach(({ name }, i) => void putAttribute(file, path, `FIELD_${i}_NAME`, name));
  putAttribute(file, path, "NROWS", 0);
}

/** What of a table h5wasm does not make. */
function refusal({ fields, filters, byteorder }: TableSpec): string | undefined {
  const coding = codingOf(filters);
  if (byteorder === "big") return "big-endian columns";
  if (coding.fletcher32) return "checksums";
  if (coding.library !== undefined && (coding.library !== "zlib" || coding.shuffle))
    return `compression by ${filters?.complib ?? "zlib"}${coding.shuffle ? " with shuffle" : ""}`;
  for (const { name, type, shape, default: value } of fields) {
    if (shape.length > 0) return `column '${name}' of shape (${shape.join(", ")})`;
    if (value !== undefined) return `the default of column '${name}'`;
    if (type.kind === "compound") {
      const inner = refusal({ fields: type.fields });
      if (inner !== undefined) return inner;
    } else if (type.kind === "bool" || type.kind === "time" || type.kind === "enum" || isHalf(type))
      return `column '${name}' of ${isHalf(type) ? "float16" : type.kind}`;
  }
  return undefined;
}

function isHalf(type: FieldType): boolean {
  return type.kind === "float" && type.size === 2;
}

function compound(fields: readonly Field[]): NewLibraryType {
  let offset = 0;
  const members = fields.map((field) => {
    const member = { ...typeOf(field.type), name: field.name, offset };
    offset += fieldSize(field);
    return member;
  });
  const compound_type = { nmembers: members.length, members };
  return { type: 6, size: rowSize(fields), signed: false, vlen: false, littleEndian: true, compound_type };
}

function typeOf(type: FieldType): NewLibraryType {
  switch (type.kind) {
    case "int":
    case "uint":
    case "float":
      return libraryType(type.kind, type.size);
    case "string":
      return libraryType("bytes", type.size);
    case "complex": {
      const part = { kind: "float", size: type.size === 8 ? 4 : 8 } as const;
      return compound(["r", "i"].map((name) => ({ name, type: part, shape: [] })));
    }
    case "compound":
      return compound(type.fields);
    default:
      throw new EngineError("Unavailable", `columns of ${type.kind} cannot be made through the HDF5 library`);
  }
}

/** Sees to the groups above a path. @throws InvalidArgument when they are not there, or the name is taken */
function requireFree(file: LibraryOutput, path: string, parents: boolean): void {
  const { parent, name } = parentOf(path);
  checkName(name);
  const parts = splitPath(parent);
  for (let i = 1; i <= parts.length; i++) {
    const above = `/${parts.slice(0, i).join("/")}`;
    const found = file.kind(above);
    if (found?.kind === "group") continue;
    if (found !== undefined) throw new EngineError("InvalidArgument", `'${above}' is no group`);
    if (!parents) {
      const where = `/${parts.slice(0, i - 1).join("/")}`;
      throw new EngineError("InvalidArgument", `group '${where}' does not have a child named '${parts[i - 1]}'`);
    }
    createLibraryGroup(file, above, "", false);
  }
  if (file.names(parent).includes(name))
    throw new EngineError("InvalidArgument", `group '${parent}' already has a child named '${name}'`);
}
