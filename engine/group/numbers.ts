/**
 * Numbers of keys, in many small tables: one large table would hold its thread whenever it grows.
 * @module
 */
import { type KeyPart, keyText } from "./table.js";

/** Numbers keys in the order they are met; a key that was met before has the number it got. */
export type NumberKeys = (key: readonly KeyPart[]) => number;

/** Tables; a power of two. */
const TABLES = 256;

/** No key has a number. @param met told each new key */
export function numberKeys(met: (key: readonly KeyPart[]) => void): NumberKeys {
  const tables = Array.from({ length: TABLES }, () => new Map<KeyPart, number>());
  const words = new Uint32Array(2);
  const double = new Float64Array(words.buffer);
  let count = 0;

  function tableOf(part: KeyPart): number {
    if (typeof part === "number") {
      // zeros of both signs are one key
      double[0] = part + 0;
      return Math.imul(words[0]! ^ words[1]!, 0x9e37_79b1) >>> 24;
    }
    if (typeof part === "bigint") return Number(BigInt.asUintN(8, part));
    if (typeof part !== "string") return 0;
    let mixed = part.length;
    for (let i = Math.max(0, part.length - 8); i < part.length; i++) mixed = Math.imul(mixed, 31) + part.charCodeAt(i);
    return Math.imul(mixed, 0x9e37_79b1) >>> 24;
  }

  return (key) => {
    // one part is a key of its own, several are spelled out
    const whole = key.length === 1 ? key[0]! : keyText(key);
    const table = tables[tableOf(whole)]!;
    let number = table.get(whole);
    if (number === undefined) {
      number = count++;
      table.set(whole, number);
      met(key);
    }
    return number;
  };
}
