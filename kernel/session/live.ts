import {
  ambient,
  type Comm,
  type Json,
  LIVE_COMM_TARGET,
  type LiveAnswer,
  type LiveHandle,
  type LiveRequest,
} from "../../contract/index.js";
import { isObject } from "../wire/message.js";
import type { CommDesk } from "./comms.js";

/** Handles of displayed figures that are kept; older ones are closed, and their figures become static. */
const HANDLES = 200;

/** The handles behind displayed figures. */
export interface LiveTable {
  keep(handle: LiveHandle): void;
  /** Closes all. */
  clear(): void;
}

/**
 * Routes comm messages of front ends to the handles of figures. A figure this process did not draw is answered with
 * a close, so that a saved notebook or a restarted kernel shows it as static.
 *
 * @param session  this kernel process
 */
export function createLive(comms: CommDesk, session: string): LiveTable {
  const handles = new Map<string, LiveHandle>();
  const find = (plot: string): LiveHandle | undefined => {
    const handle = handles.get(plot);
    if (!handle) return undefined;
    handles.delete(plot);
    handles.set(plot, handle);
    return handle;
  };
  comms.accept(LIVE_COMM_TARGET, (comm, { data }) => {
    const opening: { readonly [key: string]: Json } = isObject(data) ? data : {};
    const plot = String(opening["plot"]);
    if (opening["session"] !== session || !handles.has(plot)) return comm.close();
    serve(comm, () => find(plot));
  });
  return {
    keep(handle) {
      const before = handles.get(handle.plot);
      if (before && before !== handle) before.close();
      handles.delete(handle.plot);
      handles.set(handle.plot, handle);
      for (const [plot, oldest] of handles) {
        if (handles.size <= HANDLES) break;
        handles.delete(plot);
        oldest.close();
      }
    },
    clear() {
      for (const handle of handles.values()) handle.close();
      handles.clear();
    },
  };
}

/** Answers the requests of one figure in one front end; a newer request takes the place of one of its kind at work. */
function serve(comm: Comm, find: () => LiveHandle | undefined): void {
  const working: { [type in LiveRequest["type"]]?: AbortController } = {};
  comm.onClose(() => {
    working.refine?.abort();
    working.rows?.abort();
  });
  comm.onMessage(async ({ data }) => {
    if (!isLiveRequest(data)) return;
    const handle = find();
    if (!handle) return comm.close();
    working[data.type]?.abort();
    const own = new AbortController();
    working[data.type] = own;
    const send = (
      type: LiveAnswer["type"],
      content: LiveAnswer["content"],
      buffers?: readonly ArrayBufferView[],
    ): void => {
      if (!own.signal.aborted) comm.send({ type, sequence: data.sequence, content }, buffers);
    };
    try {
      // The ambient one is aborted by an interrupt.
      const signals = [own.signal, ambient()?.signal].filter((signal) => signal !== undefined);
      const { content, buffers } = await handle.refine(data, AbortSignal.any(signals));
      send(data.type === "rows" ? "rows" : "refined", content, buffers);
    } catch (error) {
      send("failed", { message: error instanceof Error ? error.message : String(error) });
    }
  });
}

function isLiveRequest(data: Json): data is Json & LiveRequest {
  return (
    isObject(data) && (data["type"] === "refine" || data["type"] === "rows") && typeof data["sequence"] === "number"
  );
}
