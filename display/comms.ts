import { ambient, type Comms } from "../contract/index.js";

/**
 * The comms of the running kernel: two-way messages with binary buffers between cells and a front end, such as a
 * widget. Messages are answered while an awaited cell runs.
 *
 * ```ts
 * const comm = comms().open("my-widget", { value: 1 });
 * comm.onMessage(({ data, buffers }) => comm.send({ got: data }, buffers));
 * comms().accept("asked-for", (comm, { data }) => comm.send({ hello: data }));
 * ```
 * @throws Error in a plain script, which has no front end
 */
export function comms(): Comms {
  const kernel = ambient()?.kernel;
  if (!kernel) throw new Error("comms() works in the cells of a notebook only");
  return kernel.comms;
}
