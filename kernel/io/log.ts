import { writeSync } from "node:fs";

/**
 * Writes a line to the process's own stderr, which front ends keep as the kernel's log. `process.stderr` is no use
 * here: on the main thread it belongs to cells, and on a worker it runs through the main thread.
 */
export function log(text: string): void {
  try {
    writeSync(2, `[tslab-bigdata] ${text}\n`);
  } catch {
    // The front end closed our stderr; there is nobody to tell.
  }
}
