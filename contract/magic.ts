/**
 * A magic is data: from one declaration come parser, diagnostics with positions, completion, inspection, `%name?`,
 * `%lsmagic` and the reference page.
 * @module
 */

/** Families of the reference page. */
export type MagicFamily = "arrays" | "tables" | "numbers" | "pictures" | "map-reduce" | "session";

/** How the text of an argument becomes TypeScript. */
export type ParameterType = "string" | "path" | "number" | "integer" | "boolean" | "expression" | "identifier" | "json";

/** Where completions of an argument come from. */
export type CompletionSource = "paths" | "variables" | "magics" | "choices" | "none";

/** One argument of a magic. */
export interface MagicParameter {
  /** `dtype` is written `--dtype`; positionals are known by their order. */
  readonly name: string;
  readonly type: ParameterType;
  readonly summary: string;
  /** Written without `--`, by position. */
  readonly positional?: boolean;
  /** Takes the rest of the line as it stands. */
  readonly rest?: boolean;
  readonly required?: boolean;
  /** Shown in help; the library applies it. */
  readonly default?: string;
  readonly choices?: readonly string[];
  /** Other values than the choices are passed on; the library judges them (dtypes have many spellings). */
  readonly open?: boolean;
  readonly completion?: CompletionSource;
  /** One-letter form: `-n`. */
  readonly short?: string;
}

/** A piece of emitted TypeScript; with a span, compile errors inside it are reported at that place of the cell. */
export interface EmittedPiece {
  readonly text: string;
  readonly span?: Span;
}

/** Half-open range of UTF-16 positions in the cell. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** An argument's value after parsing. */
export interface MagicArgument {
  /** TypeScript of the value: a literal, or the text of an `{expr}`. */
  readonly code: string;
  /** The text as typed. */
  readonly text: string;
  readonly span: Span;
}

/** A parsed magic, handed to `emit`. */
export interface MagicCall {
  readonly name: string;
  readonly kind: "line" | "cell";
  /** The name assigned to: `%name x = …`. */
  readonly target?: MagicArgument;
  /** By parameter name; flags carry `true`. */
  readonly args: { readonly [parameter: string]: MagicArgument | undefined };
  /** Lines below a cell magic. */
  readonly body?: MagicArgument;
  /** Span of the whole magic. */
  readonly span: Span;
}

/** A magic. */
export interface MagicDeclaration {
  /** Without percent signs. */
  readonly name: string;
  readonly kind: "line" | "cell" | "both";
  readonly family: MagicFamily;
  readonly summary: string;
  readonly parameters: readonly MagicParameter[];
  /** Whether `%name x = …` is allowed, forbidden or needed. */
  readonly target?: "optional" | "none" | "required";
  /**
   * The lines below a cell magic: `"code"` is expanded and runs behind what `emit` gives; `"text"`, the default, is
   * handed to `emit`.
   */
  readonly body?: "code" | "text";
  /** Text that runs as it stands. */
  readonly example: string;
  /**
   * TypeScript on one line (cell magics keep their body's lines). The library is in scope as `$bigdata`, whatever the
   * cell imported or shadowed.
   * @throws MagicError with a message for the user when the arguments do not fit together
   */
  emit(call: MagicCall): readonly EmittedPiece[];
}
