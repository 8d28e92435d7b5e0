/**
 * What PyTables says of a table's indexes. They are not used here.
 * @module
 */
import { filtersOf } from "./filters.js";
import { pythonBoolean } from "./python-text.js";
import { childPath, splitPath, type Tree } from "./tree.js";
import { attributeValue } from "./values.js";

/** PyTables' words for the width of row numbers in an index. */
const KINDS: { readonly [bytes: number]: string } = { 1: "ultralight", 2: "light", 4: "medium", 8: "full" };

/**
 * The last lines of an indexed table's `repr`; none for a table without indexes.
 * @param columns names of the table's columns, in order
 */
export function indexLines(tree: Tree, path: string, columns: readonly string[]): readonly string[] {
  const { parent, name } = splitPath(path);
  const group = childPath(parent, `_i_${name}`);
  if (columns.length === 0) return [];
  const container = tree.entry(parent);
  if (container?.kind !== "group" || !container.names.includes(`_i_${name}`)) return [];
  const found = columns.flatMap((column) => {
    const text = indexText(tree, childPath(group, column));
    return text === undefined ? [] : [`  "${column}": ${text}`];
  });
  if (found.length === 0) return [];
  const automatic = numberOrFlag(tree, group, "AUTO_INDEX") ?? true;
  return [`  autoindex := ${pythonBoolean(Boolean(automatic))}`, `  colindexes := {\n  ${found.join(",\n  ")}}`];
}

function indexText(tree: Tree, path: string): string | undefined {
  const [group, indices, sorted] = [tree.entry(path), tree.entry(`${path}/indices`), tree.entry(`${path}/sorted`)];
  if (group?.kind !== "group" || indices?.kind !== "dataset" || sorted?.kind !== "dataset") return undefined;
  const { complevel, complib, shuffle, bitshuffle } = filtersOf(sorted.info.filters);
  const words: string[] = [];
  if (complevel > 0 && shuffle) words.push("shuffle");
  if (complevel > 0 && bitshuffle) words.push("bitshuffle");
  if (complevel > 0) words.push(`${complib}(${complevel})`);
  const width = indices.info.type.size;
  // PyTables looks for overlaps where it did not note it: one slice has none, the highest level leaves none
  const said = numberOrFlag(tree, path, "is_csi");
  const optlevel = numberOrFlag(tree, path, "optlevel");
  const isSorted = width === 8 && (said ?? (optlevel === 9 || sorted.info.space.shape?.[0] === 0)) === true;
  return `Index(${String(optlevel)}, ${KINDS[width]}${words.join(", ")}).is_csi=${pythonBoolean(isSorted)}`;
}

function numberOrFlag(tree: Tree, path: string, name: string): unknown {
  const entry = tree.entry(path);
  const stored = entry?.kind === "group" ? entry.attributes.find((attribute) => attribute.name === name) : undefined;
  return stored === undefined ? undefined : attributeValue(stored);
}
