import type { Comms } from "./comm.js";
import type { MimeBundle } from "./display.js";

/** What only a Jupyter kernel can do for a cell. */
export interface KernelServices {
  /** Session id of the kernel process, as in the headers of its messages and in `LiveMime`. */
  readonly session: string;
  /** Comms with the front end. */
  readonly comms: Comms;
  /** Shows a bundle in the front end's pager, once the cell is done (Jupyter's payload `page`). */
  page(bundle: MimeBundle): void;
}
