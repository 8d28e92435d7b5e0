/**
 * Runs the zoom state machine of one shown figure: between Plotly's events, a timer, the comm, and the drawing.
 * @module
 */
import type { JsonObject, LiveAnswer, RefineRequest } from "../contract/index.js";
import { type BadgeKind, startView, stepView, type ViewEvent, type ViewSize } from "../view/machine.js";
import type { Relayout } from "../view/ranges.js";

/** A comm to the kernel that drew the figure. */
export interface Line {
  ask(request: RefineRequest): void;
  close(): void;
}

/** What happens at the other end. */
export interface LineEvents {
  opened(): void;
  answered(answer: LiveAnswer, buffers: readonly DataView[]): void;
  closed(reason: string): void;
}

/** What a runner needs of its surroundings. */
export interface RunnerParts {
  /** For which the picture that stands there was made. */
  readonly size: ViewSize;
  /** What it shows. */
  readonly text: string;
  /** Opens the comm; events may come at once. */
  connect(events: LineEvents): Line;
  /** Calls back after a rest; a new call takes the place of the last. */
  rest(milliseconds: number, done: () => void): void;
  draw(content: JsonObject, buffers: readonly DataView[]): void;
  badge(kind: BadgeKind, text: string): void;
  /** Called at every zoom while there is no kernel. */
  zoomedAlone(update: Relayout): void;
}

/** One shown figure at work. */
export interface Runner {
  relayout(update: Relayout): void;
  resized(size: ViewSize): void;
  /** The kernel is gone. */
  lost(reason: string): void;
  dispose(): void;
}

/** Starts the machine and opens the comm. */
export function startRunner(parts: RunnerParts): Runner {
  let state = startView(parts.size, parts.text);
  let disposed = false;
  let line: Line | undefined;
  const take = (event: ViewEvent, buffers: readonly DataView[] = []): void => {
    if (disposed) return;
    const step = stepView(state, event);
    state = step.state;
    for (const effect of step.effects) {
      if (effect.type === "rest") parts.rest(effect.milliseconds, () => take({ type: "rested" }));
      else if (effect.type === "ask") line?.ask(effect.request);
      else if (effect.type === "draw") parts.draw(effect.content, buffers);
      else parts.badge(effect.kind, effect.text);
    }
  };
  line = parts.connect({
    opened: () => take({ type: "opened" }),
    answered: (answer, buffers) => take({ type: "answered", answer }, buffers),
    closed: (reason) => take({ type: "closed", reason }),
  });
  return {
    relayout(update) {
      take({ type: "relayout", update });
      if (state.status === "static") parts.zoomedAlone(update);
    },
    resized: (size) => take({ type: "resized", size }),
    lost: (reason) => take({ type: "closed", reason }),
    dispose() {
      if (disposed) return;
      disposed = true;
      line?.close();
    },
  };
}
