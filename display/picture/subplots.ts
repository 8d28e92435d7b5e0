/**
 * Where axes stand: as they say themselves, else in their cell of the layout's `grid`, else over the whole plot area.
 * Rules and defaults are Plotly's (plotly.js, components/grid and plots/cartesian/position_defaults).
 * @module
 */
import { axisKey } from "./normalise.js";
import { child, number, type Plain, string } from "./plain.js";

/** Axis ids that a trace is drawn on: `"x"`, `"y2"`, … */
export interface AxisPair {
  readonly x: string;
  readonly y: string;
}

/** Attributes of a layout's axis that say where it stands, none left open. */
export interface AxisPlace {
  readonly [attribute: string]: unknown;
  /** The part of the plot area that it covers, from the left or the bottom. */
  readonly domain: Domain;
  readonly side: string;
  /** The axis at whose end it stands, or `"free"`. */
  readonly anchor: string;
  /** Where it stands: share of the plot area's height (x axes) or width (y axes). */
  readonly position: number;
}

/** Shares of the plot area's width or height, low to high. */
export type Domain = readonly [low: number, high: number];

type Letter = "x" | "y";

const WHOLE: Domain = [0, 1];

/** The places of all axes that traces are drawn on, by id. */
export function axisPlaces(layout: Plain, pairs: readonly AxisPair[]): ReadonlyMap<string, AxisPlace> {
  const cells = gridCells(child(layout, "grid"), pairs);
  const domain = (id: string): Domain => {
    const attributes = child(layout, axisKey(id));
    const below = attributes["overlaying"];
    if (typeof below === "string" && below !== id && !overlays(layout, below)) return domain(below);
    return checkedDomain(attributes["domain"]) ?? cells.get(id)?.domain ?? WHOLE;
  };
  const lowest = { x: lowestId(pairs.map(({ y }) => y)), y: lowestId(pairs.map(({ x }) => x)) };
  const place = (letter: Letter, id: string): AxisPlace => {
    const attributes = child(layout, axisKey(id));
    const cell = cells.get(id);
    const free = typeof attributes["position"] === "number";
    const anchor = string(attributes, "anchor", cell?.anchor ?? (free ? "free" : lowest[letter]));
    const side = string(attributes, "side", cell?.side ?? (letter === "x" ? "bottom" : "left"));
    const end = side === "top" || side === "right" ? 1 : 0;
    const position = anchor === "free" ? number(attributes, "position", cell ? end : 0) : domain(anchor)[end];
    return { domain: domain(id), side, anchor, position };
  };
  const places = new Map<string, AxisPlace>();
  for (const pair of pairs)
    for (const letter of ["x", "y"] as const) places.set(pair[letter], place(letter, pair[letter]));
  return places;
}

/** `"y"` before `"y2"` before `"y10"`. */
function lowestId(ids: readonly string[]): string {
  return [...ids].sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)))[0] ?? "free";
}

function overlays(layout: Plain, id: string): boolean {
  return typeof child(layout, axisKey(id))["overlaying"] === "string";
}

/** A domain that has a length; undefined for anything else. */
function checkedDomain(given: unknown): Domain | undefined {
  if (!Array.isArray(given) || given.length !== 2) return undefined;
  const [low, high] = given.map(Number);
  if (low === undefined || high === undefined || !(low >= 0 && high <= 1 && low <= high - 1 / 4096)) return undefined;
  return [low, high];
}

interface Cell {
  readonly domain: Domain;
  readonly side: string;
  readonly anchor: string | undefined;
}

/** The columns of x axes and the rows of y axes; none without a grid of several cells. */
function gridCells(grid: Plain, pairs: readonly AxisPair[]): ReadonlyMap<string, Cell> {
  const subplots = matrix(grid["subplots"]);
  const listed = { x: list(grid["xaxes"]), y: list(grid["yaxes"]) };
  const rows = number(grid, "rows", subplots?.length ?? listed.y?.length ?? 1);
  const columns = number(grid, "columns", subplots?.[0]?.length ?? listed.x?.length ?? 1);
  if (!(rows * columns > 1)) return new Map();
  const isCoupled =
    !subplots && (listed.x !== undefined || listed.y !== undefined || grid["pattern"] !== "independent");
  const index = isCoupled
    ? coupledAxes(pairs, { x: listed.x ?? numbered("x", columns), y: listed.y ?? numbered("y", rows) })
    : cellsOfSubplots(pairs, subplots ?? independent(rows, columns));
  const topDown = grid["roworder"] !== "bottom to top";
  const domains = {
    x: positions(grid, "x", isCoupled ? 0.1 : 0.2, columns, false),
    y: positions(grid, "y", isCoupled ? 0.1 : 0.3, rows, topDown),
  };
  const sides = { x: string(grid, "xside", "bottom plot"), y: string(grid, "yside", "left plot") };
  const cells = new Map<string, Cell>();
  for (const [id, at] of index) {
    const letter: Letter = id.startsWith("x") ? "x" : "y";
    const [side = "", where] = sides[letter].split(" ");
    const isLow = side === "left" || (side === "top") === topDown;
    const anchor = where === "plot" ? outermost(id, letter, pairs, index, isLow) : "free";
    cells.set(id, { domain: domains[letter][at] ?? WHOLE, side, anchor });
  }
  return cells;
}

/** Of the axes that cross an axis the one in the first row or column, or in the last. */
function outermost(
  id: string,
  letter: Letter,
  pairs: readonly AxisPair[],
  index: ReadonlyMap<string, number>,
  first: boolean,
): string | undefined {
  const crossing = pairs.filter((pair) => pair[letter] === id).map((pair) => pair[letter === "x" ? "y" : "x"]);
  const at = (other: string): number => index.get(other) ?? Number.NaN;
  return crossing
    .filter((other) => index.has(other))
    .sort((a, b) => (first ? at(a) - at(b) : at(b) - at(a)))
    .at(0);
}

function numbered(letter: Letter, count: number): string[] {
  return Array.from({ length: count }, (_, k) => (k === 0 ? letter : `${letter}${k + 1}`));
}

function independent(rows: number, columns: number): string[][] {
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => {
      const number = row * columns + column + 1;
      return number === 1 ? "xy" : `x${number}y${number}`;
    }),
  );
}

function coupledAxes(
  pairs: readonly AxisPair[],
  axes: { readonly x: readonly string[]; readonly y: readonly string[] },
): ReadonlyMap<string, number> {
  const used = new Set(pairs.flatMap(({ x, y }) => [x, y]));
  const index = new Map<string, number>();
  for (const ids of [axes.x, axes.y])
    for (const [at, id] of ids.entries()) if (used.has(id) && !index.has(id)) index.set(id, at);
  return index;
}

function cellsOfSubplots(
  pairs: readonly AxisPair[],
  subplots: readonly (readonly string[])[],
): ReadonlyMap<string, number> {
  const used = new Set(pairs.map(({ x, y }) => x + y));
  const index = new Map<string, number>();
  for (const [row, ids] of subplots.entries()) {
    for (const [column, id] of ids.entries()) {
      const [, x, y] = /^(x\d*)(y\d*)$/.exec(id) ?? [];
      if (x === undefined || y === undefined || !used.has(id)) continue;
      if ((index.get(x) ?? column) !== column || (index.get(y) ?? row) !== row) continue;
      index.set(x, column).set(y, row);
    }
  }
  return index;
}

/** Domains of the columns or rows; gaps are shares of a cell and its gap. */
function positions(grid: Plain, letter: Letter, gap: number, count: number, reversed: boolean): Domain[] {
  const share = Math.min(1, Math.max(0, number(grid, `${letter}gap`, gap)));
  const [low, high] = checkedDomain(child(grid, "domain")[letter]) ?? WHOLE;
  const step = (high - low) / (count - share);
  const domains = Array.from({ length: count }, (_, k): Domain => [low + step * k, low + step * (k + 1 - share)]);
  return reversed ? domains.reverse() : domains;
}

function list(given: unknown): readonly string[] | undefined {
  return Array.isArray(given) ? given.map(String) : undefined;
}

function matrix(given: unknown): readonly (readonly string[])[] | undefined {
  return Array.isArray(given) && Array.isArray(given[0]) ? given.map((row) => list(row) ?? []) : undefined;
}
