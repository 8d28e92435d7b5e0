import { ambient, type SessionServices } from "../../contract/index.js";

/**
 * The session of the notebook whose cell is running.
 *
 * @param what  names the asker in the error
 * @throws Error in a plain script, or where the kernel has no session
 */
export function session(what = "session()"): SessionServices {
  const services = ambient()?.session;
  if (!services) throw new Error(`${what} works in the cells of a notebook only`);
  return services;
}
