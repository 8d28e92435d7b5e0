import type { Peer } from "./peer.js";
import type { Measured, Row } from "./row.js";

const SAMPLE_MS = 10;

/**
 * Measures a row: ours and the peer in turns, so that both meet the same state of the machine; the first turn of each
 * warms up and does not count.
 * @param turns  runs of each that count
 */
export async function measure(group: string, row: Row, peer: Peer, turns: number): Promise<Measured> {
  const { work, atLeast } = row;
  await peer.run(row.pythonSetup);
  const ours: number[] = [];
  const theirs: number[] = [];
  let oursMemory = 0;
  let theirsMemory = 0;
  for (let turn = 0; turn <= turns; turn++) {
    const { seconds, memory } = await timed(row);
    const run = await peer.run(row.python);
    oursMemory = Math.max(oursMemory, memory);
    theirsMemory = Math.max(theirsMemory, run.memory);
    if (turn === 0) continue;
    ours.push(seconds);
    theirs.push(run.seconds);
  }
  const alone: number[] = [];
  for (let turn = 0; row.bound !== undefined && turn < turns; turn++) alone.push((await timed(row, 1)).seconds);
  const oneThread = row.bound === undefined ? {} : { oneThread: { seconds: median(alone), bound: row.bound } };
  const figures = { ours: median(ours), theirs: median(theirs), oursMemory, theirsMemory };
  const limit = row.atMostBytes === undefined ? {} : { atMostBytes: row.atMostBytes };
  return { group, work, peer: row.peer, atLeast, ...figures, ...oneThread, ...limit };
}

async function timed(row: Row, workers?: number): Promise<{ seconds: number; memory: number }> {
  const before = process.memoryUsage.rss();
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, SAMPLE_MS);
  try {
    const began = performance.now();
    const result = await row.ours(workers);
    const seconds = row.seconds?.(result) ?? (performance.now() - began) / 1000;
    return { seconds, memory: Math.max(most, process.memoryUsage.rss()) - before };
  } finally {
    clearInterval(timer);
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
