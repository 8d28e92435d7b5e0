import assert from "node:assert/strict";
import { dirname, join, normalize } from "node:path";
import { test } from "node:test";
import { productSources, type SourceFile } from "../support/repo.js";

/** Who may enter whom (docs/design.md, "Rooms"). Every room may import itself. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  "index.ts": ["contract", "engine", "mapreduce", "figures", "display"],
  contract: [],
  engine: ["contract"],
  mapreduce: ["contract", "engine"],
  figures: ["contract", "engine", "display"],
  view: ["contract"],
  display: ["contract"],
  magics: ["contract"],
  kernel: ["contract", "magics", "display"],
  lab: ["contract", "view"],
};

const IMPORT =
  /(?:^|[^\w.$])(?:import|export)\s+(?:type\s+)?(?:[^"';]*?\sfrom\s+)?["']([^"']+)["']|[^\w.$]import\(\s*["']([^"']+)["']\s*\)/gm;

function importsOf(source: SourceFile): string[] {
  const code = source.text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
  return [...code.matchAll(IMPORT)].map((match) => match[1] ?? match[2]);
}

const sources = productSources();
const isOwn = (specifier: string): boolean => specifier.startsWith(".");
const targetOf = (source: SourceFile, specifier: string): string =>
  normalize(join(dirname(source.path), specifier)).replace(/\.js$/, ".ts");

test("rooms enter only the rooms they may", () => {
  const wrong: string[] = [];
  for (const source of sources) {
    for (const specifier of importsOf(source).filter(isOwn)) {
      const target = targetOf(source, specifier).split("/")[0];
      if (target !== source.room && !MAY_IMPORT[source.room].includes(target))
        wrong.push(`${source.path} imports ${specifier}`);
    }
  }
  assert.deepEqual(wrong, []);
});

test("each foreign package is imported in one file", () => {
  const files = new Map<string, Set<string>>();
  for (const source of sources) {
    for (const specifier of importsOf(source)) {
      if (isOwn(specifier) || specifier.startsWith("node:") || specifier === "tslab-bigdata") continue;
      const parts = specifier.split("/");
      const name = specifier.startsWith("@") ? parts.slice(0, 2).join("/") : parts[0];
      files.set(name, (files.get(name) ?? new Set()).add(source.path));
    }
  }
  const shared = [...files]
    .filter(([, users]) => users.size > 1)
    .map(([name, users]) => `${name}: ${[...users].join(", ")}`);
  assert.deepEqual(shared, []);
  assert.ok(files.size > 0, "no foreign import was found: the pattern is broken");
});

test("there is no import cycle", () => {
  const graph = new Map(
    sources.map((source) => [
      source.path,
      importsOf(source)
        .filter(isOwn)
        .map((s) => targetOf(source, s)),
    ]),
  );
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path);
    assert.equal(at, -1, `cycle: ${[...trail.slice(at), path].join(" → ")}`);
    if (done.has(path)) return;
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  assert.ok(done.size >= sources.length);
});
