import process from "node:process";

/** How often is looked for the parent, in milliseconds. */
const EVERY_MS = 1000;

/**
 * Ends an orphaned kernel: nobody can reach it, and it would keep its memory for ever. Only where jupyter_client
 * started us (`JPY_PARENT_PID`); a kernel started by hand may outlive its shell.
 *
 * @param end  ends the process
 */
export function watchParent(end: () => void): void {
  if (!process.env["JPY_PARENT_PID"]) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    end();
  }, EVERY_MS);
}
