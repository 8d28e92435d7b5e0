/**
 * Two columns of a batch side by side.
 * @module
 */
import type { Arena, Batch, ColumnBatch, Selection } from "../../contract/index.js";
import { EngineError } from "../errors.js";
import type { Kernels } from "../simd/kernels.js";
import type { NaNPolicy } from "./request.js";
import { countedRows, float64Of } from "./values.js";

/** Packed float64 values of two columns, `n` each at byte offsets `x` and `y`. */
export interface Pairs {
  readonly x: number;
  readonly y: number;
  readonly n: number;
}

/**
 * The values of selected rows where neither column is null; with `nan: "skip"` also where neither is NaN.
 * @throws UnsupportedType for columns that are not numbers
 */
export function packPairs(
  batch: Batch,
  [first, second]: readonly [ColumnBatch, ColumnBatch],
  arena: Arena,
  kernels: Kernels,
  kind: string,
  selection: Selection,
  nan: NaNPolicy | undefined,
): Pairs {
  const x = float64Of(first, batch.rows, arena, kernels, kind);
  const y = float64Of(second, batch.rows, arena, kernels, kind);
  const some = countedRows(batch, first, arena, selection);
  const both = countedRows(batch, second, arena, some && { offset: some.at, count: some.n });
  if (both === undefined && nan !== "skip") return { x, y, n: batch.rows };
  const most = both?.n ?? batch.rows;
  const toX = arena.alloc(most * 8);
  const toY = arena.alloc(most * 8);
  const [allX, allY] = [x, y].map((at) => new Float64Array(arena.buffer, at, batch.rows)) as [
    Float64Array,
    Float64Array,
  ];
  const [outX, outY] = [toX, toY].map((at) => new Float64Array(arena.buffer, at, most)) as [Float64Array, Float64Array];
  const rows = both && new Uint32Array(arena.buffer, both.at, most);
  let n = 0;
  for (let i = 0; i < most; i++) {
    const row = rows === undefined ? i : rows[i]!;
    const [a, b] = [allX[row]!, allY[row]!];
    if (nan === "skip" && (Number.isNaN(a) || Number.isNaN(b))) continue;
    outX[n] = a;
    outY[n++] = b;
  }
  return { x: toX, y: toY, n };
}

/** The two inputs of an aggregate. @throws InvalidArgument when it was given another number of columns */
export function twoColumns(
  batch: Batch,
  columns: readonly number[],
  kind: string,
): readonly [ColumnBatch, ColumnBatch] {
  if (columns.length === 2) return [batch.columns[columns[0]!]!, batch.columns[columns[1]!]!];
  throw new EngineError(
    "InvalidArgument",
    `'${kind}' takes two columns by name, got ${columns.length}: ${kind}("x", "y")`,
  );
}
