"""The language after TypeScript 5.0: `using`, import attributes, types that later versions know."""

import os
import tempfile
import time
import unittest

from support import CONTEXT, KernelCase

RESOURCES = """const open = (name: string) => ({ name, [Symbol.dispose]() { console.log("closed", name); } });
const openLate = (name: string) => ({ name, async [Symbol.asyncDispose]() { await 1; console.log("closed", name); } });"""


class Language(KernelCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.cwd = cls.folder.name
        with open(os.path.join(cls.cwd, "data.json"), "w") as file:
            file.write('{ "a": 1 }')
        with open(os.path.join(cls.cwd, "bytes.bin"), "wb") as file:
            file.write(bytes([1, 2, 3, 4]))
        with open(os.path.join(cls.cwd, "local.ts"), "w") as file:
            file.write('export const f = () => { using x = { [Symbol.dispose]() { console.log("closed"); } }; return 5; };')
        super().setUpClass()
        cls.kernel.run(RESOURCES)

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        cls.folder.cleanup()

    def ran(self, code):
        result = self.run_ok(code)
        return result.stdout, result.text

    def test_using_in_blocks_functions_and_loops(self):
        self.assertEqual(self.ran('{ using x = open("x"); console.log("in"); } 5'), ("in\nclosed x\n", "5"))
        code = 'const f = () => { using x = open("x"); using y = open("y"); return x.name; }; f()'
        self.assertEqual(self.ran(code), ("closed y\nclosed x\n", "'x'"))
        self.assertEqual(self.ran("f()"), ("closed y\nclosed x\n", "'x'"))
        code = 'for (using x of [open("x"), open("y")]) console.log(x.name);'
        self.assertEqual(self.ran(code)[0], "x\nclosed x\ny\nclosed y\n")
        self.assertEqual(self.ran('import { f as local } from "./local.ts"; local()'), ("closed\n", "5"))

    def test_await_using(self):
        self.assertEqual(self.ran('{ await using x = openLate("x"); console.log("in"); } 5'), ("in\nclosed x\n", "5"))
        code = 'const late = async () => { await using x = openLate("x"); return x.name; }; await late()'
        self.assertEqual(self.ran(code), ("closed x\n", "'x'"))

    def test_a_block_closes_a_memory_map(self):
        code = """import { memmap, type MemmapArray } from "tslab-bigdata";
let kept: MemmapArray<"uint8">;
{ using map = await memmap("bytes.bin"); kept = map; console.log(await map.sum()); }"""
        self.assertEqual(self.ran(code)[0], "10\n")
        self.assertEqual(self.run_error("kept.at(0)").content["ename"], "ClosedError")

    def test_using_at_the_top_level_lasts_as_long_as_the_cell(self):
        code = 'using first = open("first"), second = open("second"); console.log("in"); first.name'
        self.assertEqual(self.ran(code), ("in\nclosed second\nclosed first\n", "'first'"))
        self.assertEqual(self.run_ok("second.name").text, "'second'")
        self.assertEqual(self.ran('await using third = openLate("third"); third.name'), ("closed third\n", "'third'"))
        self.assertEqual(self.ran("using nothing = null; using none = undefined; 1"), ("", "1"))
        self.assertEqual(self.run_error('using a = open("a"); throw new Error("no")').stdout, "closed a\n")

    def test_a_result_is_shown_before_it_is_closed(self):
        code = 'import { memmap } from "tslab-bigdata"; using map = await memmap("bytes.bin"); map'
        self.assertEqual(self.ran(code)[1], "memmap([1, 2, 3, 4], dtype=uint8)")
        self.assertEqual(self.run_error("map.at(0)").content["ename"], "ClosedError")

    def test_what_cannot_be_disposed_of(self):
        self.assertIn("Symbol.dispose", self.run_error("using a = { b: 1 };").content["evalue"])
        wrong = self.run_error("const before = 1; using a = { b: 1 } as any;").content
        self.assertEqual(wrong["ename"], "TypeError")
        self.assertIn("[Symbol.dispose](); found an object of Object", wrong["evalue"])
        self.assertIn("asyncDispose", self.run_error("await using a = 3 as any;").content["evalue"])

    def test_errors_of_disposal(self):
        failing = "{ [Symbol.dispose]() { throw new Error('%s'); } }"
        one = self.run_error(f"using a = {failing % 'one'}; 3")
        self.assertEqual((one.text, one.content["evalue"]), ("3", "one"))
        code = f"using a = {failing % 'one'}; using b = open('b'); using c = {failing % 'two'};"
        both = self.run_error(code)
        self.assertEqual(both.content["ename"], "AggregateError")
        self.assertRegex("\n".join(both.content["traceback"]), "(?s)two.*one")
        self.assertEqual(both.stdout, "closed b\n")

    def test_interrupts(self):
        spinning = "{ [Symbol.dispose]() { console.log('on'); while (true) {} } }"
        for code, name in [
            ("using a = open('a'); console.log('on'); while (true) {}", "KeyboardInterrupt"),
            (f"using a = {spinning};", "KeyboardInterrupt"),
            (f"using a = {spinning}; throw new RangeError('no');", "RangeError"),
        ]:
            with self.subTest(code):
                msg_id = self.kernel.send(code)
                self.kernel.until(msg_id, lambda m: m["msg_type"] == "stream")
                time.sleep(0.3)
                self.kernel.interrupt()
                result = self.kernel.result(msg_id, timeout=10)
                self.assertEqual(result.content["ename"], name)
                self.assertEqual(result.stdout, "closed a\n" if "open" in code else "")
                self.assert_alive()

    def test_nothing_of_the_helpers_is_seen(self):
        self.run_ok('const outer = () => { using x = open("x"); return 1; }; outer();')
        names = self.run_ok(f"{CONTEXT}.session.variables().map((one: any) => one.name).join()").text
        self.assertIn("outer", names)
        self.assertNotIn("ispos", names)
        stack = self.run_error('\n{ using x = open("x");\n  throw new Error("here"); }').content["traceback"]
        self.assertRegex("\n".join(stack), r"Cell In\[\d+\]:3:9")

    def test_import_attributes(self):
        self.assertEqual(self.run_ok('import data from "./data.json" with { type: "json" }; data.a').text, "1")
        code = '(await import("./data.json", { with: { type: "json" } })).default.a'
        self.assertEqual(self.run_ok(code).text, "1")

    def test_types_of_later_versions(self):
        self.run_ok("function place<T>(all: T[], one: NoInfer<T>) { return all.indexOf(one); }")
        self.assertEqual(self.run_ok("place([1, 2], 2)").text, "1")
        self.assertIn("TS2345", "".join(self.run_error('place([1, 2], "2")').content["traceback"]))
        # The filter is a type predicate (TypeScript 5.5).
        self.run_ok("const mixed: (string | number)[] = [1, 'b']; const words = mixed.filter((x) => typeof x === 'string');")
        self.assertEqual(self.run_ok("words.map((word) => word.toUpperCase())").text, "[ 'B' ]")


class Strictness(KernelCase):
    """A tsconfig.json in the notebook's folder says how strictly cells are checked."""

    LOOSE = "const size = (text: string | null) => text.length;"

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.cwd = cls.folder.name
        super().setUpClass()

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        cls.folder.cleanup()

    def write(self, name, text):
        with open(os.path.join(self.cwd, name), "w") as file:
            file.write(text)
        # Times of changes are compared.
        time.sleep(0.02)

    def test_it_counts_from_the_next_cell_on(self):
        self.run_ok("const earlier = 1;")
        self.run_ok(self.LOOSE)
        self.write("tsconfig.json", '{ "compilerOptions": { "strictNullChecks": true, /* a comment */ } }')
        self.assertIn("TS18047", "".join(self.run_error(self.LOOSE).content["traceback"]))
        self.run_ok("const found = [earlier].find((n) => n > 1);")
        self.assertIn("TS18048", "".join(self.run_error("found.toFixed()").content["traceback"]))
        self.run_ok("const loose = (x) => x;")
        self.write("base.json", '{ "compilerOptions": { "strict": true, "target": "es5", "lib": [] } }')
        self.write("tsconfig.json", '{ "extends": "./base.json" }')
        self.assertIn("TS7006", "".join(self.run_error("const loose = (x) => x;").content["traceback"]))
        self.run_ok('%%writefile bytes.txt\nabcd')
        self.run_ok('%memmap bytes = bytes.txt')
        self.assertEqual(self.run_ok("[await bytes.sum(), new Map([[1, 2]]).get(1) ?? 0]").text, "[ 394, 2 ]")
        for wrong, says in [("{", "expected"), ('{ "compilerOptions": { "strict": "yes" } }', "'strict'")]:
            self.write("tsconfig.json", wrong)
            error = self.run_error("1 + 1").content["evalue"]
            self.assertIn("tsconfig.json: ", error)
            self.assertIn(says, error)
        os.remove(os.path.join(self.cwd, "tsconfig.json"))
        self.run_ok(self.LOOSE)


if __name__ == "__main__":
    unittest.main()
