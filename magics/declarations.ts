import type { MagicDeclaration } from "../contract/index.js";
import { arrays } from "./families/arrays.js";
import { helpMagics } from "./families/help.js";
import { measure } from "./families/measure.js";
import { numbers } from "./families/numbers.js";
import { pictures } from "./families/pictures.js";
import { sessionMagics } from "./families/session.js";

/** All magics, in the order of the reference page. */
export const declarations: readonly MagicDeclaration[] = [
  ...arrays,
  ...numbers,
  ...pictures,
  ...measure,
  ...sessionMagics,
  ...helpMagics(() => declarations),
];
