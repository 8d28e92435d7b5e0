/**
 * How often numbers occur, by open addressing with linear probing in two arrays: a Map takes three times the memory.
 * @module
 */

/** Counts of numbers. Zeros of both signs are one number, and all NaN are. */
export interface NumberCounts {
  /** Distinct numbers. */
  readonly size: number;
  /** Adds occurrences of a number; whether it is a new one. */
  add(value: number, count: number): boolean;
  /** The numbers in ascending order, NaN last, each with its count. */
  sorted(): { readonly values: Float64Array; readonly counts: Float64Array };
}

/** Bytes of a number in a table that is a third full, the emptiest but for small ones: 8 for it, 4 for its count. */
export const NUMBER_BYTES = 36;

/** Slots at first; a power of two. */
const FIRST_SLOTS = 256;

/** Part of the slots that may be taken. */
const MOST_FULL = 2 / 3;

/** The count of a slot from which on it is kept apart. */
const MANY: number = 2 ** 32 - 1;

/** No numbers. */
export function createNumberCounts(): NumberCounts {
  const double = new Float64Array(1);
  const words = new Uint32Array(double.buffer);
  let numbers = new Float64Array(FIRST_SLOTS);
  /** 0 for a free slot, {@link MANY} for a count that is in `large`. */
  let counts = new Uint32Array(FIRST_SLOTS);
  const large = new Map<number, number>();
  let used = 0;
  let ofNaN = 0;

  /** The slot that holds a number, or the free one where it belongs. */
  function slotOf(value: number): number {
    double[0] = value + 0;
    const mixed = Math.imul(words[0]! ^ Math.imul(words[1]!, 0x85eb_ca6b), 0x9e37_79b1);
    const mask = numbers.length - 1;
    let slot = (mixed ^ (mixed >>> 15)) & mask;
    while (counts[slot] !== 0 && numbers[slot] !== value) slot = (slot + 1) & mask;
    return slot;
  }

  function grow(): void {
    const [oldNumbers, oldCounts] = [numbers, counts];
    numbers = new Float64Array(oldNumbers.length * 2);
    counts = new Uint32Array(oldNumbers.length * 2);
    for (let old = 0; old < oldNumbers.length; old++) {
      if (oldCounts[old] === 0) continue;
      const slot = slotOf(oldNumbers[old]!);
      numbers[slot] = oldNumbers[old]!;
      counts[slot] = oldCounts[old]!;
    }
  }

  const countAt = (slot: number): number => (counts[slot] === MANY ? large.get(numbers[slot]!)! : counts[slot]!);

  return {
    get size() {
      return used + (ofNaN > 0 ? 1 : 0);
    },
    add(value, count) {
      if (Number.isNaN(value)) {
        ofNaN += count;
        return ofNaN === count;
      }
      let slot = slotOf(value);
      const isNew = counts[slot] === 0;
      if (isNew) {
        if (++used > numbers.length * MOST_FULL) {
          grow();
          slot = slotOf(value);
        }
        numbers[slot] = value + 0;
      }
      const total = countAt(slot) + count;
      counts[slot] = Math.min(total, MANY);
      if (total >= MANY) large.set(numbers[slot]!, total);
      return isNew;
    },
    sorted() {
      const isNaNThere = ofNaN > 0;
      const values = new Float64Array(used + Number(isNaNThere));
      for (let slot = 0, at = 0; slot < numbers.length; slot++) if (counts[slot] !== 0) values[at++] = numbers[slot]!;
      values.subarray(0, used).sort();
      const sortedCounts = new Float64Array(values.length);
      for (let i = 0; i < used; i++) sortedCounts[i] = countAt(slotOf(values[i]!));
      if (isNaNThere) {
        values[used] = Number.NaN;
        sortedCounts[used] = ofNaN;
      }
      return { values, counts: sortedCounts };
    },
  };
}
