/**
 * From values by rank to quantiles, in NumPy's arithmetic.
 * @module
 */
import { between, isPicking, type QuantileMethod } from "./quantile-methods.js";

/** What is asked. */
export interface QuantileQuestion {
  readonly q: readonly number[];
  /** Only the median, as a value instead of an array. */
  readonly median?: boolean;
  readonly method?: QuantileMethod;
}

/** One value for a median, else one for each probability. */
export type QuantileAnswer = (number | bigint)[] | number;

/** The ranks that an answer is made of. */
export function wantedRanks(question: QuantileQuestion, total: number): number[] {
  return question.q.flatMap((q) => {
    const { low, high } = between(question.method ?? "linear", q, total);
    return [low, high];
  });
}

/**
 * NumPy's `_lerp` between ranks, but infinities stay; the median is the mean of the two middle values. Methods that
 * pick an element give it as it is, bigint for 64-bit integers; the others give numbers, with the difference of two
 * integers exact.
 */
export function answer(
  question: QuantileQuestion,
  at: (rank: number) => number | bigint,
  total: number,
): QuantileAnswer {
  if (question.median) {
    const [a, b] = [at(Math.floor((total - 1) / 2)), at(Math.floor(total / 2))];
    return typeof a === "bigint" && typeof b === "bigint" ? Number(a + b) / 2 : (Number(a) + Number(b)) / 2;
  }
  const method = question.method ?? "linear";
  return question.q.map((q) => {
    const place = between(method, q, total);
    const low = at(place.low);
    if (isPicking(method)) return low;
    const high = at(place.high);
    const t = place.weight;
    const difference =
      typeof low === "bigint" && typeof high === "bigint" ? Number(high - low) : Number(high) - Number(low);
    if (difference === 0 || t === 0) return Number(low);
    return t >= 0.5 ? Number(high) - difference * (1 - t) : Number(low) + difference * t;
  });
}
