import type { TS } from "../typescript.js";

/** Name of the function that carries out `import()` in emitted code. */
export const DYNAMIC_IMPORT = "$import";

/** Source maps of one emitted text, outermost first: emitted CommonJS → ES module → TypeScript. JSON. */
export type MapChain = readonly string[];

const INLINE_MAP = /\n?\/\/# sourceMappingURL=data:application\/json;base64,([\w+/=]+)\s*$/;

/** What is known of an emitted text besides the text. */
export interface Emitted {
  readonly maps: MapChain;
  /** Modules it loads by a literal name, statically or with `require`. */
  readonly imports: readonly string[];
  /** Whether it awaits outside of functions; tslab overlooks `for await`. */
  readonly hasAwait: boolean;
}

/** The second transform of a cell, ES module to CommonJS. */
export interface Transpiler {
  transpile(text: string, options: TS.TranspileOptions): TS.TranspileOutput;
  /** What an emitted text of the last conversion brought along. */
  emitted(output: string): Emitted;
  /** Forgets the texts of the last conversion. */
  clear(): void;
}

/**
 * A transpiler that keeps source maps, and leaves `import()` to {@link DYNAMIC_IMPORT} instead of turning it into
 * `require`, which cannot load modules with top-level await.
 */
export function createTranspiler(ts: typeof TS): Transpiler {
  const known = new Map<string, Emitted>();
  return {
    transpile(text, options) {
      const inline = INLINE_MAP.exec(text);
      const imports = new Set<string>();
      let hasAwait = false;
      const noteAwait = (): void => {
        hasAwait = true;
      };
      const done = ts.transpileModule(text.replace(INLINE_MAP, ""), {
        ...options,
        compilerOptions: { ...options.compilerOptions, sourceMap: true },
        transformers: { before: [modules(ts, imports, noteAwait)] },
      });
      const outputText = done.outputText.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "");
      const inner = inline?.[1] ? [Buffer.from(inline[1], "base64").toString("utf8")] : [];
      known.set(outputText, { maps: [done.sourceMapText ?? "", ...inner], imports: [...imports], hasAwait });
      return { ...done, outputText };
    },
    emitted: (output) => known.get(output) ?? { maps: [], imports: [], hasAwait: false },
    clear: () => known.clear(),
  };
}

/** Rewrites `import()`, collects the names of the modules that are loaded by a literal name, and finds top-level await. */
function modules(ts: typeof TS, imports: Set<string>, onAwait: () => void): TS.TransformerFactory<TS.SourceFile> {
  return (context) => {
    let functions = 0;
    const visit = (node: TS.Node): TS.Node => {
      const isFunction = ts.isFunctionLike(node);
      const isAwait = ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier !== undefined);
      if (isAwait && functions === 0) onAwait();
      if (isFunction) functions++;
      const seen = ts.visitEachChild(node, visit, context);
      if (isFunction) functions--;
      if (ts.isImportDeclaration(seen) || ts.isExportDeclaration(seen)) {
        if (seen.moduleSpecifier && ts.isStringLiteral(seen.moduleSpecifier)) imports.add(seen.moduleSpecifier.text);
        return seen;
      }
      if (!ts.isCallExpression(seen)) return seen;
      const [argument] = seen.arguments;
      if (ts.isIdentifier(seen.expression) && seen.expression.text === "require") {
        if (argument && ts.isStringLiteral(argument)) imports.add(argument.text);
      }
      if (seen.expression.kind !== ts.SyntaxKind.ImportKeyword) return seen;
      const callee = ts.factory.createIdentifier(DYNAMIC_IMPORT);
      return ts.factory.updateCallExpression(seen, callee, undefined, seen.arguments);
    };
    return (file) => ts.visitEachChild(file, visit, context);
  };
}
