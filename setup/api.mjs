/** `node setup/api.mjs`: writes docs/api.md from the doc comments of what index.ts exports. */
import { readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import ts from "typescript";
import { root } from "./stage.mjs";

/** Headings by the folder in which something is declared, in the order of the page. */
const ROOMS = [
  ["engine", "Data"],
  ["mapreduce", "Map and reduce"],
  ["figures", "Figures"],
  ["display", "Notebook"],
  ["contract", "What the rooms share"],
];

/** The page: each export with its signature and the first paragraph of its doc comment. */
export function apiMarkdown() {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), (path) => readFileSync(path, "utf8"));
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const program = ts.createProgram([join(root, "index.ts")], { ...options, noEmit: true, incremental: false });
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(program.getSourceFile(join(root, "index.ts")));
  const entries = checker.getExportsOfModule(module).map((exported) => entryOf(exported, checker));
  const sections = ROOMS.map(([room, heading]) => {
    const own = entries.filter((entry) => entry.room === room).sort((a, b) => compare(a.name, b.name));
    const values = own.filter(({ isType }) => !isType).map(line);
    const types = own.filter(({ isType }) => isType).map(line);
    return `## ${heading}\n\n${[...values, ...types].join("\n")}\n`;
  });
  return `# The library

What \`import { … } from "tslab-bigdata"\` brings, with the first words of each doc comment; editors and \`name?\` in a cell show the rest: parameters, units, defaults and errors. Written by \`node setup/api.mjs\`.

${sections.join("\n")}`;
}

const compare = (a, b) =>
  a.toLowerCase() < b.toLowerCase() ? -1 : a.toLowerCase() > b.toLowerCase() ? 1 : a < b ? -1 : 1;

function entryOf(exported, checker) {
  const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
  const [declaration] = symbol.declarations ?? [];
  const file = relative(root, declaration.getSourceFile().fileName).replaceAll("\\", "/");
  const text = ts.displayPartsToString(symbol.getDocumentationComment(checker));
  const [paragraph = ""] = text.split(/\n\s*\n/);
  return {
    name: exported.name,
    room: file.split("/")[0],
    file,
    isType: (symbol.flags & ts.SymbolFlags.Value) === 0,
    kind: kindOf(symbol),
    words: paragraph.replaceAll(/\s+/g, " ").trim(),
  };
}

function kindOf(symbol) {
  if (symbol.flags & ts.SymbolFlags.Class) return "class";
  if (symbol.flags & ts.SymbolFlags.Function) return "function";
  if (symbol.flags & ts.SymbolFlags.Variable) return "value";
  return "type";
}

const line = ({ name, kind, file, words }) => `- [\`${name}\`](../${file}) (${kind}): ${words}`;

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href)
  writeFileSync(join(root, "docs", "api.md"), apiMarkdown());
