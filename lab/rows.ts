/**
 * The list of rows behind a cell of a density or a bar of a histogram: asked for when the pointer rests on it.
 * @module
 */
import type { ListedRows, LiveAnswer, RowsRequest } from "../contract/index.js";

/** Milliseconds that the pointer rests on a cell before its rows are asked for. */
export const HOVER_MS = 500;

/** Rows in a list. */
export const LIMIT = 10;

/** What Plotly says of a point under the pointer, as far as it is looked at. */
export interface HoveredPoint {
  readonly curveNumber: number;
  /** Row and column of a heat map's cell, or a bar's number. */
  readonly pointNumber: number | readonly [number, number];
  readonly fullData: {
    readonly type: string;
    readonly orientation?: string;
    readonly x?: ArrayLike<number>;
    readonly y?: ArrayLike<number>;
    readonly width?: ArrayLike<number> | number;
  };
}

/** The cell under the pointer; undefined for traces whose points are no cells. */
export function cellOf({ pointNumber, fullData }: HoveredPoint): RowsRequest["cell"] | undefined {
  const { type, x, y, width, orientation } = fullData;
  if (type === "heatmap" && Array.isArray(pointNumber) && x && y) {
    const [up, across] = pointNumber as readonly [number, number];
    const [inX, inY] = [between(x, across), between(y, up)];
    return inX && inY ? { x: inX, y: inY } : undefined;
  }
  if (type === "bar" && typeof pointNumber === "number" && typeof width === "object") {
    const letter = orientation === "h" ? "y" : "x";
    const middle = fullData[letter]?.[pointNumber];
    const wide = width[pointNumber];
    if (typeof middle !== "number" || typeof wide !== "number") return undefined;
    const last = pointNumber === (fullData[letter]?.length ?? 0) - 1;
    const high = middle + wide / 2;
    return { [letter]: [middle - wide / 2, last ? justAbove(high) : high] };
  }
  return undefined;
}

/** Edges of a cell; the last cell holds its upper edge as well. */
function between(edges: ArrayLike<number>, cell: number): readonly [number, number] | undefined {
  const [low, high] = [edges[cell], edges[cell + 1]];
  if (typeof low !== "number" || typeof high !== "number") return undefined;
  return [low, cell === edges.length - 2 ? justAbove(high) : high];
}

function justAbove(value: number): number {
  return value + Math.max(Number.MIN_VALUE, Math.abs(value) * Number.EPSILON);
}

/** What a list needs of its surroundings. */
export interface ListParts {
  ask(request: RowsRequest): void;
  /** Calls back after a rest; a new call takes the place of the last. */
  rest(milliseconds: number, done: () => void): void;
  /** Shows a list, or takes it away. */
  show(rows: ListedRows | undefined): void;
}

/** Follows the pointer. */
export interface RowList {
  hovered(point: HoveredPoint | undefined): void;
  answered(answer: LiveAnswer): void;
}

/** Asks for the rows of the cell on which the pointer rests, and shows the answer to the last question only. */
export function rowList(parts: ListParts): RowList {
  let sequence = 0;
  return {
    hovered(point) {
      const cell = point === undefined ? undefined : cellOf(point);
      if (point === undefined || cell === undefined) return parts.rest(HOVER_MS, () => {});
      const trace = point.curveNumber;
      parts.rest(HOVER_MS, () => {
        sequence--;
        parts.ask({ type: "rows", sequence, trace, cell, limit: LIMIT });
      });
    },
    answered(answer) {
      if (answer.sequence !== sequence) return;
      parts.show(answer.type === "rows" ? (answer.content as ListedRows) : undefined);
    },
  };
}
