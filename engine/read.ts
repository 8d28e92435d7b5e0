/**
 * Reading a whole column into memory.
 * @module
 */
import type { ColumnType, DTypeName, IndexedSource, TypedArray } from "../contract/index.js";
import { gather } from "./aggregates/gather.js";
import { isDTypeName, viewOf, zeros } from "./dtype.js";
import { joinParts } from "./join-parts.js";
import { preferLargePages } from "./large-pages.js";
import { signalOf } from "./options.js";
import { BATCH_BYTES } from "./plan.js";
import { type ArrayOf, arrayOf } from "./rows/arrays.js";
import { type ReadOptions, readRows } from "./rows/read.js";
import { scan } from "./scan.js";
import { openReader } from "./sources/registry.js";
import { createBreath } from "./turns.js";
import { untilAborted } from "./until-aborted.js";
import { borrowBench, returnBench } from "./workers/bench.js";

/** Kinds of sources whose rows are worked out, which can take long. */
const COMPUTED: readonly string[] = ["map", "rolling", "generated"];

/** Rows that are worked out on the caller's thread at most. */
const FEW = 4096;

/**
 * All values of one column: a typed array, or an array of strings or bytes. What is stored is read here in turns, what
 * has to be worked out is worked out by all cores.
 * @param D what the caller knows it to be
 * @throws the signal's reason when aborted, at most a second later when the source does not answer
 */
export async function readColumn<D extends ColumnType = DTypeName>(
  source: IndexedSource,
  position: number,
  options: ReadOptions = {},
): Promise<ArrayOf<D>> {
  const signal = signalOf(options);
  signal?.throwIfAborted();
  const { type, shape } = source.columns[position]!;
  if (!isDTypeName(type) || shape.length > 0) {
    const { columns, length } = await readRows({ source, columns: [position] }, options);
    return arrayOf<D>(columns[0]!, length);
  }
  if (source.length > FEW && isComputed(source.descriptor))
    return (await gathered(source, position, options)) as ArrayOf<D>;
  const values = zeros(type, source.length);
  await preferLargePages(values);
  const reader = await openReader(source.descriptor);
  const bench = borrowBench("auto");
  const rows = Math.max(source.chunkRows, Math.floor(BATCH_BYTES / 8));
  const { arena } = bench;
  const breath = createBreath();
  let isAnswered = true;
  try {
    for (let start = 0; start < source.length; start += rows) {
      const mark = arena.mark();
      const stop = Math.min(start + rows, source.length);
      isAnswered = false;
      const reading = reader.readBatch({ rows: { start, stop } }, [position], arena);
      const batch = reading instanceof Promise ? await untilAborted(reading, signal) : reading;
      isAnswered = true;
      const read = viewOf(type, arena.buffer, batch.columns[0]!.values, stop - start);
      (values as Uint8Array).set(read as Uint8Array, start);
      arena.reset(mark);
      const pause = breath();
      if (pause !== undefined) await pause;
      signal?.throwIfAborted();
    }
  } finally {
    // a read that was given up may still write into the memory
    if (isAnswered) {
      arena.reset();
      returnBench("auto", bench);
    }
    reader.close();
  }
  return values as ArrayOf<D>;
}

async function gathered(source: IndexedSource, position: number, options: ReadOptions): Promise<TypedArray> {
  const { signal } = options;
  const input = { source, columns: [position] };
  const [parts] = (await scan(input, [gather({ nulls: true })], { signal }, "toArray")) as [readonly Uint8Array[]];
  const values = zeros(source.columns[position]!.type as DTypeName, source.length);
  await joinParts(parts, new Uint8Array(values.buffer));
  return values;
}

/** Whether a source, or one below it, works its rows out. */
function isComputed(descriptor: unknown): boolean {
  if (typeof descriptor !== "object" || descriptor === null || ArrayBuffer.isView(descriptor)) return false;
  if ("kind" in descriptor && COMPUTED.includes(String(descriptor.kind))) return true;
  return Object.values(descriptor).some(isComputed);
}
