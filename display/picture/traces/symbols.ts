/**
 * Marker symbols, as paths about the origin.
 * @module
 */
import { px } from "../svg.js";

type SymbolMaker = (radius: number) => string;

function polygon(...corners: readonly (readonly [number, number])[]): SymbolMaker {
  return (radius) => `M${corners.map(([x, y]) => `${px(x * radius)} ${px(y * radius)}`).join("L")}Z`;
}

const ARM = 0.4;

const SYMBOLS: { readonly [name: string]: SymbolMaker } = {
  circle: (radius) =>
    `M${px(radius)} 0A${px(radius)} ${px(radius)} 0 1 1 ${px(-radius)} 0A${px(radius)} ${px(radius)} 0 1 1 ${px(radius)} 0Z`,
  square: polygon([-1, -1], [1, -1], [1, 1], [-1, 1]),
  diamond: polygon([0, -1.3], [1.3, 0], [0, 1.3], [-1.3, 0]),
  "triangle-up": polygon([0, -1.15], [1, 0.58], [-1, 0.58]),
  "triangle-down": polygon([0, 1.15], [1, -0.58], [-1, -0.58]),
  cross: polygon(
    [-ARM, -1.2],
    [ARM, -1.2],
    [ARM, -ARM],
    [1.2, -ARM],
    [1.2, ARM],
    [ARM, ARM],
    [ARM, 1.2],
    [-ARM, 1.2],
    [-ARM, ARM],
    [-1.2, ARM],
    [-1.2, -ARM],
    [-ARM, -ARM],
  ),
  x: polygon(
    [-1, -0.5],
    [-0.5, -1],
    [0, -0.5],
    [0.5, -1],
    [1, -0.5],
    [0.5, 0],
    [1, 0.5],
    [0.5, 1],
    [0, 0.5],
    [-0.5, 1],
    [-1, 0.5],
    [-0.5, 0],
  ),
};

/** The path of a symbol; `-open` and `-dot` variants and unknown names are drawn as their base or as a circle. */
export function symbolPath(name: string, radius: number): string {
  const make = SYMBOLS[name.replace(/(-open|-dot)+$/, "")] ?? SYMBOLS["circle"];
  return make?.(radius) ?? "";
}
