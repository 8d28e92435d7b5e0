/**
 * Whether a column that is seen in parts, in any order, ascends.
 * @module
 */

/** Rows seen without a gap, in ascending order of their values. */
export interface RowStretch {
  readonly start: number;
  stop: number;
  readonly low: number;
  high: number;
}

/**
 * Adds a stretch; rows come in ascending order within a thread, so it mostly goes on where the last one stopped.
 * @returns whether it may still be that the column ascends
 */
export function addStretch(stretches: RowStretch[], next: RowStretch): boolean {
  const last = stretches.at(-1);
  if (last === undefined || last.stop !== next.start) {
    stretches.push({ ...next });
    return true;
  }
  if (last.high > next.low) return false;
  last.stop = next.stop;
  last.high = next.high;
  return true;
}

/** Whether stretches that cover a column ascend from one to the next. */
export function areSorted(stretches: readonly RowStretch[]): boolean {
  const inOrder = [...stretches].sort((a, b) => a.start - b.start);
  return inOrder.every((stretch, index) => index === 0 || inOrder[index - 1]!.high <= stretch.low);
}
