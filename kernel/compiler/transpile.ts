import type { TS } from "../typescript.js";
import { rewriteExports, rewriteModule } from "./modules.js";
import { type Insertion, shareVariables } from "./share.js";

/** Source maps of one emitted text, outermost first: emitted CommonJS → ES module → TypeScript. JSON. */
export type MapChain = readonly string[];

const INLINE_MAP = /\n?\/\/# sourceMappingURL=data:application\/json;base64,([\w+/=]+)\s*$/;

/** What is known of an emitted text besides the text. */
export interface Emitted {
  readonly maps: MapChain;
  /** What was put into the text between the first map and the second. */
  readonly insertions: readonly Insertion[];
  /** Modules it loads by a literal name, statically or with `require`. */
  readonly imports: readonly string[];
  /** Variables, functions and classes it declares at its top level. */
  readonly declares: readonly string[];
  /** Whether it awaits outside of functions; tslab overlooks `for await`. */
  readonly hasAwait: boolean;
}

const NOTHING: Emitted = { maps: [], insertions: [], imports: [], declares: [], hasAwait: false };

/** The second transform of a cell, ES module to CommonJS. */
export interface Transpiler {
  transpile(text: string, options: TS.TranspileOptions): TS.TranspileOutput;
  /** Begins a conversion: gives what tells, of each text emitted from now to the next call, what it brought along. */
  begin(): (output: string) => Emitted;
}

/**
 * A transpiler that keeps source maps, and leaves `import()` to a function of ours instead of turning it into
 * `require`, which cannot load modules with top-level await.
 */
export function createTranspiler(ts: typeof TS): Transpiler {
  let known = new Map<string, Emitted>();
  return {
    transpile(text, options) {
      const inline = INLINE_MAP.exec(text);
      const imports = new Set<string>();
      const declares: string[] = [];
      let hasAwait = false;
      const found = {
        imports: (name: string): void => void imports.add(name),
        awaits(): void {
          hasAwait = true;
        },
      };
      const shared = shareVariables(ts, text.replace(INLINE_MAP, ""));
      const done = ts.transpileModule(shared.text, {
        ...options,
        compilerOptions: { ...options.compilerOptions, sourceMap: true },
        transformers: {
          before: [rewriteModule(ts, found)],
          after: [rewriteExports(ts, (names) => void declares.push(...names))],
        },
      });
      const outputText = done.outputText.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "");
      const inner = inline?.[1] ? [Buffer.from(inline[1], "base64").toString("utf8")] : [];
      const maps = [done.sourceMapText ?? "", ...inner];
      known.set(outputText, { maps, insertions: shared.insertions, imports: [...imports], declares, hasAwait });
      return { ...done, outputText };
    },
    begin() {
      const mine = new Map<string, Emitted>();
      known = mine;
      return (output) => mine.get(output) ?? NOTHING;
    },
  };
}
