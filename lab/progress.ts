/**
 * Progress bars with a cancel button: drawn from the output, and followed over a comm, since updates of displays are lost
 * when a page is loaded again.
 * @module
 */
import { MIME, PROGRESS_COMM_TARGET, type ProgressState } from "../contract/index.js";
import type { OutputModel, SessionContext } from "./jupyter.js";

/** A bar that is shown. */
export interface ShownProgress {
  /** Takes another state of the same output. */
  update(model: OutputModel): void;
  dispose(): void;
}

/** Draws the progress of an output into an element. */
export function showProgress(node: HTMLElement, first: OutputModel, context: SessionContext): ShownProgress {
  const bar = document.createElement("progress");
  const text = document.createElement("span");
  const cancel = document.createElement("button");
  cancel.type = "button";
  cancel.textContent = "Cancel";
  cancel.dataset["lmSuppressShortcuts"] = "true";
  text.setAttribute("role", "status");
  node.replaceChildren(bar, text, cancel);
  let ended = false;
  let disposed = false;
  let close: () => void = () => {};

  const draw = (state: ProgressState): void => {
    // an update that was sent before the end may come after it
    if (disposed || (ended && state.state === "running")) return;
    ended = state.state !== "running";
    node.dataset["state"] = state.state;
    bar.setAttribute("aria-label", state.label);
    if (state.total === null || state.total === 0) {
      if (ended) bar.value = 1;
      else bar.removeAttribute("value");
    } else {
      bar.max = state.total;
      bar.value = state.done;
    }
    text.textContent = state.text;
    cancel.setAttribute("aria-label", `Cancel ${state.label}`);
    // not disabled: a button that is loses the keyboard's focus to the page
    cancel.setAttribute("aria-disabled", String(ended));
    cancel.hidden = ended && document.activeElement !== cancel;
    node.hidden = state.leave === false && state.state === "done";
  };
  const stateOf = ({ data }: OutputModel): ProgressState => ({
    ...(data[MIME.progress] as ProgressState),
    text: withoutBar(String(data[MIME.plain] ?? "")),
  });

  cancel.addEventListener("click", () => {
    if (ended) return;
    cancel.setAttribute("aria-disabled", "true");
    void context.session?.kernel?.interrupt();
  });
  const opened = stateOf(first);
  draw(opened);
  if (!ended) {
    const lost = (): void => {
      if (ended || disposed) return;
      ended = true;
      node.dataset["state"] = "lost";
      text.textContent = `${text.textContent ?? ""}, not running any more`;
      cancel.hidden = true;
    };
    void follow(context, opened.id, (state) => draw({ ...state, text: withoutBar(state.text) }), lost)
      .then((stop) => {
        if (disposed) stop();
        else close = stop;
      })
      // without a kernel the bar stays as it was saved
      .catch(() => {});
  }
  return {
    update: (model) => draw(stateOf(model)),
    dispose() {
      disposed = true;
      close();
    },
  };
}

/** The line of an operation as terminals see it, without the bar that is drawn here. */
function withoutBar(line: string): string {
  return line.replace(/ \|[#-]+\|/, ":");
}

/** Opens the comm of an operation. @param lost called when the kernel closes it */
async function follow(
  context: SessionContext,
  id: string,
  take: (state: ProgressState) => void,
  lost: () => void,
): Promise<() => void> {
  await context.ready;
  const kernel = context.session?.kernel;
  if (!kernel) return () => {};
  const comm = kernel.createComm(PROGRESS_COMM_TARGET);
  comm.onMsg = ({ content }) => take(content.data as unknown as ProgressState);
  comm.onClose = lost;
  comm.open({ id });
  return () => {
    if (!comm.isDisposed) comm.dispose();
  };
}
