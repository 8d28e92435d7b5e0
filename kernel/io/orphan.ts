import process from "node:process";

/** How often is looked for the parent, in milliseconds. */
const EVERY_MS = 1000;
/** Takes over the children of processes that ended. */
const INIT = 1;

/**
 * Whether the process that started us has ended.
 *
 * @param parent    our parent now
 * @param first     our parent when we first looked; it may have ended before
 * @param declared  who says to have started us; a wrapper between us and it is no fault, so init alone is a proof
 */
export function isOrphan(parent: number, first: number, declared: number): boolean {
  return parent !== first || (parent === INIT && declared !== INIT);
}

/**
 * Ends an orphaned kernel: nobody can reach it, and it would keep its memory for ever. Only where jupyter_client
 * started us (`JPY_PARENT_PID`); a kernel started by hand may outlive its shell.
 *
 * @param end  ends the process
 */
export function watchParent(end: () => void): void {
  const declared = Number(process.env["JPY_PARENT_PID"] ?? 0);
  if (!(declared > 0)) return;
  const first = process.ppid;
  const timer = setInterval(() => {
    if (!isOrphan(process.ppid, first, declared)) return;
    clearInterval(timer);
    end();
  }, EVERY_MS);
}
