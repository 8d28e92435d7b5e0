/**
 * Rows of every kind of column, for tests.
 * @module
 */
import type { RowsColumn, RowsParts } from "../../contract/index.js";
import { columnsFromValues } from "../../engine/rows/from-values.js";

/** `n` rows: numbers, 64-bit integers, booleans, text, a dictionary, times, 3-vectors; every seventh row has nulls. */
export function mixedRows(n: number): RowsParts {
  const each = <T>(make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));
  const { columns } = columnsFromValues({
    x: Float64Array.from(each((i) => i / 4)),
    wide: each((i) => (i % 7 === 3 ? null : BigInt(i) * 1_000_000_007n)),
    flag: each((i) => i % 3 === 0),
    text: each((i) =>
      i % 7 === 5 ? null : `row ${i}${i % 11 === 0 ? " with ünïcode ☃ and more than twelve bytes" : ""}`,
    ),
    when: each((i) => new Date(86_400_000 * i + 1)),
  });
  const more: RowsColumn[] = [
    { name: "small", type: "int16", shape: [], values: Int16Array.from(each((i) => i - 5)) },
    {
      name: "code",
      type: "string",
      shape: [],
      values: Int32Array.from(each((i) => i % 3)),
      dictionary: ["de", "fr", "ünï"],
    },
    { name: "vector", type: "float32", shape: [3], values: Float32Array.from({ length: 3 * n }, (_, i) => i / 2) },
  ];
  return { length: n, columns: [...columns, ...more] };
}
