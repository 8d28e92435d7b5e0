import { ambient } from "../../contract/index.js";
import { runCommand } from "./shell.js";

/** Advertisements and reports that have no place in a notebook. */
const QUIET = { npm_config_fund: "false", npm_config_audit: "false", npm_config_update_notifier: "false" };

/**
 * Runs npm in the notebook's folder; what it installs can be imported by the next cell.
 *
 * @param command  `"install lodash"`, `"ls"`, …
 * @throws CommandFailed when npm fails
 */
export async function npm(command: string): Promise<void> {
  try {
    await runCommand(`npm ${command}`, QUIET);
  } finally {
    ambient()?.session?.packagesChanged();
  }
}
