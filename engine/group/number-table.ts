/**
 * Numbers of numeric keys, by open addressing with linear probing in two arrays.
 * @module
 */

/** Keys and their numbers. Zeros of both signs are one key, and all NaN are. */
export interface NumberTable {
  /** The number of a key, -1 for none. */
  get(key: number): number;
  /** Gives a number to a key that has none. */
  set(key: number, number: number): void;
}

/** Slots at first; a power of two. */
const FIRST_SLOTS = 1024;

/** An empty table. */
export function createNumberTable(): NumberTable {
  const double = new Float64Array(1);
  const words = new Uint32Array(double.buffer);
  let keys = new Float64Array(FIRST_SLOTS);
  /** One more than a key's number; 0 for a free slot. */
  let numbers = new Uint32Array(FIRST_SLOTS);
  let used = 0;
  let ofNaN = -1;

  /** The slot that holds a key, or the free one where it belongs. */
  function slotOf(key: number): number {
    double[0] = key + 0;
    const mixed = Math.imul(words[0]! ^ Math.imul(words[1]!, 0x85eb_ca6b), 0x9e37_79b1);
    const mask = keys.length - 1;
    let slot = (mixed ^ (mixed >>> 15)) & mask;
    while (numbers[slot] !== 0 && keys[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  }

  function put(key: number, mark: number): void {
    const slot = slotOf(key);
    keys[slot] = key;
    numbers[slot] = mark;
  }

  function grow(): void {
    const [oldKeys, oldNumbers] = [keys, numbers];
    keys = new Float64Array(oldKeys.length * 2);
    numbers = new Uint32Array(oldKeys.length * 2);
    for (let slot = 0; slot < oldKeys.length; slot++)
      if (oldNumbers[slot] !== 0) put(oldKeys[slot]!, oldNumbers[slot]!);
  }

  return {
    get: (key) => (Number.isNaN(key) ? ofNaN : numbers[slotOf(key)]! - 1),
    set(key, number) {
      if (Number.isNaN(key)) {
        ofNaN = number;
        return;
      }
      if (++used * 2 > keys.length) grow();
      put(key, number + 1);
    },
  };
}
