import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout, without a trailing slash. Tests run from `dist/test/support`. */
export const root: string = fileURLToPath(new URL("../../..", import.meta.url)).replace(/\/$/, "");

/** A TypeScript source of the product. */
export interface SourceFile {
  /** Relative to the checkout, with slashes: `engine/column.ts`. */
  readonly path: string;
  /** Its first folder, or `index.ts`. */
  readonly room: string;
  readonly text: string;
}

/** The rooms whose sources make the product. */
export const rooms: readonly string[] = [
  "contract",
  "engine",
  "mapreduce",
  "figures",
  "view",
  "display",
  "magics",
  "kernel",
  "lab",
];

/** All TypeScript sources of the given rooms; AssemblyScript left out. */
export function sourcesOf(folders: readonly string[]): SourceFile[] {
  const found: SourceFile[] = [];
  const visit = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (!["node_modules", "assembly", "dist"].includes(entry.name)) visit(path);
      } else if (entry.name.endsWith(".ts") && !entry.name.endsWith(".d.ts")) {
        const relativePath = relative(root, path);
        found.push({ path: relativePath, room: relativePath.split("/")[0], text: readFileSync(path, "utf8") });
      }
    }
  };
  for (const folder of folders) if (existsSync(join(root, folder))) visit(join(root, folder));
  return found.sort((a, b) => a.path.localeCompare(b.path));
}

/** The product's sources, the public surface included. */
export function productSources(): SourceFile[] {
  return [
    { path: "index.ts", room: "index.ts", text: readFileSync(join(root, "index.ts"), "utf8") },
    ...sourcesOf(rooms),
  ];
}
