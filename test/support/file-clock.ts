import { setTimeout as sleep } from "node:timers/promises";

/**
 * Waits until what is written next has another time than what was written before: where the system keeps times by its
 * ticks, as Linux did before 6.13, writes within 10 ms may have the same.
 */
export async function fileClock(): Promise<void> {
  await sleep(20);
}
