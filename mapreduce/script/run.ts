/**
 * What a script of a job does in a pipe or under Hadoop Streaming: lines on stdin, `key\tvalue` lines on stdout.
 * Bundled into each script, so it imports little.
 * @module
 */
import type { Called } from "../call.js";
import { encode } from "../codec.js";
import { type Combine, createCollector } from "../collect.js";
import type { LineContext, Pairs } from "../functions.js";
import { reduceGroups, type SortedLines } from "../groups.js";
import { detached } from "../lines.js";
import { createMapLines, FailedLine, type Mapped, placeOf, tellLine, toldText } from "../map-lines.js";
import { compareKeys } from "../order.js";
import { type Role, whoIs } from "../roles.js";
import { NOTE_KEY, NOTES_VARIABLE, noteLine } from "./note.js";
import { ClosedPipe, createOutput, type Output, sortedStdin, stdinLines } from "./pipes.js";

/** What a script is made of. */
export interface ScriptParts {
  readonly role: Role;
  readonly name: string;
  /** Whether the first line that the mapper throws at ends the job. */
  readonly strict: boolean;
  /** The shipped function, made again. */
  readonly call: unknown;
  /** A combiner to run inside the mapper, which spares the shuffle most of its lines. */
  readonly combiner?: Combine;
}

/** Keys whose texts are kept. */
const KEPT_KEYS = 1024;

/** Bytes that a mapper with a combiner may hold before it writes them. */
const COMBINE_BYTES = 64 << 20;

/** Runs a script to its end; the exit code is 1 when it fails, with the reason on stderr. */
export async function runScript(parts: ScriptParts): Promise<void> {
  const output = createOutput();
  try {
    if (parts.role === "mapper") await runMapper(parts, output);
    else await runReducer(parts, output);
    output.flush();
  } catch (thrown) {
    if (thrown instanceof ClosedPipe) return;
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    process.stderr.write(`${reason}\n`);
    process.exitCode = 1;
  }
}

async function runMapper({ name, call, combiner, strict }: ScriptParts, output: Output): Promise<void> {
  const seen: Mapped = { lines: 0, skipped: 0, first: [] };
  // Hadoop's names of the split's file, new and old
  const file = process.env["mapreduce_map_input_file"] ?? process.env["map_input_file"] ?? "stdin";
  const start = Number(process.env["mapreduce_map_input_start"] ?? 0);
  let pairs = 0;
  const keyText = createKeyTexts();
  const collector = combiner && createCollector(1, combiner);
  const mapLines = createMapLines({
    call: call as (line: string, context: LineContext) => Pairs<unknown, unknown>,
    telling: tellLine,
    who: whoIs("mapper", { name }),
    context: { file },
    strict,
    emit(key, value) {
      pairs++;
      if (collector === undefined) output.write(`${keyText(key)}\t${encode(value)}\n`);
      else collector.add(key, value);
    },
    seen,
  });
  const write = (_partition: number, text: string): void => output.write(text);
  try {
    for (const lines of stdinLines()) {
      const pending = mapLines(lines);
      if (pending !== undefined) await pending;
      if (collector === undefined) continue;
      await collector.combine();
      if (collector.bytes > COMBINE_BYTES) await collector.flush(write);
    }
  } catch (thrown) {
    throw thrown instanceof FailedLine ? thrown.at(0, start) : thrown;
  }
  await collector?.flush(write);
  if (wantsNotes()) output.write(noteLine({ ...seen, pairs }));
  report(seen, name);
}

/** Texts of keys, of which there are few and each is met often; those of the first ones are kept. */
function createKeyTexts(): (key: unknown) => string {
  const known = new Map<string, string>();
  return (key) => {
    if (typeof key !== "string") return encode(key);
    const found = known.get(key);
    if (found !== undefined) return found;
    const text = encode(key);
    if (known.size < KEPT_KEYS) known.set(detached(key), text);
    return text;
  };
}

/** Whether notes go into the output, which engines ask for where the result comes back to them. */
function wantsNotes(): boolean {
  return process.env[NOTES_VARIABLE] !== undefined;
}

/** Skipped lines on stderr, and as counters that Hadoop understands. */
function report({ lines, skipped, first }: Mapped, name: string): void {
  const isHadoop = process.env["mapreduce_job_id"] !== undefined || process.env["mapred_job_id"] !== undefined;
  if (isHadoop)
    process.stderr.write(
      `reporter:counter:tslab-bigdata,lines,${lines}\nreporter:counter:tslab-bigdata,skipped,${skipped}\n`,
    );
  if (skipped === 0) return;
  for (const each of first) process.stderr.write(`skipped ${placeOf(each)}: ${toldText(each)}: ${each.reason}\n`);
  process.stderr.write(`${whoIs("mapper", { name })}: ${skipped} of ${lines} lines were skipped\n`);
}

async function runReducer({ role, name, call }: ScriptParts, output: Output): Promise<void> {
  const notes: string[] = [];
  const writeNotes = (): void => output.write(notes.splice(0).join(""));
  const lines = wantsNotes() ? withoutNotes(sortedStdin(), notes) : sortedStdin();
  const seen = await reduceGroups(lines, call as Called, whoIs(role, { name }), (key, value) => {
    const text = encode(key);
    // the engine merges what combiners write and takes it for sorted
    if (notes.length > 0 && compareKeys(text, NOTE_KEY) > 0) writeNotes();
    output.write(`${text}\t${encode(value)}\n`);
  });
  writeNotes();
  // a combiner may run any number of times
  if (wantsNotes() && role === "reducer") output.write(noteLine(seen));
}

/** Lines without the mappers' notes, which are kept as they are. */
function withoutNotes(lines: SortedLines, notes: string[]): SortedLines {
  return {
    next() {
      let line = lines.next();
      for (; line !== null && line.key === NOTE_KEY; line = lines.next()) notes.push(`${line.key}\t${line.value}\n`);
      return line;
    },
  };
}
