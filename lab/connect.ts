/**
 * The comm of one shown figure. The front end opens it; a kernel that did not draw the figure closes it.
 * @module
 */
import {
  LIVE_COMM_TARGET,
  type LiveAnswer,
  type LiveMime,
  type RefineRequest,
  type RowsRequest,
} from "../contract/index.js";
import type { SessionContext } from "./jupyter.js";
import type { Line, LineEvents } from "./runner.js";

/** The comm of a figure, which also lists rows. */
export interface LiveLine extends Line {
  list(request: RowsRequest): void;
}

/**
 * Opens the comm when the notebook's kernel is there.
 * @param listed takes answers to requests for rows
 */
export function connectLive(
  live: LiveMime,
  context: SessionContext,
  events: LineEvents,
  listed: (answer: LiveAnswer) => void,
): LiveLine {
  let comm: ReturnType<NonNullable<NonNullable<SessionContext["session"]>["kernel"]>["createComm"]> | undefined;
  let ended = false;
  const end = (reason: string): void => {
    if (ended) return;
    ended = true;
    context.statusChanged.disconnect(onStatus);
    events.closed(reason);
  };
  const onStatus = (_: unknown, status: string): void => {
    if (["restarting", "autorestarting", "terminating", "dead"].includes(status)) end("the kernel has gone");
  };
  const open = async (): Promise<void> => {
    await context.ready;
    const kernel = context.session?.kernel;
    if (ended) return;
    if (!kernel) return end("no kernel");
    comm = kernel.createComm(LIVE_COMM_TARGET);
    comm.onClose = () => end("drawn by another kernel");
    comm.onMsg = ({ content, buffers }) => {
      const views = (buffers ?? []).map((buffer) =>
        ArrayBuffer.isView(buffer)
          ? new DataView(buffer.buffer as ArrayBuffer, buffer.byteOffset, buffer.byteLength)
          : new DataView(buffer),
      );
      const answer = content.data as unknown as LiveAnswer;
      if (answer.sequence < 0) listed(answer);
      else events.answered(answer, views);
    };
    context.statusChanged.connect(onStatus);
    await comm.open({ version: 1, plot: live.plot, session: live.session }).done;
    if (!ended) events.opened();
  };
  if (live.session === "") queueMicrotask(() => end("drawn without a kernel"));
  else void open().catch((error: unknown) => end(error instanceof Error ? error.message : String(error)));
  const send = (request: RefineRequest | RowsRequest): void => {
    comm?.send({ ...request } as Parameters<NonNullable<typeof comm>["send"]>[0]);
  };
  return {
    ask: send,
    list(request) {
      if (!ended) send(request);
    },
    close() {
      ended = true;
      context.statusChanged.disconnect(onStatus);
      if (comm !== undefined && !comm.isDisposed) comm.dispose();
    },
  };
}
