/**
 * danfo.js, an optional package, loaded on first use.
 * @module
 */
import { EngineError } from "../errors.js";
import type { DataFrame } from "../rows/foreign.js";

/** Plain columns, as danfo.js takes them. */
export interface PlainColumns {
  readonly [name: string]: readonly unknown[];
}

/**
 * A DataFrame of columns of equal length.
 * @throws Unavailable when the package is not installed
 */
export async function dataFrame(columns: PlainColumns, rows: number): Promise<DataFrame> {
  const { DataFrame: Frame } = await load();
  const names = Object.keys(columns);
  // its constructor finds no columns in an object of empty ones
  return (rows === 0 ? new Frame([], { columns: names }) : new Frame(columns)) as DataFrame;
}

type Danfo = { readonly DataFrame: new (data: unknown, options?: object) => unknown };

async function load(): Promise<Danfo> {
  try {
    const { DataFrame: Frame } = await import("danfojs-node");
    return { DataFrame: Frame };
  } catch (cause) {
    throw new EngineError(
      "Unavailable",
      `toDataFrame() needs the package danfojs-node, which is not installed here (or does not load: ${cause instanceof Error ? cause.message.split("\n")[0] : String(cause)}); install it with: npm install danfojs-node, or use toRows() or toArrow()`,
      cause,
    );
  }
}
