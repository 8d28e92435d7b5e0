import type { MagicParameter } from "../../contract/index.js";

/** What may stand at the end of a half-typed magic. */
export interface Slot {
  /** `argument`: an option's name or a positional value; `value`: the value of `parameter`. */
  readonly kind: "name" | "argument" | "value";
  readonly parameter?: MagicParameter;
  /** Where the word at the end begins. */
  readonly start: number;
}
