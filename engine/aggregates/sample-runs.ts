/**
 * Large samples, drawn from what threads have kept, in turns.
 * @module
 */
import { partAt } from "../group/packed-keys.js";
import type { SampleRun } from "./candidates.js";
import type { CellValue } from "./cells.js";
import { narrow } from "./narrow.js";

/** Candidates looked at between turns of the caller's thread. */
const PIECE = 4096;

/** The `n` candidates of the lowest keys, equal ones by row, in ascending order of their rows. */
export function* drawRuns(
  runs: readonly SampleRun[],
  n: number,
): Generator<void, { readonly rows: Float64Array; readonly values: CellValue[] }> {
  const total = runs.reduce((sum, { keys }) => sum + keys.length, 0);
  const { limit, ties } = yield* limitOf(runs, total, n);
  const rows = new Float64Array(Math.min(n, total));
  const values: CellValue[] = [];
  const places = runs.map(() => 0);
  let tied = 0;
  for (let done = 1; done <= total; done++) {
    const r = nextRun(runs, places);
    const at = places[r]!++;
    const run = runs[r]!;
    const key = run.keys[at]!;
    if (key < limit || (key === limit && tied++ < ties)) {
      rows[values.length] = run.rows[at]!;
      values.push(partAt(run.values, at) as CellValue);
    }
    if (done % PIECE === 0) yield;
  }
  return { rows, values };
}

/** The greatest key in the sample, and how many candidates of that key are. */
function* limitOf(
  runs: readonly SampleRun[],
  total: number,
  n: number,
): Generator<void, { readonly limit: number; readonly ties: number }> {
  if (total <= n) return { limit: Number.POSITIVE_INFINITY, ties: 0 };
  const chunks = runs.map(({ keys }) => new Uint8Array(keys.buffer, keys.byteOffset, keys.byteLength));
  const [near] = yield* narrow({ chunks, room: 0 }, 0, [n - 1], 0);
  const sorted = near!.values.slice().sort();
  const limit = sorted[Math.min(n - 1 - near!.below, sorted.length - 1)]!;
  return { limit, ties: n - near!.below - sorted.indexOf(limit) };
}

/** The run whose next candidate has the least row. */
function nextRun(runs: readonly SampleRun[], places: readonly number[]): number {
  let best = -1;
  for (const [r, { rows }] of runs.entries()) {
    const at = places[r]!;
    if (at < rows.length && (best < 0 || rows[at]! < runs[best]!.rows[places[best]!]!)) best = r;
  }
  return best;
}
