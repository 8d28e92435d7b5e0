/**
 * Restarts through a front end. It opens a comm for the target when its notebook has a kernel; a kernel without such a
 * comm restarts in place, as under nbconvert. The kernel never opens one, so no front end sees an unknown target.
 * @module
 */

/** Comm target name. */
export const RESTART_COMM_TARGET = "tslab-bigdata.restart";

/** The kernel asks whether it can be restarted; later, with its cell answered, that it is done. */
export interface RestartRequest {
  readonly type: "can" | "now";
}

/** The front end can; or it could not after all. */
export type RestartAnswer = { readonly type: "can" } | { readonly type: "failed"; readonly message: string };
