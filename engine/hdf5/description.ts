/**
 * Descriptions of tables, as PyTables has them.
 * @module
 */
import { isComplex } from "./class-of.js";
import type { Datatype, StoredAttribute } from "./model.js";
import { pythonBoolean, pythonBytes, pythonFloat, pythonString, shapeText } from "./python-text.js";
import { type AttributeValue, attributeValue, dtypeOf } from "./values.js";

/** A column, or with `columns` a nested one. */
export interface DescribedColumn {
  readonly name: string;
  /** PyTables' word: `"int32"`, `"float64"`, `"bool"`, `"string"`, `"time64"`, `"enum"`, `"complex128"`, `"nested"`, … */
  readonly type: string;
  /** Bytes of one value. */
  readonly itemsize: number;
  readonly shape: readonly number[];
  /** Position among its neighbours. */
  readonly pos: number;
  /** What a row has where nothing was written; an enumeration's is a name. */
  readonly dflt: AttributeValue;
  /** Names and values of an enumeration. */
  readonly values?: { readonly [name: string]: number | bigint };
  /** What the values of an enumeration are stored as: `"uint8"`. */
  readonly base?: string;
  readonly columns?: Description;
}

/** The columns of a table in order. */
export type Description = readonly DescribedColumn[];

/** The description of a compound; `stored` has PyTables' defaults (FIELD_n_FILL). */
export function descriptionOf(type: Datatype, stored: readonly StoredAttribute[]): Description {
  if (type.kind !== "compound") return [];
  const fills = new Map(stored.map((attribute) => [attribute.name, attribute]));
  // PyTables numbers the defaults level by level
  const numbers = new Map<Datatype, Map<string, number>>();
  const levels: (Datatype & { readonly kind: "compound" })[] = [type];
  let next = 0;
  for (let level = levels.shift(); level !== undefined; level = levels.shift()) {
    const own = new Map<string, number>();
    for (const member of level.members) {
      if (member.type.kind === "compound" && !isComplex(member.type)) levels.push(member.type);
      else own.set(member.name, next++);
    }
    numbers.set(level, own);
  }
  const describe = (compound: Datatype): Description =>
    compound.kind !== "compound"
      ? []
      : compound.members.map(({ name, type: inner }, pos) => {
          if (inner.kind === "compound" && !isComplex(inner))
            return {
              name,
              type: "nested",
              itemsize: inner.size,
              shape: [],
              pos,
              dflt: undefined,
              columns: describe(inner),
            };
          return describeColumn(name, inner, pos, fills.get(`FIELD_${numbers.get(compound)!.get(name)}_FILL`));
        });
  return describe(type);
}

function describeColumn(name: string, type: Datatype, pos: number, fill: StoredAttribute | undefined): DescribedColumn {
  const shape = type.kind === "array" ? type.shape : [];
  const base = type.kind === "array" ? type.base : type;
  const given = fill === undefined ? undefined : attributeValue(fill);
  const common = { name, itemsize: base.size, shape, pos };
  if (base.kind === "enum") {
    const values = Object.fromEntries(base.values.map(({ name: key, value }) => [key, Number(value)]));
    const dflt = base.values.find(({ value }) => value === BigInt(Number(given ?? 0)))?.name ?? base.values[0]?.name;
    return { ...common, type: "enum", dflt, values, base: dtypeOf(base.base)!.name };
  }
  if (isComplex(base)) return { ...common, type: `complex${base.size * 8}`, dflt: undefined };
  if (base.kind === "string") return { ...common, type: "string", dflt: typeof given === "string" ? given : "" };
  if (base.kind === "time") return { ...common, type: `time${base.size * 8}`, dflt: given ?? 0 };
  const dtype = dtypeOf(base);
  if (dtype === undefined) return { ...common, type: base.kind, dflt: undefined };
  return { ...common, type: dtype.name, dflt: given ?? (dtype.name === "bool" ? false : 0) };
}

/** A description as PyTables' `repr` prints it. */
export function descriptionText(description: Description, level = 0): string {
  const indent = "  ".repeat(level);
  const lines = description.map((column) => {
    const value =
      column.columns === undefined
        ? `${atomText(column, "Col").slice(0, -1)}, pos=${column.pos})`
        : descriptionText(column.columns, level + 1);
    return `${indent}"${column.name}": ${value}`;
  });
  return `{\n  ${lines.join(",\n  ")}}`;
}

/** A column's type as PyTables' `repr` of a column (`Int32Col(…)`) or atom (`Int32Atom(…)`) prints it. */
export function atomText(column: DescribedColumn, suffix: "Col" | "Atom"): string {
  const { type, itemsize, shape, values, base } = column;
  const shapeIs = `shape=${shape.length === 0 ? "()" : shapeText(shape)}`;
  if (type === "enum") {
    const members = Object.entries(values!).map(
      ([name, value]) => `${pythonString(name)}: ${scalarText(base!, value)}`,
    );
    const inner = `${className(base!)}Atom(shape=(), dflt=${scalarText(base!, 0)})`;
    return `Enum${suffix}(enum=Enum({${members.join(", ")}}), dflt=${pythonString(String(column.dflt))}, base=${inner}, ${shapeIs})`;
  }
  const size = type === "string" || type.startsWith("complex") ? `itemsize=${itemsize}, ` : "";
  return `${className(type)}${suffix}(${size}${shapeIs}, dflt=${scalarText(type, column.dflt)})`;
}

function className(type: string): string {
  if (type === "string" || type === "bool") return type === "bool" ? "Bool" : "String";
  if (type.startsWith("complex")) return "Complex";
  return type.startsWith("uint") ? `UInt${type.slice(4)}` : type[0]!.toUpperCase() + type.slice(1);
}

/** A default as NumPy 2 prints scalars. */
function scalarText(type: string, value: AttributeValue): string {
  if (type === "string") return `np.bytes_(${pythonBytes(Buffer.from(String(value)))})`;
  if (type === "bool") return `np.${pythonBoolean(Boolean(value))}_`;
  if (type.startsWith("complex")) return `np.${type}(0j)`;
  if (type === "time32") return `np.int32(${String(value)})`;
  if (type === "time64") return `np.float64(${pythonFloat(Number(value), false)})`;
  if (type.startsWith("float")) return `np.${type}(${pythonFloat(Number(value), type !== "float64")})`;
  return `np.${type}(${String(value)})`;
}
