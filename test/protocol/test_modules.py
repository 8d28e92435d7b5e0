"""Imports: every kind of package, local modules, and this package from any folder."""

import json
import os
import shutil
import tempfile
import unittest

from support import KernelCase


def package(folder, name, manifest, files):
    root = os.path.join(folder, "node_modules", name)
    os.makedirs(root)
    with open(os.path.join(root, "package.json"), "w") as file:
        json.dump({"name": name, "version": "1.0.0", **manifest}, file)
    for path, text in files.items():
        with open(os.path.join(root, path), "w") as file:
            file.write(text)


class Modules(KernelCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="modules with space ")
        cls.cwd = cls.folder
        package(
            cls.folder,
            "common",
            {"main": "index.js", "types": "index.d.ts"},
            {
                "index.js": "module.exports = { twice: (x) => 2 * x, computed: {} }; module.exports['late' + 'Name'] = 7;",
                "index.d.ts": "export declare function twice(x: number): number; export declare const lateName: number;",
            },
        )
        package(
            cls.folder,
            "esm-only",
            {"type": "module", "exports": {".": {"types": "./types.d.ts", "import": "./index.js"}}},
            {
                "index.js": "export const answer = 42; export default function hello() { return 'hello'; }",
                "types.d.ts": "export declare const answer: number; export default function hello(): string;",
            },
        )
        package(
            cls.folder,
            "awaiting",
            {"type": "module", "exports": {".": {"types": "./index.d.ts", "default": "./index.js"}}},
            {
                "index.js": "export const slow = await new Promise((done) => setTimeout(() => done('slow'), 20));",
                "index.d.ts": "export declare const slow: string;",
            },
        )
        package(
            cls.folder,
            "dual",
            {"exports": {".": {"types": "./index.d.ts", "import": "./index.mjs", "require": "./index.cjs"}}},
            {
                "index.mjs": "export const kind = 'import'; globalThis.dualLoads = (globalThis.dualLoads ?? 0) + 1;",
                "index.cjs": "exports.kind = 'require'; globalThis.dualLoads = (globalThis.dualLoads ?? 0) + 1;",
                "index.d.ts": "export declare const kind: string;",
            },
        )
        package(
            cls.folder,
            "throws",
            {"type": "module", "exports": {".": {"types": "./index.d.ts", "default": "./index.js"}}},
            {"index.js": "throw new Error('broken package');", "index.d.ts": "export declare const x: number;"},
        )
        super().setUpClass()

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        shutil.rmtree(cls.folder)

    def write(self, path, text):
        target = os.path.join(self.folder, path)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "w") as file:
            file.write(text)
        # A new time even on file systems that count in coarse steps.
        self.ticks = getattr(self, "ticks", 0) + 1
        stat = os.stat(target)
        os.utime(target, (stat.st_atime, stat.st_mtime + self.ticks))

    def test_commonjs(self):
        self.assertEqual(self.run_ok('import { twice, lateName } from "common"; twice(21) + lateName').text, "49")
        self.assertEqual(self.run_ok('import * as all from "common"; all.twice(2)').text, "4")

    def test_es_module_without_require_condition(self):
        result = self.run_ok('import hello, { answer } from "esm-only"; const typed: number = answer; hello() + typed')
        self.assertEqual(result.text, "'hello42'")
        self.assertEqual(self.run_ok("answer").text, "42")

    def test_types_only_in_exports_are_checked(self):
        result = self.run_error('import { answer } from "esm-only"; const wrong: string = answer;')
        self.assertIn("TS2322", result.content["traceback"][0])

    def test_top_level_await_in_a_package(self):
        self.assertEqual(self.run_ok('import { slow } from "awaiting"; slow').text, "'slow'")
        self.assertEqual(self.run_ok('(await import("awaiting")).slow').text, "'slow'")

    def test_dynamic_import(self):
        self.assertEqual(self.run_ok('const name: string = "esm-only"; (await import(name)).default()').text, "'hello'")
        self.assertEqual(self.run_ok('(await import("common")).twice(4)').text, "8")
        self.assertEqual(self.run_ok('(await import("node:path")).basename("/a/b")').text, "'b'")
        self.assertEqual(self.run_error('await import("not-there" as string)').content["ename"], "Error")

    def test_a_format_of_ones_own_is_read_in_the_workers(self):
        with open(os.path.join(self.folder, "own.raw"), "wb") as file:
            file.write(b"head" + bytes(range(256)) * 8000)
        self.run_ok('import { defineSource } from "tslab-bigdata";\nconst start = 4;')
        self.run_ok(
            """const own = defineSource({
  length: 2_048_000,
  dtype: "uint8",
  files: ["own.raw"],
  uses: { start: start, path: `${process.cwd()}/own.raw` },
  async open() {
    const fs = await import("node:fs");
    const fd = fs.openSync(path, "r");
    return {
      read(from: number, to: number) {
        const value = new Uint8Array(to - from);
        fs.readSync(fd, value, 0, value.length, start + from);
        return { value };
      },
      close: () => fs.closeSync(fd),
    };
  },
});
declare const path: string;"""
        )
        self.assertEqual(self.run_ok("await own.mean()").text, "127.5")
        self.assertEqual(self.run_ok("[await own.max(), (await own.slice(-3).toArray()).at(-1)]").text, "[ 255, 255 ]")

    def test_a_dual_package_is_loaded_once(self):
        self.assertEqual(self.run_ok('import { kind } from "dual"; kind').text, "'import'")
        self.assertEqual(self.run_ok('(await import("dual")).kind').text, "'import'")
        self.assertEqual(self.run_ok("(globalThis as any).dualLoads").text, "1")

    def test_builtins_and_json(self):
        self.write("data.json", '{ "n": 5 }')
        self.assertEqual(self.run_ok('import { join } from "node:path"; join("a", "b")').text, "'a/b'")
        self.assertEqual(self.run_ok('import * as data from "./data.json"; data.n').text, "5")

    def test_a_package_that_throws_or_is_missing(self):
        self.assertEqual(self.run_error('import { x } from "throws"; x').content["evalue"], "broken package")
        result = self.run_error('import { y } from "not-installed";')
        self.assertIn("Cannot find module 'not-installed'", result.content["evalue"])
        self.assert_alive()

    def test_a_package_installed_between_two_cells(self):
        self.run_error('import { fresh } from "installed-later"; fresh')
        package(
            self.folder,
            "installed-later",
            {"type": "module", "exports": {"types": "./index.d.ts", "default": "./index.js"}},
            {"index.js": "export const fresh = 1;", "index.d.ts": "export declare const fresh: number;"},
        )
        self.assertEqual(self.run_ok('import { fresh } from "installed-later"; fresh').text, "1")

    def test_local_modules_are_reloaded_when_edited(self):
        self.write("lib/base.ts", "export const base: number = 1;")
        self.write("local.ts", 'import { base } from "./lib/base";\nexport const value = (x: number): number => x + base;')
        self.assertEqual(self.run_ok('import { value } from "./local"; value(1)').text, "2")
        self.write("local.ts", 'import { base } from "./lib/base";\nexport const value = (x: number): number => x * 10 + base;')
        self.assertEqual(self.run_ok('import { value } from "./local"; value(1)').text, "11")
        self.write("lib/base.ts", "export const base: number = 5;")
        self.assertEqual(self.run_ok('import { value } from "./local"; value(1)').text, "15")

    def test_local_modules_by_their_whole_names(self):
        self.write("named/inner.ts", "export const inner: number = 3;")
        self.write("named/outer.ts", 'import { inner } from "./inner.ts";\nexport const outer = inner + 1;')
        self.assertEqual(self.run_ok('import { outer } from "./named/outer.ts"; outer').text, "4")
        self.assertEqual(self.run_ok('(await import("./named/outer.ts")).outer').text, "4")
        self.assertEqual(self.run_ok('import { inner } from "./named/inner.js"; inner').text, "3")

    def test_an_error_in_a_local_module_names_its_line(self):
        self.write("failing.ts", "export function fail(): void {\n  const x: number = 1;\n  throw new Error(`at ${x}`);\n}")
        result = self.run_error('import { fail } from "./failing";\nfail();')
        self.assertIn("failing.ts:3:", result.content["traceback"][1])
        self.assertRegex(result.content["traceback"][2], r"Cell In\[\d+\]:2:")
        self.write("mistyped.ts", 'export const x: number = "text";')
        result = self.run_error('import { x } from "./mistyped"; x')
        self.assertTrue(result.content["traceback"][0].startswith("mistyped.ts, line 1, column 14"), result.content)

    def test_a_local_module_imports_packages(self):
        self.write("user.ts", 'import { slow } from "awaiting";\nexport const shout = slow.toUpperCase();')
        self.assertEqual(self.run_ok('import { shout } from "./user"; shout').text, "'SLOW'")

    def test_this_package_from_any_folder_with_types(self):
        self.run_ok('import { column } from "tslab-bigdata"; const numbers = column(new Float64Array([1, 2, 3]));')
        self.assertEqual(self.run_ok("await numbers.sum()").text, "6")
        result = self.run_error('import { memmap } from "tslab-bigdata"; await memmap("x", { dtype: 5 });')
        self.assertEqual(result.content["ename"], "TypeScriptError")

    def test_commonjs_globals_of_node(self):
        self.assertEqual(self.run_ok('require("common").twice(3)').text, "6")
        self.assertEqual(self.run_ok("typeof process.cwd() + Buffer.from('a').length").text, "'string1'")


if __name__ == "__main__":
    unittest.main()
