import type { Entry, TS, TslabCompletion } from "../typescript.js";

/** A completion. */
export interface Item {
  readonly name: string;
  /** TypeScript's kinds: `method`, `const`, `interface`, … */
  readonly kind: string;
  /** Type as in a hover; empty when unknown. */
  readonly signature: string;
}

/** What can stand between two positions of the code. */
export interface Completion {
  readonly start: number;
  readonly end: number;
  readonly items: readonly Item[];
}

/** Completions whose types are written out; beyond this many nobody reads them. */
const SIGNATURES = 100;
/** Characters of a signature. */
const SIGNATURE_LIMIT = 120;

/** What TypeScript's completion of import paths reads. */
export function completionHost(system: TS.System, directory: string, settings: () => TS.CompilerOptions): object {
  return {
    getCompilationSettings: settings,
    getCurrentDirectory: () => directory,
    useCaseSensitiveFileNames: () => system.useCaseSensitiveFileNames,
    fileExists: system.fileExists,
    readFile: system.readFile,
    directoryExists: system.directoryExists,
    getDirectories: system.getDirectories,
    readDirectory: system.readDirectory,
    realpath: system.realpath,
  };
}

/**
 * tslab's answer with kinds, and signatures where they can be had.
 *
 * @param typeOf  type of the symbol behind an entry
 */
export function completionItems(found: TslabCompletion, typeOf?: (entry: Entry) => string): Completion {
  const entries = new Map<string, Entry>();
  for (const entry of found.original?.entries ?? []) if (!entries.has(entry.name)) entries.set(entry.name, entry);
  const items = found.candidates.map((name, index): Item => {
    const entry = entries.get(name);
    const signature = entry && typeOf && index < SIGNATURES ? typeOf(entry) : "";
    return { name, kind: entry?.kind ?? "", signature };
  });
  return { start: found.start, end: found.end, items };
}

/** Writes the type of an entry's symbol as seen in a file. */
export function typeText(ts: typeof TS, checker: TS.TypeChecker, file: TS.SourceFile): (entry: Entry) => string {
  return ({ symbol: named, kind }) => {
    if (!named || kind === ts.ScriptElementKind.keyword) return "";
    const symbol = named.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(named) : named;
    const isType = (symbol.flags & ts.SymbolFlags.Value) === 0;
    const type = isType ? checker.getDeclaredTypeOfSymbol(symbol) : checker.getTypeOfSymbolAtLocation(symbol, file);
    const text = checker.typeToString(type, file, ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope);
    return text.length > SIGNATURE_LIMIT ? `${text.slice(0, SIGNATURE_LIMIT)}…` : text;
  };
}
