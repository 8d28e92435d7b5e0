import type { TS } from "../typescript.js";

/** What tslab's own build of TypeScript 5.0.4 has and TypeScript itself has not, or not any more. */
export interface Additions {
  getDefaultTypeRoots(): readonly string[];
  getNullTransformationContext(): TS.TransformationContext;
  getPreEmitDiagnosticsOfFiles(program: TS.Program, files: readonly TS.SourceFile[]): readonly TS.Diagnostic[];
  getQuickInfoAtPosition(
    file: TS.SourceFile,
    checker: TypeChecker,
    token: TS.CancellationToken,
    position: number,
  ): TS.QuickInfo | undefined;
}

interface TypeChecker extends TS.TypeChecker {
  /** Internal to TypeScript. */
  isUnknownSymbol(symbol: TS.Symbol): boolean;
}

interface Shown {
  readonly symbolKind: TS.ScriptElementKind;
  readonly displayParts: TS.SymbolDisplayPart[];
  readonly documentation: TS.SymbolDisplayPart[];
  readonly tags?: TS.JSDocTagInfo[];
}

/** What TypeScript's language service is made of, which it hands out without declaring it. */
interface Internals {
  readonly nullTransformationContext: TS.TransformationContext;
  getTouchingPropertyName(file: TS.SourceFile, position: number): TS.Node;
  getContainerNode(node: TS.Node): TS.Node | undefined;
  createTextSpanFromNode(node: TS.Node, file: TS.SourceFile): TS.TextSpan;
  typeToDisplayParts(checker: TS.TypeChecker, type: TS.Type, within?: TS.Node): TS.SymbolDisplayPart[];
  readonly SymbolDisplay: {
    getSymbolDisplayPartsDocumentationAndSymbolKind(
      checker: TS.TypeChecker,
      symbol: TS.Symbol,
      file: TS.SourceFile,
      within: TS.Node | undefined,
      node: TS.Node,
    ): Shown;
    getSymbolModifiers(checker: TS.TypeChecker, symbol: TS.Symbol): string;
  };
}

/** The additions to a TypeScript. */
export function createAdditions(ts: typeof TS): Additions {
  const internals = ts as unknown as Internals;
  return {
    // The compiler's options name the folders.
    getDefaultTypeRoots: () => [],
    getNullTransformationContext: () => internals.nullTransformationContext,
    getPreEmitDiagnosticsOfFiles(program, files) {
      const found = [...program.getGlobalDiagnostics()];
      for (const file of files) {
        found.push(...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file));
        found.push(...program.getDeclarationDiagnostics(file));
      }
      return ts.sortAndDeduplicateDiagnostics(found);
    },
    getQuickInfoAtPosition: (file, checker, _token, position) => quickInfo(ts, internals, file, checker, position),
  };
}

/** What is known of the name at a position; undefined where there is none. */
function quickInfo(
  ts: typeof TS,
  internals: Internals,
  file: TS.SourceFile,
  checker: TypeChecker,
  position: number,
): TS.QuickInfo | undefined {
  const touched = internals.getTouchingPropertyName(file, position);
  if (touched === file) return undefined;
  const node = namingNode(ts, touched);
  const textSpan = internals.createTextSpanFromNode(node, file);
  const within = internals.getContainerNode(node);
  const symbol = contextualProperty(ts, checker, node) ?? checker.getSymbolAtLocation(node);
  // A name that nobody declares has a symbol too.
  if (symbol && !checker.isUnknownSymbol(symbol)) {
    const { SymbolDisplay } = internals;
    const shown = SymbolDisplay.getSymbolDisplayPartsDocumentationAndSymbolKind(checker, symbol, file, within, node);
    const { symbolKind: kind, displayParts, documentation, tags } = shown;
    const kindModifiers = SymbolDisplay.getSymbolModifiers(checker, symbol);
    return { kind, kindModifiers, textSpan, displayParts, documentation, ...(tags && { tags }) };
  }
  if (!hasType(ts, node)) return undefined;
  const type = checker.getTypeAtLocation(node);
  return {
    kind: ts.ScriptElementKind.unknown,
    kindModifiers: "",
    textSpan,
    displayParts: internals.typeToDisplayParts(checker, type, within),
    documentation: type.symbol?.getDocumentationComment(checker) ?? [],
    tags: type.symbol?.getJsDocTags(checker) ?? [],
  };
}

/** `new Name` and `import.meta` are told as a whole. */
function namingNode(ts: typeof TS, node: TS.Node): TS.Node {
  const { parent } = node;
  if (ts.isNewExpression(parent) && node.pos === parent.pos) return parent.expression;
  if (ts.isNamedTupleMember(parent) && node.pos === parent.pos) return parent;
  if (ts.isMetaProperty(parent) && parent.name === node) return parent;
  return node;
}

/** For a key of an object literal: the property of the type that the object is given to, with its doc comment. */
function contextualProperty(ts: typeof TS, checker: TS.TypeChecker, node: TS.Node): TS.Symbol | undefined {
  const { parent } = node;
  if (!ts.isObjectLiteralElementLike(parent) || parent.name !== node || !ts.isObjectLiteralExpression(parent.parent))
    return undefined;
  if (!ts.isIdentifier(node) && !ts.isStringLiteralLike(node)) return undefined;
  return checker.getContextualType(parent.parent)?.getProperty(node.text);
}

function hasType(ts: typeof TS, node: TS.Node): boolean {
  if (ts.isIdentifier(node)) return !ts.isLabeledStatement(node.parent) && !ts.isBreakOrContinueStatement(node.parent);
  return (
    ts.isPropertyAccessExpression(node) ||
    ts.isQualifiedName(node) ||
    ts.isMetaProperty(node) ||
    ts.isNamedTupleMember(node) ||
    node.kind === ts.SyntaxKind.ThisKeyword ||
    node.kind === ts.SyntaxKind.ThisType ||
    node.kind === ts.SyntaxKind.SuperKeyword
  );
}
