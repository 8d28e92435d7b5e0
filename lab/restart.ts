/**
 * Lets `%restart` restart the kernel as the menu does: the plugin opens a comm to each kernel of ours, and restarts it
 * when it is asked to on that comm.
 * @module
 */
import { RESTART_COMM_TARGET, type RestartAnswer, type RestartRequest } from "../contract/index.js";
import type { KernelConnection, SessionContext } from "./jupyter.js";

/** Name of our kernelspec. */
const KERNEL = "tslab-bigdata";

/** Offers restarts to the kernels of a notebook, as long as the notebook is open. */
export function offerRestarts(context: SessionContext): void {
  let comm: ReturnType<KernelConnection["createComm"]> | undefined;
  let refused: KernelConnection | undefined;

  const open = (): void => {
    const kernel = context.session?.kernel;
    // The connection disposes its comms when the kernel restarts.
    if (kernel?.name !== KERNEL || kernel === refused || comm?.isDisposed === false) return;
    const opened = kernel.createComm(RESTART_COMM_TARGET);
    comm = opened;
    opened.onClose = () => {
      refused = kernel;
    };
    const answer = (data: RestartAnswer): void => void opened.send({ ...data });
    opened.onMsg = ({ content }) => {
      if ((content.data as unknown as RestartRequest).type === "can") return answer({ type: "can" });
      void restart(kernel, context).catch((error: unknown) =>
        answer({ type: "failed", message: error instanceof Error ? error.message : String(error) }),
      );
    };
    opened.open({});
  };
  context.statusChanged.connect((_, status) => {
    if (status === "idle") open();
  });
  void context.ready.then(open);
}

/** The reply of the cell that asked comes on another channel than its request; this round trip ends behind it. */
async function restart(kernel: KernelConnection, context: SessionContext): Promise<void> {
  await kernel.requestKernelInfo();
  await context.restartKernel();
}
