/**
 * histogram: equal to numpy.histogram, edges and counts.
 * @module
 */
import type {
  Aggregate,
  AggregateRequest,
  Arena,
  Batch,
  Cloneable,
  ColumnBatch,
  DTypeName,
  Finished,
  Selection,
} from "../../contract/index.js";
import { BYTE_TABLES, HISTOGRAM_TABLES, type Kernels } from "../simd/kernels.js";
import { atOnce } from "../turns.js";
import { type BinRule, binsByRule, checkBins, surveyOf, surveyRequests } from "./bin-rules.js";
import { type CountTable, countValues, createCounts, settleCounts } from "./count-table.js";
import { binOf, outerEdges, type UniformBins, uniformBins } from "./edges.js";
import { type ColumnOr, optionsOf, request } from "./request.js";
import { aggregateOf } from "./state.js";
import {
  createSurvey,
  finishSurvey,
  joinSurvey,
  prepareSurvey,
  type Surveying,
  settleSurvey,
  surveyBatch,
} from "./survey.js";
import { countedRows, numericType, packFloat64, storedNumbers } from "./values.js";

/** Options of {@link histogram}. */
export interface HistogramOptions {
  /** Number of equal bins, or the rule that finds it (`"auto"`, `"fd"`, `"scott"`, `"sturges"`); default 10, as NumPy's. */
  readonly bins?: number | BinRule;
  /** Outer edges, both included; values outside are left out. Default: the data's extremes, found in a pass before. */
  readonly range?: readonly [min: number, max: number];
  /** Divide counts by their total and the width of their bin, so that the area is 1. */
  readonly density?: boolean;
}

/** A histogram: `edges` has one entry more than `counts`; the last bin includes its right edge. */
export interface Histogram {
  /** Counts, or densities with `density: true`. */
  readonly counts: Float64Array;
  readonly edges: Float64Array;
}

/**
 * Counts values into equal bins, as `numpy.histogram`. NaN is left out when a range is given and refused otherwise.
 * Times are binned as the numbers they are stored as, and edges are in their unit.
 * float16 is binned as its float32 values (NumPy bins in half precision, whose edges are too coarse).
 * @throws InvalidArgument for bins below 1, unknown rules, a range that is not finite or runs backwards
 */
export function histogram(
  column?: ColumnOr<HistogramOptions>,
  options?: HistogramOptions,
): AggregateRequest<Histogram> {
  const { bins = 10, range } = optionsOf(column, options);
  checkBins(bins);
  if (range !== undefined) outerEdges(range, "float64", true);
  return request("histogram", column, options, { bins });
}

/** A request without the compiler-only type of its result. */
type PlainRequest = Pick<AggregateRequest, "kind" | "columns" | "options">;

type Options = {
  readonly bins: number | BinRule;
  readonly range?: readonly [number, number];
  readonly density?: boolean;
  /** Results of the survey so far, in the order of its requests. */
  readonly survey?: readonly Cloneable[];
  readonly requests?: readonly PlainRequest[];
  /** Outer edges found by the survey. */
  readonly found?: readonly [number, number];
};

interface HistogramState {
  readonly options: Options;
  type: DTypeName | undefined;
  readonly survey: Surveying | undefined;
  uniform: UniformBins | undefined;
  table: CountTable | undefined;
  /** Counts of the 256 byte values: one pass is enough for one-byte types, whatever the range. */
  bytes: CountTable | undefined;
}

/** The `"histogram"` aggregate. */
export function histogramAggregate(kernels: Kernels): Aggregate<HistogramState[], Histogram> {
  return aggregateOf<HistogramState[], Histogram>({
    kind: "histogram",
    init: (req, groups) => Array.from({ length: groups }, () => fresh(req.options as Partial<Options>, kernels)),
    update(states, batch, columns, arena, _groupIds, selection) {
      const state = states[0]!;
      const column = storedNumbers(batch.columns[columns[0]!]!);
      state.type = numericType(column, "histogram");
      const oneByte = state.type === "uint8" || state.type === "int8" || state.type === "bool";
      if (
        oneByte &&
        typeof state.options.bins === "number" &&
        countedRows(batch, column, arena, selection) === undefined
      )
        countBytes(state, batch, column, arena, kernels);
      else if (state.survey !== undefined)
        surveyBatch(state.survey, batch, column, arena, kernels, selection, state.options.range);
      else count(state, batch, column, arena, kernels, selection);
    },
    merge: (into, from, map) => atOnce(mergePieces(into, from, map, kernels)),
    mergePieces: (into, from, map) => mergePieces(into, from, map, kernels),
    prepare: (states, group) => prepare(states[group]!, kernels),
    settle(states) {
      for (const { table, bytes, survey } of states) {
        if (table !== undefined) settleCounts(table, kernels);
        if (bytes !== undefined) settleCounts(bytes, kernels);
        if (survey !== undefined) settleSurvey(survey, kernels);
      }
    },
    finish: (states, group) => finish(states[group]!, kernels),
  });
}

function fresh({ bins = 10, ...rest }: Partial<Options>, kernels: Kernels): HistogramState {
  const options = { bins, ...rest };
  const known = typeof options.bins === "number" && (options.range ?? options.found) !== undefined;
  const survey = known ? undefined : createSurvey(kernels, options.requests ?? surveyRequests(options.bins));
  return { options, type: undefined, survey, uniform: undefined, table: undefined, bytes: undefined };
}

function countBytes(state: HistogramState, batch: Batch, column: ColumnBatch, arena: Arena, kernels: Kernels): void {
  state.bytes ??= createCounts(256, BYTE_TABLES);
  countValues(state.bytes, kernels, arena, batch.rows, (tables) => {
    kernels.byteCounts(column.values, batch.rows, tables);
  });
}

function binsOf(state: HistogramState): UniformBins {
  const { bins, range, found } = state.options;
  state.uniform ??= uniformBins(bins as number, range ?? found ?? [0, 1], state.type ?? "float64", range !== undefined);
  return state.uniform;
}

function count(
  state: HistogramState,
  batch: Batch,
  column: ColumnBatch,
  arena: Arena,
  kernels: Kernels,
  selection: Selection,
): void {
  const packed = packFloat64(batch, column, arena, kernels, "histogram", selection, undefined);
  const uniform = binsOf(state);
  const bins = uniform.edges.length - 1;
  const edges = arena.alloc((bins + 1) * 8);
  new Float64Array(arena.buffer, edges, bins + 1).set(uniform.edges);
  state.table ??= createCounts(bins + 1, HISTOGRAM_TABLES);
  countValues(state.table, kernels, arena, packed.n, (tables) => {
    kernels.histogram(packed.at, packed.n, { ...uniform, bins, edges, tables });
  });
}

function* mergePieces(
  into: readonly HistogramState[],
  from: readonly HistogramState[],
  map: Uint32Array | undefined,
  kernels: Kernels,
): Generator<void, void> {
  for (const [g, other] of from.entries()) yield* join(into[map === undefined ? g : map[g]!]!, other, kernels);
}

/** What the survey takes to be finished. */
function* prepare({ survey }: HistogramState, kernels: Kernels): Generator<void, void> {
  if (survey !== undefined) yield* prepareSurvey(survey, kernels);
}

function* join(into: HistogramState, from: HistogramState, kernels: Kernels): Generator<void, void> {
  into.type ??= from.type;
  into.uniform ??= from.uniform;
  if (into.survey !== undefined && from.survey !== undefined) yield* joinSurvey(into.survey, from.survey, kernels);
  into.table = joinCounts(into.table, from.table);
  into.bytes = joinCounts(into.bytes, from.bytes);
}

function joinCounts(into: CountTable | undefined, from: CountTable | undefined): CountTable | undefined {
  if (into === undefined || from === undefined) return into ?? from;
  from.counts.forEach((n, i) => {
    into.counts[i]! += n;
  });
  return into;
}

function finish(state: HistogramState, kernels: Kernels): Finished<Histogram> {
  const { options } = state;
  if (state.bytes !== undefined) return { done: result(state, ...ofBytes(state, state.bytes.counts)) };
  if (state.survey === undefined) {
    const { edges } = binsOf(state);
    const counts = state.table?.counts.slice(0, edges.length - 1) ?? new Float64Array(edges.length - 1);
    return { done: result(state, counts, edges) };
  }
  const survey = finishSurvey(state.survey, kernels, options.survey);
  if (survey.again !== undefined)
    return {
      again: again({
        ...options,
        survey: survey.results,
        requests: survey.again.map(({ kind, columns, options: asked }) => ({ kind, columns, options: asked })),
      }),
    };
  const known = surveyOf(options.bins, survey.results);
  const range = options.range ?? (known.n === 0 ? [0, 1] : known.range);
  const outer = outerEdges(range, state.type ?? "float64", options.range !== undefined);
  const integer = state.type !== undefined && !state.type.startsWith("float");
  const bins = typeof options.bins === "number" ? options.bins : binsByRule(options.bins, known, outer, integer);
  uniformBins(bins, range, state.type ?? "float64", options.range !== undefined);
  const { survey: _done, requests: _asked, ...kept } = options;
  return { again: again({ ...kept, bins, found: range }) };
}

function again(options: Options): AggregateRequest<Histogram> {
  return { kind: "histogram", columns: [], options };
}

/** Bins the 256 possible values. */
function ofBytes(state: HistogramState, byValue: Float64Array): [counts: Float64Array, edges: Float64Array] {
  const value = (byte: number): number => (state.type === "int8" ? (byte << 24) >> 24 : byte);
  const seen = [...byValue.keys()].filter((byte) => byValue[byte]! > 0).map(value);
  const range = state.options.range ?? [Math.min(...seen), Math.max(...seen)];
  const uniform = uniformBins(state.options.bins as number, range, state.type!, state.options.range !== undefined);
  const counts = new Float64Array(uniform.edges.length - 1);
  byValue.forEach((n, byte) => {
    const bin = n > 0 ? binOf(uniform, value(byte)) : -1;
    if (bin >= 0) counts[bin]! += n;
  });
  return [counts, uniform.edges];
}

function result(state: HistogramState, counts: Float64Array, edges: Float64Array): Histogram {
  if (!state.options.density) return { counts, edges };
  const total = counts.reduce((sum, n) => sum + n, 0);
  return { counts: counts.map((n, i) => n / (edges[i + 1]! - edges[i]!) / total), edges };
}
