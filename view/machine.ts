/**
 * The zoom state machine: which view to ask for, when, and which answer to draw. Pure: events in, effects out; the
 * timer, the comm and Plotly belong to whoever runs it.
 *
 * It asks at most one question at a time: at once for a zoom after a rest, for those that follow it closely and for new
 * sizes when the user rests. It asks only for the newest view, draws only the answer to the last question, and goes
 * static, once and for all, when the kernel closes the comm.
 * @module
 */
import type { JsonObject, LiveAnswer, RefineRequest } from "../contract/index.js";
import { afterRelayout, type Relayout, sameRanges, type ViewRanges } from "./ranges.js";

/** Milliseconds of rest after the last of several views. */
export const REST_MS = 60;

/** Size of the plot area in CSS pixels. */
export interface ViewSize {
  readonly width: number;
  readonly height: number;
  readonly pixelRatio: number;
}

/** Everything the machine knows. */
export interface ViewState {
  /** `"opening"` until the kernel has accepted, `"live"`, or `"static"` for ever. */
  readonly status: "opening" | "live" | "static";
  /** What the user looks at. */
  readonly ranges: ViewRanges;
  readonly size: ViewSize;
  /** Number of the last question. */
  readonly sequence: number;
  /** The question that is not answered yet. */
  readonly asked: { readonly ranges: ViewRanges; readonly size: ViewSize } | undefined;
  /** Whether the user looks at something that was not asked for. */
  readonly stale: boolean;
  /** Whether the timer runs. */
  readonly resting: boolean;
  /** What the badge says beside its state. */
  readonly text: string;
}

/** What happens to the machine. */
export type ViewEvent =
  | { readonly type: "opened" }
  | { readonly type: "closed"; readonly reason: string }
  | { readonly type: "relayout"; readonly update: Relayout }
  | { readonly type: "resized"; readonly size: ViewSize }
  | { readonly type: "rested" }
  | { readonly type: "answered"; readonly answer: LiveAnswer };

/** What the machine wants done. */
export type ViewEffect =
  /** Start the timer anew; send `rested` when it ends. */
  | { readonly type: "rest"; readonly milliseconds: number }
  | { readonly type: "ask"; readonly request: RefineRequest }
  /** Put the arrays of an answer into the figure. */
  | { readonly type: "draw"; readonly content: JsonObject }
  | { readonly type: "badge"; readonly kind: BadgeKind; readonly text: string };

/** What a figure is: answered by its kernel, on its own, or live but without an answer to the last view. */
export type BadgeKind = "live" | "static" | "failed";

/** The next state, and what is to be done. */
export interface Step {
  readonly state: ViewState;
  readonly effects: readonly ViewEffect[];
}

const REST: ViewEffect = { type: "rest", milliseconds: REST_MS };

/**
 * The machine before anything happened.
 * @param size for which the picture that stands there was made
 * @param text what it shows
 */
export function startView(size: ViewSize, text = ""): ViewState {
  return {
    status: "opening",
    ranges: {},
    size,
    sequence: 0,
    asked: undefined,
    stale: false,
    resting: false,
    text,
  };
}

/** Takes one event. */
export function stepView(state: ViewState, event: ViewEvent): Step {
  if (state.status === "static") {
    // The ranges are still followed, so that whoever reads a pyramid knows the view.
    const ranges = event.type === "relayout" ? afterRelayout(state.ranges, event.update) : undefined;
    return { state: ranges === undefined ? state : { ...state, ranges }, effects: [] };
  }
  switch (event.type) {
    case "opened":
      return asking({ ...state, status: "live" }, [badge("live", state.text)]);
    case "closed":
      return {
        state: { ...state, status: "static", asked: undefined, stale: false, resting: false, text: event.reason },
        effects: [badge("static", event.reason)],
      };
    case "relayout": {
      const ranges = afterRelayout(state.ranges, event.update);
      return ranges === undefined ? { state, effects: [] } : zoomed({ ...state, ranges });
    }
    case "resized":
      return sameSize(state.size, event.size) ? { state, effects: [] } : changed({ ...state, size: event.size });
    case "rested":
      return asking({ ...state, resting: false }, []);
    case "answered":
      return answered(state, event.answer);
  }
}

function changed(state: ViewState): Step {
  return { state: { ...state, stale: true, resting: true }, effects: [REST] };
}

/** The first zoom of several does not wait. */
function zoomed(state: ViewState): Step {
  const { state: asked, effects } = asking({ ...state, stale: true }, []);
  return { state: { ...asked, resting: true }, effects: [...effects, REST] };
}

/** Asks when there is something to ask, someone to ask, no open question and no hand on the mouse. */
function asking(state: ViewState, before: readonly ViewEffect[]): Step {
  if (state.status !== "live" || !state.stale || state.resting || state.asked !== undefined) {
    return { state, effects: before };
  }
  const { ranges, size } = state;
  const sequence = state.sequence + 1;
  const request: RefineRequest = { type: "refine", sequence, ranges, ...size };
  return {
    state: { ...state, sequence, stale: false, asked: { ranges, size } },
    effects: [...before, { type: "ask", request }],
  };
}

function answered(state: ViewState, answer: LiveAnswer): Step {
  if (state.asked === undefined || answer.sequence !== state.sequence) return { state, effects: [] };
  const { ranges, size } = state.asked;
  const current = sameRanges(ranges, state.ranges) && sameSize(size, state.size);
  const text = textOf(answer);
  // An answer to a view that has moved on is drawn as well: it is nearer than what stands there.
  const draw: ViewEffect[] = answer.type === "refined" ? [{ type: "draw", content: answer.content }] : [];
  return asking({ ...state, asked: undefined, stale: state.stale || !current, text }, [
    ...draw,
    badge(answer.type === "failed" ? "failed" : "live", text),
  ]);
}

function textOf({ type, content }: LiveAnswer): string {
  const text = type === "failed" ? content["message"] : content["note"];
  return typeof text === "string" ? text : "";
}

function badge(kind: BadgeKind, text: string): ViewEffect {
  return { type: "badge", kind, text };
}

function sameSize(a: ViewSize, b: ViewSize): boolean {
  return a.width === b.width && a.height === b.height && a.pixelRatio === b.pixelRatio;
}
