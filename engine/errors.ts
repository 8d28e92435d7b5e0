/**
 * The closed set of errors the engine throws. Each has a `code` to branch on, a `name` in NumPy's or Node's words,
 * and a message that names the value, what was expected, and the way out.
 * @module
 */

/** Code → name shown before the message. Names are NumPy's exception classes where it has one. */
const NAMES = {
  /** An element index outside the array. */
  OutOfBounds: "IndexError",
  /** A name that is no dtype, or a complex one. */
  UnknownDType: "TypeError",
  /** An option or argument whose value cannot be used. */
  InvalidArgument: "ValueError",
  /** An operation the element type does not have (mean of strings). */
  UnsupportedType: "TypeError",
  /** A reduction that has no answer for no rows (min, max). */
  EmptyInput: "ValueError",
  /** No file of that name. */
  FileMissing: "FileNotFoundError",
  /** A directory, a file without read or write permission, a full disk: the system said no. */
  FileAccess: "OSError",
  /** A size that does not fit the element type, offset or shape. */
  FileSize: "ValueError",
  /** The file ended before the rows it should hold. */
  TruncatedFile: "TruncatedFile",
  /** The file is not the one that was opened. */
  SourceChanged: "SourceChanged",
  /** Bytes that break the format's rules. */
  CorruptData: "CorruptData",
  /** Use after `close()`. */
  Closed: "ClosedError",
  /** A write to something opened for reading. */
  ReadOnly: "ValueError",
  /** Aggregate states of another version or length. */
  BadState: "BadState",
  /** More groups than the byte budget holds. */
  TooManyGroups: "TooManyGroups",
  /** A worker died, or user code ignored an abort and its worker was replaced. */
  WorkerFailed: "WorkerFailed",
  /** A function that cannot travel to the workers, or threw there. */
  UserFunction: "FunctionError",
  /** SQL that DuckDB refuses, in its words. */
  Sql: "SQLError",
  /** A query that needs more memory than its limit, and could not use the disk instead. */
  OutOfMemory: "MemoryError",
  /** Text that is no expression. */
  ExpressionSyntax: "SyntaxError",
  /** An operating system, format or build without what is needed. */
  Unavailable: "Unavailable",
} as const;

/** What went wrong, to branch on. */
export type ErrorCode = keyof typeof NAMES;

/** An error of the engine. `error.code` says which; `error.name` is the word shown before the message. */
export class EngineError extends Error {
  readonly code: ErrorCode;

  /**
   * @param code which of the closed set
   * @param message what, which value, what was expected, the way out; lower case, no final dot
   * @param cause the original error, where there is one
   */
  constructor(code: ErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.name = NAMES[code];
  }
}

/** Whether a value is an error of the engine, also one made by another copy of the package; narrows to a code. */
export function isEngineError(value: unknown, code?: ErrorCode): value is EngineError {
  if (!(value instanceof Error) || !("code" in value) || typeof value.code !== "string") return false;
  return value.code in NAMES && (code === undefined || value.code === code);
}

/** An error as plain data, to cross threads. */
export interface PlainError {
  readonly code?: ErrorCode;
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
}

/** Turns any thrown value into plain data. */
export function toPlainError(thrown: unknown): PlainError {
  if (!(thrown instanceof Error)) return { name: "Error", message: String(thrown) };
  const { name, message } = thrown;
  const stack = thrown.stack === undefined ? {} : { stack: thrown.stack };
  return isEngineError(thrown) ? { code: thrown.code, name, message, ...stack } : { name, message, ...stack };
}

/** Turns plain data back into an error; one without a code came from user code. */
export function fromPlainError(plain: PlainError): Error {
  const error = plain.code === undefined ? new Error(plain.message) : new EngineError(plain.code, plain.message);
  error.name = plain.name;
  if (plain.stack !== undefined) error.stack = plain.stack;
  return error;
}

/** Gives a failed system call of a file its code and words. */
export function fileError(cause: unknown, path: string, doing: string): EngineError {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  const reasons: { readonly [code: string]: string } = {
    ENOENT: "no such file or directory",
    EACCES: "permission denied",
    EPERM: "permission denied",
    EISDIR: "is a directory",
    ENOSPC: "no space left on device",
    EDQUOT: "disk quota exceeded",
    EFBIG: "file too large for the file system or this process's limit (ulimit -f)",
    EROFS: "read-only file system",
    EMFILE: "too many open files",
    EBADF: "the file was closed",
  };
  const reason = reasons[code] ?? (cause instanceof Error ? cause.message : String(cause));
  return new EngineError(code === "ENOENT" ? "FileMissing" : "FileAccess", `${doing} '${path}': ${reason}`, cause);
}

/** The entry of `known` nearest to `name` by edit distance, when near enough to be a slip of the pen. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

/** `; did you mean 'x'?` or nothing, for the end of a message about an unknown name. */
export function didYouMean(name: string, known: readonly string[]): string {
  const best = nearest(name, known);
  return best === undefined ? "" : `; did you mean '${best}'?`;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
