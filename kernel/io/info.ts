import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { JsonObject } from "../../contract/index.js";
import { PROTOCOL_VERSION } from "../wire/message.js";

const version = (url: string | URL): string => JSON.parse(readFileSync(url, "utf8")).version;

/** Content of kernel_info_reply. Known without loading the compiler, so that a front end is answered at once. */
export function kernelInfo(): JsonObject {
  const own = version(new URL("../../../package.json", import.meta.url));
  const compiler = version(createRequire(import.meta.url).resolve("typescript/package.json"));
  return {
    status: "ok",
    protocol_version: PROTOCOL_VERSION,
    implementation: "tslab-bigdata",
    implementation_version: own,
    language_info: {
      name: "typescript",
      version: compiler,
      // The type JupyterLab registers; text/typescript is unknown to it.
      mimetype: "application/typescript",
      file_extension: ".ts",
      // A plain string: Zed and nteract refuse an object.
      codemirror_mode: "typescript",
      pygments_lexer: "typescript",
      nbconvert_exporter: "script",
    },
    banner: `tslab-bigdata ${own}: TypeScript ${compiler} on Node.js ${process.versions.node}. %lsmagic lists the magics.`,
    help_links: [
      { text: "TypeScript", url: "https://www.typescriptlang.org/docs/" },
      { text: "Node.js", url: "https://nodejs.org/docs/latest/api/" },
    ],
    debugger: false,
    supported_features: [],
  };
}
