import { type Comm, type Comms, RESTART_COMM_TARGET } from "../../contract/index.js";
import { isObject } from "../wire/message.js";

/** How long a front end may take to answer; its page may be closed, which nobody tells the kernel. In milliseconds. */
const ANSWER_MS = 1000;

/** Starts the kernel afresh. */
export interface Restarter {
  /**
   * Asks the front ends that offered it, the latest first; where none answers, starts afresh in this process.
   *
   * @returns what makes a front end end this process, for when the cell is answered; undefined after a restart in place
   */
  restart(): Promise<(() => void) | undefined>;
}

/**
 * A restarter.
 *
 * @param inPlace    forgets variables, declarations and modules in this process
 * @param onFailure  told why a front end that had agreed could not; the kernel has restarted in place then
 */
export function createRestarter(
  comms: Pick<Comms, "accept">,
  inPlace: () => void,
  onFailure: (message: string) => void,
): Restarter {
  const offers = new Set<Comm>();
  let agree: ((agrees: boolean) => void) | undefined;
  comms.accept(RESTART_COMM_TARGET, (comm) => {
    offers.add(comm);
    comm.onClose(() => offers.delete(comm));
    comm.onMessage(({ data }) => {
      if (!isObject(data)) return;
      if (data["type"] === "can") agree?.(true);
      if (data["type"] !== "failed") return;
      inPlace();
      onFailure(String(data["message"]));
    });
  });
  const ask = (comm: Comm): Promise<boolean> =>
    new Promise((done) => {
      const timer = setTimeout(() => agree?.(false), ANSWER_MS);
      agree = (agrees) => {
        clearTimeout(timer);
        agree = undefined;
        done(agrees);
      };
      comm.send({ type: "can" });
    });
  return {
    async restart() {
      for (const comm of [...offers].reverse()) {
        if (await ask(comm)) return () => comm.send({ type: "now" });
        offers.delete(comm);
      }
      inPlace();
      return undefined;
    },
  };
}
