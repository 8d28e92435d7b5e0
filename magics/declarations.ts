import type { MagicDeclaration } from "../contract/index.js";
import { arrays } from "./families/arrays.js";
import { clusterMagics } from "./families/clusters.js";
import { helpMagics } from "./families/help.js";
import { mapReduceMagics } from "./families/map-reduce.js";
import { measure } from "./families/measure.js";
import { numbers } from "./families/numbers.js";
import { pictures } from "./families/pictures.js";
import { sessionMagics } from "./families/session.js";
import { tables } from "./families/tables.js";

/** All magics, in the order of the reference page. */
export const declarations: readonly MagicDeclaration[] = [
  ...arrays,
  ...tables,
  ...numbers,
  ...pictures,
  ...mapReduceMagics,
  ...clusterMagics,
  ...measure,
  ...sessionMagics,
  ...helpMagics(() => declarations),
];
