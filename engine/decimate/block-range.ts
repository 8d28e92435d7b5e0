/**
 * The extremes of runs of blocks: two levels, so that a run of any length costs a few hundred looks.
 * @module
 */
import { type BlockTable, NO_ROW } from "./block-table.js";

/** Blocks of a group. */
const GROUP = 64;

/** Blocks that hold a run's least and greatest value, its first and its last value; -1 where a run holds none. */
export interface RunBlocks {
  readonly least: number;
  readonly most: number;
  readonly first: number;
  readonly last: number;
}

/** Answers for runs of blocks of one table. */
export interface BlockRanges {
  /** Blocks `start <= block < stop`. */
  run(start: number, stop: number): RunBlocks;
}

const made = new WeakMap<BlockTable, BlockRanges>();

/** The ranges of a table; made once. */
export function blockRanges(table: BlockTable): BlockRanges {
  const known = made.get(table) ?? makeRanges(table);
  made.set(table, known);
  return known;
}

function makeRanges({ min, max, first }: BlockTable): BlockRanges {
  const isEmpty = (block: number): boolean => first[block] === NO_ROW;
  const lesser = (a: number, b: number): number => (a < 0 || (b >= 0 && min[b]! < min[a]!) ? b : a);
  const greater = (a: number, b: number): number => (a < 0 || (b >= 0 && max[b]! > max[a]!) ? b : a);
  const groups = Math.ceil(min.length / GROUP);
  const least = new Int32Array(groups).fill(-1);
  const most = new Int32Array(groups).fill(-1);
  for (let block = 0; block < min.length; block++) {
    if (isEmpty(block)) continue;
    const group = Math.floor(block / GROUP);
    least[group] = lesser(least[group]!, block);
    most[group] = greater(most[group]!, block);
  }
  return {
    run(start, stop) {
      let [low, high] = [-1, -1];
      for (let block = start; block < stop; ) {
        if (block % GROUP === 0 && block + GROUP <= stop) {
          low = lesser(low, least[block / GROUP]!);
          high = greater(high, most[block / GROUP]!);
          block += GROUP;
        } else {
          if (!isEmpty(block)) {
            low = lesser(low, block);
            high = greater(high, block);
          }
          block++;
        }
      }
      if (low < 0) return { least: -1, most: -1, first: -1, last: -1 };
      let [head, tail] = [start, stop - 1];
      while (isEmpty(head)) head++;
      while (isEmpty(tail)) tail--;
      return { least: low, most: high, first: head, last: tail };
    },
  };
}
