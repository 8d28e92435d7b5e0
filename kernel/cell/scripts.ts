import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import type { Insertion } from "../compiler/share.js";

/** A place in a cell or local module, one-based as in stack traces. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Scripts that were compiled from TypeScript, by the name they carry in stack traces. */
export interface Scripts {
  /**
   * Registers a script.
   *
   * @param emitted    its source maps, from the emitted text back to TypeScript
   * @param toSource   from the TypeScript the maps lead to, to what the user sees (magics expand in between)
   */
  add(name: string, emitted: Mapped, toSource: (place: Place) => Place): void;
  has(name: string): boolean;
  /** The place in the source, or the same place where the script has no map for it. */
  locate(name: string, place: Place): Place;
  /** Rewrites the positions in a text that names scripts, such as a stack trace. */
  rewrite(frame: string): string;
}

/** What places of an emitted text are found with. */
export interface Mapped {
  readonly maps: readonly string[];
  readonly insertions: readonly Insertion[];
}

interface Script extends Mapped {
  readonly toSource: (place: Place) => Place;
  traces?: readonly TraceMap[];
}

/** `name:line:column` at the end of a frame, in brackets or bare: `f (name:1:2)`, `async name:1:2`. */
const PLACE = /((?<=\()|^(?:async )?)([^()]+?):(\d+):(\d+)(?=\)?$)/;

/** tslab puts one line in front of every cell. */
const PREFIX_LINES = 1;

/** The file that calls cells. */
const CALLER = new URL("./run.js", import.meta.url).href;

/** An empty registry. */
export function createScripts(): Scripts {
  const scripts = new Map<string, Script>();
  const locate: Scripts["locate"] = (name, place) => {
    const script = scripts.get(name);
    if (!script) return place;
    script.traces ??= script.maps.map((map) => new TraceMap(map));
    let { line, column } = place;
    for (const [index, trace] of script.traces.entries()) {
      const found = originalPositionFor(trace, { line, column: column - 1 });
      if (found.line === null) return place;
      line = found.line;
      column = found.column + 1;
      if (index === 0) column -= inserted(script.insertions, line, column);
    }
    return script.toSource({ line, column });
  };
  return {
    locate,
    add: (name, { maps, insertions }, toSource) => void scripts.set(name, { maps, insertions, toSource }),
    has: (name) => scripts.has(name),
    rewrite: (frame) =>
      frame.replace(PLACE, (whole, before: string, name: string, line: string, column: string) => {
        if (!scripts.has(name)) return whole;
        const found = locate(name, { line: Number(line), column: Number(column) });
        return `${before}${name}:${found.line}:${found.column}`;
      }),
  };
}

/** Characters that were put into a line in front of a column. */
function inserted(insertions: readonly Insertion[], line: number, column: number): number {
  let sum = 0;
  for (const insertion of insertions) {
    if (insertion.line === line && insertion.column + sum < column) sum += insertion.length;
  }
  return sum;
}

/** The user's line of a cell for a line of the text that tslab compiled. */
export function withoutPrefix({ line, column }: Place): Place {
  return { line: Math.max(1, line - PREFIX_LINES), column };
}

/**
 * Makes `error.stack` name cells and their lines, everywhere: in tracebacks, in `console.error(error)`, in user code.
 */
export function installStackTraces(scripts: Scripts): void {
  Error.prepareStackTrace = (error, sites) => {
    let head: string;
    try {
      // As V8 does: what is captured for console.trace is no Error.
      head = Error.prototype.toString.call(error);
    } catch {
      head = "Error";
    }
    // What called the cell says nothing about it.
    const end = sites.findIndex((site) => site.getFileName() === CALLER);
    const seen = end < 0 ? sites : sites.slice(0, end);
    return [head, ...seen.map((site) => `    at ${scripts.rewrite(String(site))}`)].join("\n");
  };
}
