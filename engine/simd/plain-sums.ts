/**
 * Inexact sums in plain JavaScript, in the order in which the WebAssembly kernels add, so that both give the same bits.
 * @module
 */

/** Values that are added in lanes before pairs are made. */
const RUN = 128;

/** See `pairwiseSum` of the kernels. */
export function pairwiseSum(values: Float64Array): number {
  const waiting: number[] = [];
  for (let done = 0, run = 1; done < values.length; done += RUN, run++) {
    let sum = laneSum(values.subarray(done, done + RUN));
    for (let bits = run; (bits & 1) === 0; bits >>= 1) sum = waiting.pop()! + sum;
    waiting.push(sum);
  }
  return waiting.reduceRight((sum, earlier) => earlier + sum, 0);
}

/** Eight interleaved lanes, then what is left over one by one. */
export function laneSum(values: Float64Array): number {
  const s = new Float64Array(8);
  const whole = values.length & ~7;
  for (let i = 0; i < whole; i++) s[i & 7]! += values[i]!;
  let tail = 0;
  for (let i = whole; i < values.length; i++) tail += values[i]!;
  return s[0]! + s[2]! + (s[4]! + s[6]!) + (s[1]! + s[3]! + (s[5]! + s[7]!)) + tail;
}
