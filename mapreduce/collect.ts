/**
 * The output of a map task: pairs grouped by key, combined, sorted, and written as runs of lines.
 * @module
 */
import { EngineError } from "../engine/errors.js";
import { type Called, reasonOf, takePairs } from "./call.js";
import { encode } from "./codec.js";
import { detached } from "./lines.js";
import { compareKeys, partitionOf } from "./order.js";

/** Values of one key that are combined at once. */
const COMBINE_VALUES = 4096;

/** What a pair takes in memory besides its text, in bytes; a rough figure for the budget. */
const PAIR_BYTES = 24;
const GROUP_BYTES = 160;

interface Group {
  /** The key as text. */
  readonly text: string;
  readonly key: unknown;
  values: unknown[];
  /** Values before the next combining. */
  limit: number;
}

/** A combiner with its name for messages. */
export interface Combine {
  readonly call: Called;
  readonly name: string;
}

/** Takes the sorted lines of one partition, a piece of text at a time. */
export type WriteRun = (partition: number, text: string) => void;

/** Collects pairs. */
export interface Collector {
  /** Takes a pair in. @throws UserFunction for keys and values that do not travel */
  add(key: unknown, value: unknown): void;
  /** Bytes held, roughly. */
  readonly bytes: number;
  /** Pairs taken in. */
  readonly pairs: number;
  /** Combines what groups have grown long. Called between blocks of lines. */
  combine(): Promise<void> | undefined;
  /** Hands over everything held, sorted by partition and key, and forgets it. */
  flush(write: WriteRun): Promise<void>;
}

/** Makes a collector for one map task. */
export function createCollector(partitions: number, combiner: Combine | undefined): Collector {
  let texts = new Map<string, Group>();
  let others = new Map<string, Group>();
  let long: Group[] = [];
  let bytes = 0;
  let pairs = 0;

  function groupOf(key: unknown): Group {
    const isText = typeof key === "string";
    const known = isText ? texts.get(key) : undefined;
    if (known !== undefined) return known;
    const text = encode(key);
    const found = isText ? undefined : others.get(text);
    if (found !== undefined) return found;
    const kept = isText ? detached(key) : key;
    const group: Group = {
      text: isText && text === key ? (kept as string) : text,
      key: kept,
      values: [],
      limit: COMBINE_VALUES,
    };
    if (isText) texts.set(kept as string, group);
    else others.set(text, group);
    bytes += GROUP_BYTES + 4 * text.length;
    return group;
  }

  async function combineGroup(group: Group, { call, name }: Combine): Promise<void> {
    const given = group.values;
    const less: unknown[] = [];
    try {
      await takePairs(call(group.key as never, given as never), `combiner ${name}`, (key, value) => {
        if (key !== group.key && encode(key) !== group.text)
          throw new EngineError(
            "UserFunction",
            `the combiner ${name} must yield pairs of its own key; it was called with ${group.text} and yielded ${encode(key)}`,
          );
        less.push(value);
      });
    } catch (cause) {
      if (cause instanceof EngineError) throw cause;
      throw new EngineError(
        "UserFunction",
        `the combiner ${name} threw at key ${group.text}: ${reasonOf(cause)}`,
        cause,
      );
    }
    bytes += PAIR_BYTES * (less.length - given.length);
    group.values = less;
    // one that combines nothing is not asked again for each few values
    group.limit = Math.max(COMBINE_VALUES, 2 * less.length);
  }

  return {
    add(key, value) {
      const group = groupOf(key);
      const kept = typeof value === "string" ? detached(value) : value;
      if (group.values.push(kept) === group.limit && combiner !== undefined) long.push(group);
      bytes += PAIR_BYTES + (typeof kept === "string" ? 2 * kept.length : typeof kept === "object" ? 64 : 0);
      pairs++;
    },
    get bytes() {
      return bytes;
    },
    get pairs() {
      return pairs;
    },
    combine() {
      if (combiner === undefined || long.length === 0) return undefined;
      const groups = long;
      long = [];
      return groups.reduce<Promise<void>>(
        (before, group) => before.then(() => combineGroup(group, combiner)),
        Promise.resolve(),
      );
    },
    async flush(write) {
      const groups = [...texts.values(), ...others.values()];
      [texts, others, long, bytes] = [new Map(), new Map(), [], 0];
      const parted: Group[][] = Array.from({ length: partitions }, () => []);
      for (const group of groups) parted[partitionOf(group.text, partitions)]!.push(group);
      for (const [partition, members] of parted.entries()) {
        members.sort((a, b) => compareKeys(a.text, b.text));
        for (const group of members) {
          if (combiner !== undefined) await combineGroup(group, combiner);
          writeGroup(group, (text) => write(partition, text));
        }
      }
      bytes = 0;
    },
  };
}

/** Lines of one group, a few hundred kilobytes of text at a time. */
function writeGroup({ text, values }: Group, write: (text: string) => void): void {
  let lines = "";
  for (const value of values) {
    lines += `${text}\t${encode(value)}\n`;
    if (lines.length < 1 << 18) continue;
    write(lines);
    lines = "";
  }
  if (lines !== "") write(lines);
}
