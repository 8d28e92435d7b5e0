/**
 * Refinement: a shown figure answers a zoom with exactly the points its pixels need.
 * @module
 */
import { randomUUID } from "node:crypto";
import type {
  AxisRange,
  FigureSpec,
  Json,
  JsonObject,
  LiveHandle,
  LiveRequest,
  Refinement,
  RefineRequest,
  RowsRequest,
  Trace,
} from "../contract/index.js";
import { toMilliseconds } from "../display/picture/axis.js";
import { dtypeCode, toJson } from "./encode.js";
import type { FinishedFigure } from "./finish.js";
import { hasSlider, withOverview } from "./overview.js";
import { type FigureWork, logAxes, toldBy } from "./resolve.js";
import type { PlotTrace, TraceContext, ViewRange } from "./resolved.js";
import { isShaped } from "./resolved.js";
import { shareOf } from "./subplots.js";
import { joinedNotes } from "./words.js";

/**
 * The handle of a figure. An answer's content is `{ traces: [{ index, attributes }], note, annotation }`: for each
 * trace of the figure that shows more in this view its attributes that hold arrays, as references into the buffers;
 * the note, and its position among the layout's annotations (-1 without one).
 * A request for rows is answered with {@link ListedRows}.
 * @param shown the specification as it was shown, and what came of it
 */
export function liveHandle(spec: FigureSpec, shown: () => Promise<FinishedFigure>, work: FigureWork): LiveHandle {
  let closed = false;
  return {
    plot: randomUUID(),
    async refine(request: LiveRequest, signal: AbortSignal) {
      if (closed) throw new Error("the figure is closed; run its cell again");
      if (request.type === "rows") return listed(spec, await shown(), work, request, signal);
      return refined(spec, await shown(), work, request, signal);
    },
    close() {
      closed = true;
    },
  };
}

async function listed(
  spec: FigureSpec,
  { origins }: FinishedFigure,
  work: FigureWork,
  request: RowsRequest,
  signal: AbortSignal,
): Promise<Refinement> {
  const trace = spec.data[origins[request.trace]?.trace ?? -1];
  if (trace === undefined) throw new RangeError(`the figure has no trace ${request.trace}`);
  return { content: await work.list(trace, request, signal), buffers: [] };
}

async function refined(
  spec: FigureSpec,
  { figure, origins, note, notes: before, said }: FinishedFigure,
  work: FigureWork,
  request: RefineRequest,
  signal: AbortSignal,
): Promise<Refinement> {
  const buffers: ArrayBufferView[] = [];
  const traces: JsonObject[] = [];
  const notes = [...before];
  const wanted = new Set(origins.filter(({ refinable }) => refinable).map(({ trace }) => trace));
  for (const position of wanted) {
    const trace = spec.data[position];
    if (trace === undefined) continue;
    const context = viewOf(trace, spec, request, signal);
    const resolved = await work.resolve(trace, context);
    signal.throwIfAborted();
    notes[position] = resolved.note;
    const first = origins.findIndex((origin) => origin.trace === position);
    resolved.traces.forEach((made, offset) => {
      const index = first + offset;
      const { x } = context.view;
      const whole = x && hasSlider(trace, spec.layout ?? {}) ? figure.data[index] : undefined;
      traces.push({ index, attributes: arraysOf(x && whole ? withOverview(made, whole, x) : made, buffers) });
    });
  }
  return { content: { traces, note: wanted.size === 0 ? said : joinedNotes(notes), annotation: note }, buffers };
}

function viewOf(trace: Trace, spec: FigureSpec, request: RefineRequest, signal: AbortSignal): TraceContext {
  const log = logAxes(trace, spec.layout ?? {});
  const range = (letter: "x" | "y"): ViewRange | undefined => {
    const given = request.ranges[`${letter}axis${String(trace[`${letter}axis`] ?? letter).slice(1)}`];
    return given === undefined || given === null ? undefined : inData(given, log[letter]);
  };
  const x = range("x");
  const y = range("y");
  const share = shareOf(trace, spec);
  return {
    width: Math.max(1, Math.min(20_000, request.width * request.pixelRatio * share.width)),
    height: Math.max(1, Math.min(20_000, request.height * request.pixelRatio * share.height)),
    signal,
    view: { ...(x && { x }), ...(y && { y }) },
    log,
    told: toldBy(trace, spec.layout ?? {}),
    pyramids: 0,
    priority: "refine",
  };
}

/** Low to high in data units; reversed ranges are turned round, dates become milliseconds. */
function inData([from, to]: AxisRange, log: boolean): ViewRange {
  const value = (end: number | string): number => {
    const number = typeof end === "number" ? end : toMilliseconds(end);
    return log ? 10 ** number : number;
  };
  const [a, b] = [value(from), value(to)];
  if (!Number.isFinite(a) || !Number.isFinite(b)) throw new RangeError(`cannot show the range ${from} to ${to}`);
  return a <= b ? [a, b] : [b, a];
}

/** Attributes that hold arrays; typed ones go into the buffers. */
function arraysOf(trace: PlotTrace, buffers: ArrayBufferView[]): JsonObject {
  const result: { [key: string]: Json } = {};
  for (const [key, value] of Object.entries(trace)) if (holdsArray(value)) result[key] = referred(value, buffers);
  return result;
}

function holdsArray(value: unknown): boolean {
  if (Array.isArray(value) || ArrayBuffer.isView(value) || isShaped(value)) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(holdsArray);
}

function referred(value: unknown, buffers: ArrayBufferView[]): Json {
  const shape = isShaped(value) ? value.shape : undefined;
  const array = isShaped(value) ? value.values : value;
  if (ArrayBuffer.isView(array)) {
    const dtype = dtypeCode(array);
    if (dtype === undefined) return toJson(array);
    buffers.push(array);
    return { buffer: buffers.length - 1, dtype, ...(shape && { shape: [...shape] }) };
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return toJson(value);
  const result: { [key: string]: Json } = {};
  for (const [key, entry] of Object.entries(value)) result[key] = referred(entry, buffers);
  return result;
}
