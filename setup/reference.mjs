/** Writes docs/magics.md from the magics' declarations. Needs a build. */
import { writeFileSync } from "node:fs";
import { referenceMarkdown } from "../dist/magics/index.js";

writeFileSync(new URL("../docs/magics.md", import.meta.url), referenceMarkdown());
