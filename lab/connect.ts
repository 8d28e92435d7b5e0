/**
 * The comm of one shown figure. The front end opens it; a kernel that did not draw the figure closes it.
 * @module
 */
import { LIVE_COMM_TARGET, type LiveAnswer, type LiveMime } from "../contract/index.js";
import type { SessionContext } from "./jupyter.js";
import type { Line, LineEvents } from "./runner.js";

/** Opens the comm when the notebook's kernel is there. */
export function connectLive(live: LiveMime, context: SessionContext, events: LineEvents): Line {
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
      events.answered(content.data as unknown as LiveAnswer, views);
    };
    context.statusChanged.connect(onStatus);
    await comm.open({ version: 1, plot: live.plot, session: live.session }).done;
    if (!ended) events.opened();
  };
  if (live.session === "") queueMicrotask(() => end("drawn without a kernel"));
  else void open().catch((error: unknown) => end(error instanceof Error ? error.message : String(error)));
  return {
    ask(request) {
      comm?.send({ ...request } as Parameters<NonNullable<typeof comm>["send"]>[0]);
    },
    close() {
      ended = true;
      context.statusChanged.disconnect(onStatus);
      if (comm !== undefined && !comm.isDisposed) comm.dispose();
    },
  };
}
