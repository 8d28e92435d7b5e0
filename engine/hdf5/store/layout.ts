/**
 * How pandas' HDFStore lays out what it keeps (pandas/io/pytables.py, 3.0): which stored column holds which column of
 * a frame.
 * @module
 */
import type { ColumnType } from "../../../contract/index.js";
import { EngineError } from "../../errors.js";
import type { Attributes } from "../node.js";

/** A column of a frame, and where its values are. */
export interface FrameColumn {
  readonly name: string;
  /** Column of the stored table. */
  readonly stored: string;
  /** Place in the stored column's vectors; undefined where it holds scalars. */
  readonly place: number | undefined;
  /** The type that pandas gives the values, where the stored one does not say it: timestamps. */
  readonly type: ColumnType | undefined;
  /** Whether the values are codes of a category. */
  readonly category: boolean;
}

/** A frame in a table: its index, then its columns in order. */
export interface FrameLayout {
  readonly columns: readonly FrameColumn[];
}

/** pandas' words for what a group is. */
export const PANDAS_TABLES: readonly string[] = ["frame_table", "series_table"];
/** Those of its fixed format. */
export const PANDAS_FIXED: readonly string[] = ["frame", "series"];

/**
 * Reads the layout of a table.
 * @param group attributes of its group
 * @param table attributes of the table itself
 * @param names its stored columns, those with vectors among them
 * @throws Unavailable for layouts that are not read (several levels of an index)
 */
export function frameLayout(
  key: string,
  group: Attributes,
  table: Attributes,
  columns: readonly { readonly name: string; readonly shape: readonly number[] }[],
): FrameLayout {
  const axes = listOf(group["non_index_axes"]);
  const stored = listOf(group["values_cols"])?.map(String);
  if (axes === undefined || stored === undefined)
    throw new EngineError("Unavailable", `'${key}' has no attributes of pandas' table format that can be read`);
  const places = new Map<string, Omit<FrameColumn, "name">>();
  for (const block of stored) {
    const names = listOf(table[`${block}_kind`])?.map(String) ?? [block];
    const isVector = (columns.find(({ name }) => name === block)?.shape.length ?? 0) > 0;
    names.forEach((name, i) => {
      places.set(name, {
        stored: block,
        place: isVector ? i : undefined,
        type: timestampType(table[`${block}_dtype`]),
        category: table[`${block}_meta`] === "category",
      });
    });
  }
  const order = listOf(listOf(axes[0])?.[1])?.map(String) ?? [...places.keys()];
  const index = { stored: "index", place: undefined, type: timestampType(table["index_kind"]), category: false };
  const frame = order.flatMap((name) => {
    const place = places.get(name);
    return place === undefined ? [] : [{ name, ...place }];
  });
  return { columns: [{ name: indexName(group), ...index }, ...frame] };
}

function listOf(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

/** The name of the index: `"index"` where it has none. */
function indexName(group: Attributes): string {
  const info = group["info"] as { readonly [name: string]: { readonly [name: string]: unknown } } | undefined;
  const name = typeof info === "object" ? info["index"]?.["index_name"] : undefined;
  return typeof name === "string" ? name : "index";
}

/** `"datetime64[us]"` → `"timestamp[us]"`. */
function timestampType(dtype: unknown): ColumnType | undefined {
  const unit = /^datetime64(?:\[(s|ms|us|ns)\])?$/.exec(String(dtype));
  return unit === null ? undefined : (`timestamp[${unit[1] ?? "ns"}]` as ColumnType);
}
