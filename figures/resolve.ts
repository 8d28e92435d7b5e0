/**
 * The work of a figure: every trace resolved by its kind.
 * @module
 */
import { ambient, type FigureSpec, type Trace } from "../contract/index.js";
import type { ToColumn } from "./columns.js";
import type { Resolve } from "./figure.js";
import { figureSize, finish } from "./finish.js";
import type { ResolveTrace, TraceContext } from "./resolved.js";
import { PLAIN_THEME } from "./style/theme.js";
import { histogramResolver } from "./traces/histogram.js";
import { passOn } from "./traces/pass-on.js";

/** Does the work of figures whose arrays become columns by `toColumn`. */
export function resolver(toColumn: ToColumn): Resolve {
  const kinds: { readonly [type: string]: ResolveTrace } = { histogram: histogramResolver(toColumn) };
  return async (spec) => {
    const context = traceContext(spec);
    const resolved = [];
    for (const trace of spec.data) resolved.push(await (kinds[kindOf(trace)] ?? passOn)(trace, context));
    return finish(spec, resolved, PLAIN_THEME);
  };
}

function kindOf(trace: Trace): string {
  return trace.type ?? "scatter";
}

function traceContext(spec: FigureSpec): TraceContext {
  const { width, height } = figureSize(spec.layout ?? {});
  const margin = (spec.layout?.["margin"] ?? {}) as { l?: number; r?: number; t?: number; b?: number };
  const { l = 70, r = 30, t = 84, b = 60 } = margin;
  return { width: Math.max(10, width - l - r), height: Math.max(10, height - t - b), signal: ambient()?.signal };
}
