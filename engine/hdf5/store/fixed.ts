/**
 * Frames in pandas' fixed format: arrays of blocks.
 * @module
 */
import type { RowsColumn, RowsParts, TypedArray } from "../../../contract/index.js";
import { EngineError } from "../../errors.js";
import { columnFromValues } from "../../rows/from-values.js";
import { H5Array } from "../array.js";
import type { H5File } from "../file.js";
import type { Attributes } from "../node.js";
import { H5VLArray } from "../vlarray.js";

/** Reads rows `start <= row < stop` of a frame or series. @throws Unavailable for pickled Python objects */
export async function readFixed(
  file: H5File,
  key: string,
  group: Attributes,
  start?: number,
  stop?: number,
): Promise<RowsParts> {
  const read = async (name: string, whole: boolean): Promise<{ values: ArrayLike<unknown>; node: H5Array }> => {
    const node = await file.getNode(key, name);
    if (node instanceof H5VLArray || !(node instanceof H5Array))
      throw new EngineError(
        "Unavailable",
        `'${node.path}' holds pickled Python objects; store the frame in pandas' table format: to_hdf(…, format="table")`,
      );
    const range = whole ? {} : { ...(start === undefined ? {} : { start }), ...(stop === undefined ? {} : { stop }) };
    return { values: (await node.read(range)) as ArrayLike<unknown>, node };
  };
  const isSeries = group["pandas_type"] === "series";
  const index = await read(isSeries ? "index" : "axis1", false);
  const columns: RowsColumn[] = [named("index", index.values, index.node, "kind")];
  const length = index.values.length;
  if (isSeries) {
    const { values, node } = await read("values", false);
    const name = typeof group["name"] === "string" ? group["name"] : "values";
    columns.push(named(name, values, node, "value_type"));
    return { length, columns };
  }
  const found = new Map<string, RowsColumn>();
  for (let block = 0; block < Number(group["nblocks"]); block++) {
    const items = Array.from((await read(`block${block}_items`, true)).values, String);
    const { values, node } = await read(`block${block}_values`, false);
    items.forEach((name, i) => {
      const typed = values as TypedArray;
      const own = items.length === 1 ? typed : typed.slice(0, length);
      if (items.length > 1) for (let row = 0; row < length; row++) own[row] = typed[row * items.length + i]!;
      found.set(name, named(name, own, node, "value_type"));
    });
  }
  const order = Array.from((await read("axis0", true)).values, String);
  columns.push(...order.flatMap((name) => found.get(name) ?? []));
  return { length, columns };
}

/** A column of values; the node's attribute `kind` says what integers mean. */
function named(name: string, values: ArrayLike<unknown>, node: H5Array, kind: string): RowsColumn {
  const column = columnFromValues(name, values);
  if (node.dtype === "bool") return { ...column, type: "bool" };
  const unit = /^datetime64(?:\[(s|ms|us|ns)\])?$/.exec(String(node.attrs[kind]));
  return unit === null ? column : { ...column, type: `timestamp[${unit[1] ?? "ns"}]` as RowsColumn["type"] };
}
