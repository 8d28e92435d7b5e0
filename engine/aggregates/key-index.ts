/**
 * Which of many targets holds a key, in a few steps whatever their number.
 * @module
 */

/** Keys from `from` to `from + 2^bits - 1`. */
export interface KeyRange {
  readonly from: bigint;
  readonly bits: number;
}

/** Disjoint ranges in ascending order, by the words of their ends. */
export interface KeyIndex {
  /** Position of each of them among the targets as they were given. */
  readonly order: Uint32Array;
  readonly firstLow: Uint32Array;
  readonly firstHigh: Uint32Array;
  readonly lastLow: Uint32Array;
  readonly lastHigh: Uint32Array;
  /**
   * By the leading bits of a key's distance from the first target: the first target that does not end before, or
   * {@link NONE} when it begins behind.
   */
  readonly table: Uint16Array;
  readonly shift: number;
}

/** Slots of a table: keys of floating-point numbers around zero leave most of them empty. */
const SLOTS = 2 ** 17;

/** Stands for no target. */
const NONE = 65_535;

/** Makes an index. @param targets one or more, at most 65,535 */
export function indexKeys(targets: readonly KeyRange[]): KeyIndex {
  const order = Uint32Array.from(targets.keys()).sort((a, b) => (targets[a]!.from < targets[b]!.from ? -1 : 1));
  const words = (of: (target: KeyRange) => bigint, shift: bigint): Uint32Array =>
    Uint32Array.from(order, (t) => Number((of(targets[t]!) >> shift) & 0xffff_ffffn));
  const last = ({ from, bits }: KeyRange): bigint => from + (1n << BigInt(bits)) - 1n;
  const lastHigh = words(last, 32n);
  const firstHigh = words(({ from }) => from, 32n);
  const span = lastHigh.at(-1)! - firstHigh[0]! + 1;
  const shift = Math.max(0, Math.ceil(Math.log2(span / SLOTS)));
  const table = new Uint16Array(Math.floor((span - 1) / 2 ** shift) + 1);
  for (let slot = 0, t = 0; slot < table.length; slot++) {
    while (Math.floor((lastHigh[t]! - firstHigh[0]!) / 2 ** shift) < slot) t++;
    table[slot] = Math.floor((firstHigh[t]! - firstHigh[0]!) / 2 ** shift) <= slot ? t : NONE;
  }
  const firstLow = words(({ from }) => from, 0n);
  return { order, firstLow, firstHigh, lastLow: words(last, 0n), lastHigh, table, shift };
}

/**
 * Looks many keys up, given as pairs of words, low word first.
 * @param found for each key the position, in the index's order, of the target that holds it; -1 when none does
 */
export function findKeys(index: KeyIndex, words: Uint32Array, found: Int32Array): void {
  const { firstLow, firstHigh, lastLow, lastHigh, table, shift } = index;
  const targets = lastHigh.length;
  const [least, most] = [firstHigh[0]!, lastHigh[targets - 1]!];
  for (let i = 0, k = 0; i < words.length; i += 2, k++) {
    const [low, high] = [words[i]!, words[i + 1]!];
    found[k] = -1;
    if (high < least || high > most) continue;
    let t = table[(high - least) >>> shift]!;
    if (t === NONE) continue;
    while (t < targets && (high > lastHigh[t]! || (high === lastHigh[t]! && low > lastLow[t]!))) t++;
    if (t < targets && (high > firstHigh[t]! || (high === firstHigh[t]! && low >= firstLow[t]!))) found[k] = t;
  }
}
