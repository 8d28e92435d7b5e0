import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/**
 * Kills all programs that run in a folder or for it, as the machine they are on would take them with it: an application
 * master that outlives its node goes on beside its successor.
 */
export function killInside(folder: string): void {
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
      const place = readlinkSync(`/proc/${pid}/cwd`);
      if (`${place}/`.startsWith(`${folder}/`) || command.includes(`${folder}/`)) process.kill(Number(pid), "SIGKILL");
    } catch (error) {
      // programs that have ended meanwhile, and other users'
      if (!["ENOENT", "ESRCH", "EACCES", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    }
  }
}
