/**
 * Running a program over a whole batch: conditions to selections, values to columns in the arena.
 * @module
 */
import type { Arena, Batch, ColumnBatch, ColumnType, Selection } from "../../contract/index.js";
import { isDTypeName, memoryWidth, viewOf } from "../dtype.js";
import { EngineError } from "../errors.js";
import type { Program } from "./compile.js";
import { type Block, VECTOR_ROWS } from "./vectors.js";

/**
 * The rows of a batch for which a condition is true; null and false are left out.
 * @param positions position in `batch.columns` of each of `program.columns`
 * @param selection rows that were selected before; the result is within it
 * @returns a selection in the arena
 */
export function select(
  program: Program,
  batch: Batch,
  positions: readonly number[],
  arena: Arena,
  selection?: Selection,
): NonNullable<Selection> {
  const offset = arena.alloc((selection?.count ?? batch.rows) * 4);
  let count = 0;
  let next = 0;
  forEachBlock(batch, positions, arena, (block) => {
    const { values, nulls } = program.run(block);
    const mask = values as Uint8Array;
    const rows = new Uint32Array(arena.buffer, offset);
    if (selection === undefined && nulls === undefined) {
      // the row is always written and kept only if the mask moves on: no branch to mispredict
      for (let i = 0; i < block.count; i++) {
        rows[count] = block.start + i;
        count += mask[i]!;
      }
      return;
    }
    if (selection === undefined) {
      for (let i = 0; i < block.count; i++) if ((mask[i]! & (nulls![i]! ^ 1)) === 1) rows[count++] = block.start + i;
      return;
    }
    const before = new Uint32Array(arena.buffer, selection.offset, selection.count);
    for (; next < before.length && before[next]! < block.start + block.count; next++) {
      const i = before[next]! - block.start;
      if ((mask[i]! & ((nulls?.[i] ?? 0) ^ 1)) === 1) rows[count++] = before[next]!;
    }
  });
  return { offset, count };
}

/**
 * Computes an expression for every row of a batch.
 * @returns a column of `program.type` in the arena
 * @throws UnsupportedType for a program whose result is strings
 */
export function evaluate(program: Program, batch: Batch, positions: readonly number[], arena: Arena): ColumnBatch {
  const type = outputType(program);
  const element = isDTypeName(type) ? type : "int64";
  const values = arena.alloc(batch.rows * memoryWidth(element));
  const validity = arena.alloc((batch.rows + 7) >> 3);
  new Uint8Array(arena.buffer, validity, (batch.rows + 7) >> 3).fill(0xff);
  let hasNulls = false;
  forEachBlock(batch, positions, arena, (block) => {
    const result = program.run(block);
    const out = viewOf(element, arena.buffer, values + block.start * memoryWidth(element), block.count);
    (out as Float64Array).set((result.values as Float64Array).subarray(0, block.count));
    if (result.nulls === undefined) return;
    const bits = new Uint8Array(arena.buffer, validity);
    for (let i = 0, row = block.start; i < block.count; i++, row++) {
      if (result.nulls[i] === 0) continue;
      bits[row >> 3]! &= ~(1 << (row & 7));
      hasNulls = true;
    }
  });
  return hasNulls ? { type, values, validity } : { type, values };
}

/** Type of the column {@link evaluate} makes. @throws UnsupportedType for strings */
export function outputType(program: Program): ColumnType {
  if (program.type === "string")
    throw new EngineError(
      "UnsupportedType",
      "an expression cannot make a column of strings; compute numbers or booleans",
    );
  return program.type;
}

function forEachBlock(batch: Batch, positions: readonly number[], arena: Arena, visit: (block: Block) => void): void {
  for (let start = 0; start < batch.rows; start += VECTOR_ROWS)
    visit({ batch, arena, positions, start, count: Math.min(VECTOR_ROWS, batch.rows - start) });
}
