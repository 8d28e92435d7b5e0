import {
  type Comm,
  type Comms,
  PROGRESS_COMM_TARGET,
  type ProgressState,
  type ProgressUpdate,
} from "../../contract/index.js";
import { progressText } from "../../display/index.js";
import { isObject } from "../wire/message.js";

/** Ended operations whose last state is kept for front ends that were away. */
const ENDED = 100;

/** Tells front ends how far operations are, whatever output they look at. */
export interface ProgressDesk {
  /** Takes a state of an operation. */
  tell(update: ProgressUpdate): void;
}

/** Serves the comms by which front ends follow operations; see {@link PROGRESS_COMM_TARGET}. */
export function createProgressDesk(comms: Pick<Comms, "accept">): ProgressDesk {
  const states = new Map<string, ProgressState>();
  const followers = new Map<string, Set<Comm>>();
  comms.accept(PROGRESS_COMM_TARGET, (comm, { data }) => {
    const id = isObject(data) ? String(data["id"]) : "";
    const state = states.get(id);
    if (state === undefined) return comm.close();
    comm.send({ ...state });
    if (state.state !== "running") return comm.close();
    const others = followers.get(id) ?? new Set();
    followers.set(id, others.add(comm));
    comm.onClose(() => others.delete(comm));
  });
  return {
    tell(update) {
      const { id } = update;
      const state: ProgressState = { ...update, total: update.total ?? null, text: progressText(update) };
      states.delete(id);
      states.set(id, state);
      const ended = state.state !== "running";
      for (const comm of followers.get(id) ?? []) {
        comm.send({ ...state });
        if (ended) comm.close();
      }
      if (ended) followers.delete(id);
      for (const [oldest, { state: known }] of states) {
        if (states.size <= ENDED) break;
        if (known !== "running") states.delete(oldest);
      }
    },
  };
}
