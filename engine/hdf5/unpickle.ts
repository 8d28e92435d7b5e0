/**
 * Python's pickles of plain values: PyTables and pandas keep lists, tuples and dictionaries in attributes that way.
 * Only values are read; nothing in a pickle is ever called.
 * Format: https://github.com/python/cpython/blob/main/Lib/pickletools.py (protocol 0, and what later ones add for
 * plain values).
 * @module
 */

/**
 * A plain value of Python's: None is null, lists and tuples are arrays, dictionaries objects (keys as texts), bytes
 * Uint8Array, integers beyond 2^53 bigint.
 */
export type Unpickled =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | readonly Unpickled[]
  | { readonly [key: string]: Unpickled };

/** Something on the stack: a value that may still grow, a mark, or a function that a pickle names. */
type Item = Unpickled | typeof MARK | Named;

const MARK: unique symbol = Symbol("mark");

/** A function that a pickle wants to call. */
class Named {
  constructor(readonly name: string) {}
}

/** Values that a pickle may hold; more is refused. */
const MOST = 1_000_000;

/** The value of a pickle; undefined for what is none, or holds more than plain values. */
export function unpickle(bytes: Uint8Array): Unpickled | undefined {
  if (bytes.at(-1) !== 0x2e) return undefined;
  try {
    return new Machine(bytes).run();
  } catch (error) {
    if (error instanceof NotPlain) return undefined;
    throw error;
  }
}

class NotPlain extends Error {}

class Machine {
  readonly #bytes: Buffer;
  readonly #stack: Item[] = [];
  readonly #memo = new Map<number, Item>();
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  run(): Unpickled {
    for (let steps = 0; steps < MOST; steps++) {
      const code = String.fromCharCode(this.#take(1)[0]!);
      if (code === ".") {
        const value = this.#pop();
        if (this.#stack.length > 0 || this.#at < this.#bytes.length) throw new NotPlain();
        return value;
      }
      this.#step(code);
    }
    throw new NotPlain();
  }

  #step(code: string): void {
    const made = this.#make(code);
    if (made !== undefined) this.#stack.push(made);
    else if (!this.#change(code)) throw new NotPlain();
  }

  /** What an operation puts on the stack; undefined for one that changes what is there. */
  #make(code: string): Item | undefined {
    switch (code) {
      case "(":
        return MARK;
      case "N":
        return null;
      case "I":
        return integerLine(this.#line());
      case "L":
        return integerLine(this.#line().replace(/L$/, ""));
      case "F":
        return Number(this.#line());
      case "V":
        return unescaped(this.#line());
      case "l":
      case "t":
        return this.#toMark();
      case ")":
      case "]":
        return [];
      case "}":
        return empty();
      case "d":
        return setItems(empty(), this.#toMark());
      case "g":
        return this.#recall(Number(this.#line()));
      case "h":
        return this.#recall(this.#take(1)[0]!);
      case "c":
        return new Named(`${this.#line()}.${this.#line()}`);
      case "R":
        return this.#called();
      default:
        return undefined;
    }
  }

  /** Runs an operation on what is on the stack; false for one that is not known. */
  #change(code: string): boolean {
    if (code === "a" || code === "e") {
      const items = code === "a" ? [this.#pop()] : this.#toMark();
      const list = this.#list();
      for (const item of items) list.push(item);
    } else if (code === "s" || code === "u") {
      const items = code === "u" ? this.#toMark() : [this.#pop(), this.#pop()].reverse();
      setItems(this.#dictionary(), items);
    } else if (code === "p") this.#memo.set(Number(this.#line()), this.#top());
    else if (code === "q") this.#memo.set(this.#take(1)[0]!, this.#top());
    else return false;
    return true;
  }

  /** The one function whose result is plain: bytes, which protocol 0 writes as text in Latin-1. */
  #called(): Uint8Array {
    const args = this.#pop();
    const name = this.#stack.pop();
    if (!(name instanceof Named) || name.name !== "_codecs.encode" || !Array.isArray(args)) throw new NotPlain();
    const [text, encoding] = args as readonly Unpickled[];
    if (typeof text !== "string" || encoding !== "latin1") throw new NotPlain();
    return Uint8Array.from(Buffer.from(text, "latin1"));
  }

  #recall(key: number): Item {
    const item = this.#memo.get(key);
    if (item === undefined) throw new NotPlain();
    return item;
  }

  #pop(): Unpickled {
    const item = this.#stack.pop();
    if (item === undefined || item === MARK || item instanceof Named) throw new NotPlain();
    return item;
  }

  #top(): Item {
    const item = this.#stack.at(-1);
    if (item === undefined) throw new NotPlain();
    return item;
  }

  #toMark(): Unpickled[] {
    const at = this.#stack.lastIndexOf(MARK);
    if (at < 0) throw new NotPlain();
    const items = this.#stack.splice(at).slice(1);
    if (items.some((item) => item instanceof Named)) throw new NotPlain();
    return items as Unpickled[];
  }

  #list(): Unpickled[] {
    const top = this.#top();
    if (!Array.isArray(top)) throw new NotPlain();
    return top;
  }

  #dictionary(): { [key: string]: Unpickled } {
    const top = this.#top();
    if (
      typeof top !== "object" ||
      top === null ||
      Array.isArray(top) ||
      ArrayBuffer.isView(top) ||
      top instanceof Named
    )
      throw new NotPlain();
    return top as { [key: string]: Unpickled };
  }

  #take(length: number): Buffer {
    if (this.#at + length > this.#bytes.length) throw new NotPlain();
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  #line(): string {
    const end = this.#bytes.indexOf(0x0a, this.#at);
    if (end < 0) throw new NotPlain();
    const line = this.#bytes.toString("latin1", this.#at, end);
    this.#at = end + 1;
    return line;
  }
}

function empty(): { [key: string]: Unpickled } {
  return Object.create(null) as { [key: string]: Unpickled };
}

/** Puts keys and values that follow each other into a dictionary. */
function setItems(into: { [key: string]: Unpickled }, items: readonly Unpickled[]): { [key: string]: Unpickled } {
  for (let i = 0; i + 1 < items.length; i += 2) {
    const key = items[i]!;
    if (typeof key === "object" && key !== null) throw new NotPlain();
    into[String(key)] = items[i + 1]!;
  }
  return into;
}

function integerLine(line: string): Unpickled {
  if (line === "00" || line === "01") return line === "01";
  if (!/^-?\d+$/.test(line)) throw new NotPlain();
  return exact(BigInt(line));
}

function exact(value: bigint): number | bigint {
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

/** Protocol 0 writes backslashes, line ends and what is beyond Latin-1 as \\u and \\U. */
function unescaped(line: string): string {
  return line.replace(/\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})/g, (_, short?: string, long?: string) => {
    const code = Number.parseInt((short ?? long)!, 16);
    if (code > 0x10ffff) throw new NotPlain();
    return String.fromCodePoint(code);
  });
}
