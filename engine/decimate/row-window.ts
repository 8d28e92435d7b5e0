/**
 * Rows of a line that lie in memory, and what a triangle needs of them.
 * @module
 */
import type { SourceReader } from "../../contract/index.js";
import { openReader } from "../sources/registry.js";
import type { Workbench } from "../workers/run.js";
import type { Decimatable } from "./scan-column.js";
import { valuesOf } from "./values-of.js";

/** A stretch of a line. */
export interface TriangleLine {
  readonly y: Decimatable;
  /** Absent for row numbers. */
  readonly x: Decimatable | undefined;
  readonly start: number;
  readonly stop: number;
}

/** A point of a line. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Rows `start <= row < stop`, counted from the line's first row; valid until the next window is read. */
export interface RowWindow {
  readonly stop: number;
  point(row: number): Point;
  /** Mean of the rows whose y is not NaN. */
  mean(start: number, stop: number): Point;
  /**
   * The row that spans the largest triangle with two corners, the first of equal ones. Where there is none (NaN) the
   * first row with a value, else the first.
   */
  widest(corner: Point, third: Point, start: number, stop: number): number;
}

/** Reads windows of a line. */
export interface RowReader {
  read(start: number, stop: number): Promise<RowWindow>;
  close(): void;
}

/** Opens the columns of a line; their values are put into the bench's memory. */
export async function openRows(line: TriangleLine, { arena, kernels }: Workbench): Promise<RowReader> {
  const columns = line.x === undefined ? [line.y] : [line.y, line.x];
  const readers: SourceReader[] = [];
  for (const { source } of columns) readers.push(await openReader(source.descriptor));
  const mark = arena.mark();
  const values = async (which: number, start: number, stop: number): Promise<number> => {
    const rows = { start: line.start + start, stop: line.start + stop };
    const batch = await readers[which]!.readBatch({ rows }, [columns[which]!.position], arena);
    const column = batch.columns[0]!;
    return valuesOf(column, batch.rows, arena, kernels);
  };
  return {
    async read(start, stop) {
      arena.reset(mark);
      const ys = await values(0, start, stop);
      const xs = line.x === undefined ? 0 : await values(1, start, stop);
      const out = arena.alloc(24);
      const y = new Float64Array(arena.buffer, ys, stop - start);
      const x = new Float64Array(arena.buffer, xs, xs === 0 ? 0 : stop - start);
      const answer = new Float64Array(arena.buffer, out, 3);
      const at = (offset: number, row: number): number => (offset === 0 ? 0 : offset + (row - start) * 8);
      return {
        stop,
        point: (row) => ({ x: xs === 0 ? row : x[row - start]!, y: y[row - start]! }),
        mean(from, to) {
          kernels.bucketSums(at(xs, from), at(ys, from), to - from, from, out);
          return { x: answer[0]! / answer[2]!, y: answer[1]! / answer[2]! };
        },
        widest(corner, third, from, to) {
          const across = { fromX: corner.x, fromY: corner.y, acrossX: corner.x - third.x, acrossY: third.y - corner.y };
          const best = kernels.widestTriangle(at(xs, from), at(ys, from), to - from, from, across);
          if (best >= 0) return from + best;
          const valid = y.subarray(from - start, to - start).findIndex((value) => !Number.isNaN(value));
          return from + Math.max(0, valid);
        },
      };
    },
    close() {
      for (const reader of readers) reader.close();
    },
  };
}
