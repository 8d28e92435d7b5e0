/**
 * Notes to the user.
 * @module
 */
import { ambient } from "../contract/index.js";

/** Shows a text under the running cell; in a script it is a warning of the process. @param kind the warning's name */
export function tell(text: string, kind: string): void {
  const context = ambient();
  if (context === undefined) process.emitWarning(text, kind);
  else context.display({ "text/plain": text });
}
