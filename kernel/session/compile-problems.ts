import { readFileSync } from "node:fs";
import type { TslabDiagnostic } from "../typescript.js";
import type { Problem } from "./diagnostics.js";
import type { Source } from "./source.js";

export type { Source } from "./source.js";

/** tslab's diagnostics at the places of the cell. */
export function compileProblems(diagnostics: readonly TslabDiagnostic[], source: Source): Problem[] {
  return joined(withinCell(diagnostics, source)).map(({ start, end, messageText, code, fileName }) => {
    const place = { line: start.line + 1, column: start.character + 1 };
    const { line, column } = fileName === undefined ? source.toCell(place) : place;
    return {
      where: fileName ?? source.name,
      text: fileName === undefined ? source.text : textOf(fileName),
      line,
      column,
      length: end.offset - start.offset,
      message: explained(code, messageText, fileName),
      code: `TS${code}`,
    };
  });
}

/**
 * The diagnostics, with what lies behind the cell at its end: tslab puts exports there, which code that breaks off runs
 * into. Only the first of these is the cell's, the others follow from it.
 */
function withinCell(diagnostics: readonly TslabDiagnostic[], { code }: Source): TslabDiagnostic[] {
  const offset = code.trimEnd().length;
  const isBehind = ({ fileName, start }: TslabDiagnostic): boolean =>
    fileName === undefined && start.offset >= code.length;
  const first = diagnostics.find(isBehind);
  return diagnostics.flatMap((each) => {
    if (!isBehind(each)) return [each];
    if (each !== first) return [];
    const lines = code.slice(0, offset).split("\n");
    const place = { offset, line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
    return [{ ...each, start: place, end: place }];
  });
}

/** "File is not under 'rootDir'": a setting that no user of a notebook has made. */
const OUTSIDE = 6059;

/** "Cannot find name", without and with "Did you mean". */
const UNKNOWN_NAMES: readonly number[] = [2304, 2552];

function explained(code: number, message: string, file?: string): string {
  if (file === undefined && UNKNOWN_NAMES.includes(code))
    return `${message} If another cell declares it, run that cell first.`;
  if (code !== OUTSIDE) return message;
  const outside = /'([^']*)'/.exec(message)?.[1] ?? "the module";
  return `${outside} lies outside of the notebook's folder; local TypeScript modules must lie in it or below`;
}

/** tslab reports the links of a message chain as diagnostics of the same place; they belong together. */
function joined(diagnostics: readonly TslabDiagnostic[]): TslabDiagnostic[] {
  const whole: TslabDiagnostic[] = [];
  for (const next of diagnostics) {
    const last = whole.at(-1);
    const isLink = last && last.start.offset === next.start.offset && last.end.offset === next.end.offset;
    if (last && isLink) {
      whole[whole.length - 1] = { ...last, messageText: `${last.messageText}\n  ${next.messageText}` };
    } else {
      whole.push(next);
    }
  }
  return whole;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
