import { writeFileSync } from "node:fs";

const AUTOGROUP = "/proc/self/autogroup";

/**
 * Lets this session's programs go before others until the process ends, where the system allows that (Linux, root).
 * Whether it does.
 */
export function goFirst(): boolean {
  try {
    writeFileSync(AUTOGROUP, "-20");
  } catch {
    return false;
  }
  process.once("exit", () => writeFileSync(AUTOGROUP, "0"));
  return true;
}
