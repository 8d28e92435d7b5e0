/**
 * Python's pickle, protocol 0, of plain values: how PyTables and pandas keep lists in attributes.
 * @module
 */

/** What can be pickled: None, numbers, text, lists, dicts, and tuples made by {@link tuple}. */
export type Picklable =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly Picklable[]
  | Tuple
  | ReadonlyMap<string | number, Picklable>
  | { readonly [key: string]: Picklable };

/** A Python tuple. */
export class Tuple {
  readonly items: readonly Picklable[];
  constructor(items: readonly Picklable[]) {
    this.items = items;
  }
}

/** Makes a Python tuple. */
export function tuple(...items: readonly Picklable[]): Tuple {
  return new Tuple(items);
}

/** The pickle of a value: ASCII. Integral numbers are ints. */
export function pickle(value: Picklable): Uint8Array {
  return Buffer.from(`${emit(value)}.`, "latin1");
}

function emit(value: Picklable): string {
  if (value === null) return "N";
  if (typeof value === "boolean") return value ? "I01\n" : "I00\n";
  if (typeof value === "bigint" || Number.isSafeInteger(value)) return emitInteger(BigInt(value as number | bigint));
  if (typeof value === "number") return `F${floatText(value)}\n`;
  if (typeof value === "string") return `V${escaped(value)}\n`;
  if (value instanceof Tuple) return `(${value.items.map(emit).join("")}t`;
  if (Array.isArray(value)) return `(l${value.map((item: Picklable) => `${emit(item)}a`).join("")}`;
  const entries: Iterable<readonly [string | number, Picklable]> =
    value instanceof Map ? value : Object.entries(value as { readonly [key: string]: Picklable });
  return `(d${Array.from(entries, ([key, item]) => `${emit(key)}${emit(item)}s`).join("")}`;
}

function emitInteger(value: bigint): string {
  return value >= -(2n ** 31n) && value < 2n ** 31n ? `I${value}\n` : `L${value}L\n`;
}

function floatText(value: number): string {
  if (Number.isNaN(value)) return "nan";
  return Number.isFinite(value) ? String(value) : value > 0 ? "inf" : "-inf";
}

/** Python's raw-unicode-escape, with the characters that would end the line escaped too. */
function escaped(text: string): string {
  return Array.from(text, (character) => {
    const code = character.codePointAt(0)!;
    if (code > 0xffff) return `\\U${code.toString(16).padStart(8, "0")}`;
    if (code > 0xff || code === 0x5c || code === 0x0a || code === 0x0d || code === 0 || code === 0x1a)
      return `\\u${code.toString(16).padStart(4, "0")}`;
    return character;
  }).join("");
}
