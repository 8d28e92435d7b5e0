import { ambient } from "../../contract/index.js";
import { shell } from "./shell.js";

/**
 * Runs npm in the notebook's folder; what it installs can be imported by the next cell.
 *
 * @param command  `"install lodash"`, `"ls"`, …
 * @throws CommandFailed when npm fails
 */
export async function npm(command: string): Promise<void> {
  try {
    await shell(`npm --no-fund --no-audit --no-update-notifier ${command}`);
  } finally {
    ambient()?.session?.packagesChanged();
  }
}
