/**
 * Many sorted runs as one: a binary heap of the runs' next lines.
 * @module
 */
import type { Line, SortedLines } from "./groups.js";
import { compareKeys } from "./order.js";

interface Head {
  line: Line;
  readonly run: number;
  readonly lines: SortedLines;
}

/** Merges runs by key; lines of equal keys come in the order of the runs. */
export function mergeRuns(runs: readonly SortedLines[]): SortedLines {
  const heap: Head[] = [];
  for (const [run, lines] of runs.entries()) {
    const line = lines.next();
    if (line !== null) heap.push({ line, run, lines });
  }
  for (let i = (heap.length >> 1) - 1; i >= 0; i--) sink(heap, i);
  return {
    next() {
      const head = heap[0];
      if (head === undefined) return null;
      const { line } = head;
      const following = head.lines.next();
      if (following !== null) {
        head.line = following;
        // most often the run goes on with the same key
        if (following.key !== line.key) sink(heap, 0);
      } else {
        const last = heap.pop()!;
        if (heap.length > 0) {
          heap[0] = last;
          sink(heap, 0);
        }
      }
      return line;
    },
  };
}

function before(a: Head, b: Head): boolean {
  const order = a.line.key === b.line.key ? 0 : compareKeys(a.line.key, b.line.key);
  return order === 0 ? a.run < b.run : order < 0;
}

function sink(heap: Head[], from: number): void {
  let at = from;
  for (;;) {
    let least = at;
    for (const child of [2 * at + 1, 2 * at + 2])
      if (child < heap.length && before(heap[child]!, heap[least]!)) least = child;
    if (least === at) return;
    [heap[at], heap[least]] = [heap[least]!, heap[at]!];
    at = least;
  }
}
