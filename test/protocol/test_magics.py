"""Magics in a running kernel: what they print, show, change and refuse."""

import json
import os
import re
import struct
import sys
import tempfile
import time

from support import Kernel, KernelCase


def shown(result):
    return [c["data"] for c in result.of("display_data")]


class Magics(KernelCase):
    @classmethod
    def setUpClass(cls):
        # macOS and some Linux machines keep temporary folders behind a link.
        cls.folder = os.path.realpath(tempfile.mkdtemp())
        cls.cwd = cls.folder
        with open(os.path.join(cls.folder, "ramp.bin"), "wb") as file:
            file.write(struct.pack("<1000d", *range(1000)))
        super().setUpClass()

    def test_a_memory_map_lasts_and_can_be_named_again(self):
        self.run_ok("%memmap ramp = ramp.bin --dtype float64")
        self.assertEqual(self.run_ok("ramp.length").text, "1000")
        self.assertEqual(self.run_ok("await ramp.mean()").text, "499.5")
        self.run_ok("%memmap ramp = ramp.bin --dtype <f8 --offset 4000")
        self.assertEqual(self.run_ok("ramp.length").text, "500")

    def test_several_magics_and_code_in_one_cell(self):
        result = self.run_ok(
            "const file = 'ramp.bin'\n%memmap many = {file} --dtype f8\n%hist many --bins 10\n"
            "const low = many.at(0)\n%aggregate found = many count, max\n[low, found.count, found.max]"
        )
        self.assertEqual(result.text, "[ 0, 1000, 999 ]")
        (figure,) = shown(result)
        self.assertIn("1,000 rows", figure["text/plain"])
        self.assertIn("image/png", figure)

    def test_the_shell_finds_the_python_of_the_server_first(self):
        folder = os.path.dirname(sys.executable)
        path = os.pathsep.join(p for p in os.environ["PATH"].split(os.pathsep) if p != folder)
        kernel = Kernel(cwd=self.folder, env={**os.environ, "PATH": path})
        try:
            result = kernel.run("%%sh\npython3 -c 'import sys; print(sys.prefix)'")
            self.assertEqual(result.stdout.strip(), sys.prefix, result.stderr)
        finally:
            kernel.stop()

    def test_errors_lie_where_the_user_typed(self):
        for cell, place, words in [
            ("\n%hsit ramp", "2:1", "unknown magic %hsit; did you mean %hist?"),
            ("1\n%memmap a = ramp.bin --dtyp f8", "2:22", "did you mean --dtype?"),
            ("%hist nothere --bins 3", "1:7", "Cannot find name 'nothere'"),
            ("const a = 1\n%plot {\n  data: [{ y: [1] }],\n  layout: b,\n}", "4:11", "Cannot find name 'b'"),
            ("%memmap a = ramp.bin\nconst t: string = 1", "2:7", "not assignable"),
        ]:
            with self.subTest(cell):
                error = self.run_error(cell).content
                self.assertTrue(re.search(rf"Cell In\[\d+\]:{place} ", error["evalue"]), error["evalue"])
                self.assertIn(words, error["evalue"])

    def test_data_that_cannot_be_had(self):
        for cell, words in [
            ("%memmap a = none.bin", "none.bin"),
            ("%memmap a = ramp.bin --dtype flot64", "did you mean 'float64'?"),
            ("%memmap a = ramp.bin --dtype float64 --offset 3", "3"),
            ("%cd none", "no such folder: 'none'"),
            ("%load none.ts", "none.ts"),
            ("%env TEST_NOT_SET", "'TEST_NOT_SET' is not set"),
        ]:
            with self.subTest(cell):
                self.assertIn(words, self.run_error(cell).content["evalue"])
        self.assert_alive()

    def test_time_gives_the_value_and_prints_both_clocks(self):
        clocks = r"CPU times: user .+, sys: .+, total: .+\nWall time: .+\n"
        result = self.run_ok("%time await Promise.resolve(42)")
        self.assertRegex(result.stdout, f"^{clocks}$")
        self.assertEqual(result.text, "42")
        result = self.run_ok("%%time\n%memmap timed = ramp.bin --dtype f8\nconst length = timed.length\nlength")
        self.assertRegex(result.stdout, f"^{clocks}$")
        self.assertEqual(result.text, "1000")
        self.assertEqual(self.run_ok("length").text, "1000")
        result = self.run_ok("%%time\n%hist timed --bins 25")
        self.assertRegex(result.stdout, f"^{clocks}$")
        self.assertEqual(len(shown(result)), 1)
        result = self.run_error("%%time\nthrow new Error('late')")
        self.assertRegex(result.stdout, f"^{clocks}$")

    def test_timeit(self):
        pattern = r"^\S+ (ns|µs|ms) ± \S+ (ns|µs|ms|s) per loop \(mean ± std. dev. of 2 runs, 3 loops each\)$"
        (line,) = shown(self.run_ok("%timeit -n 3 -r 2 Math.hypot(3, 4)"))
        self.assertRegex(line["text/plain"], pattern)
        result = self.run_ok("let calls = 0\n%%timeit -n 3 -r 2\ncalls += 1\nawait null")
        self.assertRegex(shown(result)[0]["text/plain"], pattern)
        self.assertEqual(self.run_ok("calls").text, "6")

    def test_memory(self):
        (table,) = shown(self.run_ok("%memory"))
        self.assertRegex(table["text/plain"], r"this kernel, in RAM +[\d.]+ MiB\n")
        self.assertIn("<table>", table["text/html"])
        (table,) = shown(self.run_ok("%%memory\nconst held = Buffer.alloc(25 * 2 ** 20, 1)"))
        self.assertRegex(table["text/plain"], r"buffers outside the heap +\S+ MiB +\+2\d\.\d MiB")

    def test_who(self):
        self.run_ok("const listed = new Float32Array(7); const words: string[] = ['a']")
        (table,) = shown(self.run_ok("%who"))
        self.assertRegex(table["text/plain"], r"\nlisted +Float32Array\S* +7 elements, 28 bytes\n")
        self.assertRegex(table["text/plain"], r"\nwords +string\[\] +1 elements\n")
        self.assertNotIn("$bigdata", table["text/plain"])

    def test_help(self):
        for cell, words in [("%hist?", "Draws a histogram"), ("%lsmagic", "%memmap"), ("%magic", "Arrays on disk")]:
            with self.subTest(cell):
                (help,) = shown(self.run_ok(cell))
                self.assertIn(words, help["text/markdown"])
                self.assertNotIn("\x1b", help["text/plain"])

    def test_the_shell(self):
        result = self.run_ok("const name = 'two words'\n!printf '%s|' \"{name}\" $HOME; echo problem >&2")
        self.assertEqual(result.stdout, f"two words|{os.environ['HOME']}|")
        self.assertEqual(result.stderr, "problem\n")
        result = self.run_ok("%%sh\nfor i in 1 2 3; do\n  echo $i\ndone")
        self.assertEqual(result.stdout, "1\n2\n3\n")
        error = self.run_error("!exit 7").content
        self.assertEqual(error["evalue"], "'exit 7' failed with exit code 7")
        self.run_ok("const done = true")
        self.assertEqual(self.run_ok("!done").text, "false")

    def test_output_of_a_command_comes_while_it_runs(self):
        sent = self.kernel.send("!echo first; sleep 1; echo second")
        self.kernel.until(sent, lambda m: m["msg_type"] == "stream" and m["content"]["text"] == "first\n")
        self.assertEqual(self.kernel.result(sent).stdout, "second\n")

    def test_an_interrupt_stops_a_command_and_a_measurement(self):
        for cell in ["!sleep 60", "%timeit await new Promise((done) => setTimeout(done, 50))", "%timeit for (;;);"]:
            with self.subTest(cell):
                self.run_ok("const kept = 1")
                sent = self.kernel.send(cell)
                self.kernel.until(sent, lambda m: m["msg_type"] == "execute_input")
                time.sleep(0.5)
                self.kernel.interrupt()
                result = self.kernel.result(sent)
                self.assertEqual(result.content["status"], "error")
                self.assertEqual(self.run_ok("kept").text, "1")

    def test_files_and_folders(self):
        result = self.run_ok("%%writefile sub/notes.ts\nexport const note = 'kept %memory';\n")
        self.assertEqual(result.stdout, "Writing sub/notes.ts\n")
        self.run_ok("%%writefile -a sub/notes.ts\nexport const more = 2;\n")
        with open(os.path.join(self.folder, "sub", "notes.ts")) as file:
            text = file.read()
        self.assertEqual(text, "export const note = 'kept %memory';\nexport const more = 2;\n")
        self.assertEqual(self.run_ok("%pwd").text, f"'{self.folder}'")
        self.run_ok("%cd sub")
        try:
            self.assertEqual(self.run_ok("%pwd").text, f"'{self.folder}/sub'")
            self.assertEqual(self.run_ok("!pwd").stdout, f"{self.folder}/sub\n")
            self.assertEqual(self.run_ok("import { note } from './notes';\nnote").text, "'kept %memory'")
            result = self.run_ok("%load notes.ts")
            (payload,) = result.content["payload"]
            self.assertEqual(payload, {"source": "set_next_input", "text": f"// %load notes.ts\n{text}", "replace": True})
        finally:
            self.run_ok("%cd ..")

    def test_the_environment(self):
        self.run_ok("%env TEST_MAGIC_TOKEN=s3cret")
        self.assertEqual(self.run_ok("%env TEST_MAGIC_TOKEN").stdout, "s3cret\n")
        self.assertIn("TEST_MAGIC_TOKEN=<hidden>\n", self.run_ok("%env").stdout)
        self.assertEqual(self.run_ok("!echo $TEST_MAGIC_TOKEN").stdout, "s3cret\n")

    def test_an_installed_package_is_there_in_the_next_cell(self):
        package = os.path.join(self.folder, "little")
        os.makedirs(package)
        with open(os.path.join(package, "package.json"), "w") as file:
            json.dump({"name": "little-package", "version": "1.0.0", "type": "module", "exports": "./index.js"}, file)
        with open(os.path.join(package, "index.js"), "w") as file:
            file.write("export const little = 7;\n")
        with open(os.path.join(package, "index.d.ts"), "w") as file:
            file.write("export declare const little: number;\n")
        self.assertIn("little-package", self.run_error('import { little } from "little-package";').content["evalue"])
        self.run_ok("%npm install --offline ./little", timeout=60)
        self.assertEqual(self.run_ok('import { little } from "little-package";\nlittle').text, "7")
        self.assertIn("exit code", self.run_error("%npm no-such-command", timeout=60).content["evalue"])

    def test_progress_is_one_display_with_its_last_state_kept(self):
        result = self.run_ok(
            'import { progress } from "tslab-bigdata";\n'
            'const work = progress("count", { total: 200 });\n'
            "for await (const i of work.over(Array.from({ length: 200 }, (_, k) => k))) await new Promise((d) => setTimeout(d, 2));"
        )
        first = result.of("display_data")
        updates = result.of("update_display_data")
        self.assertEqual(len(first), 1)
        ids = {c["transient"]["display_id"] for c in first + updates}
        self.assertEqual(len(ids), 1)
        self.assertLess(len(updates), 12)
        self.assertIn("100%, 200 of 200 items", updates[-1]["data"]["text/plain"])
        self.assertIn("done", updates[-1]["data"]["text/plain"])


    def complete(self, text):
        """Completions at the bar, and the text that they replace."""
        position = text.index("|")
        code = text.replace("|", "")
        content = self.kernel.reply(self.kernel.kc.complete(code, position))["content"]
        self.assertEqual(content["status"], "ok")
        return content["matches"], code[content["cursor_start"] : content["cursor_end"]]

    def test_completion_inside_magics(self):
        self.run_ok("%memmap ramp = ramp.bin --dtype float64")
        self.assertEqual(self.complete("const \U0001f600 = 1\n%mem|"), (["memmap", "memory"], "mem"))
        self.assertEqual(self.complete("%memmap x = a --dt|"), (["--dtype"], "--dt"))
        self.assertEqual(self.complete("%memmap x = ra|")[0], ["ramp.bin"])
        self.assertIn("ramp", self.complete("%hist ra|")[0])
        self.assertEqual(self.complete("%memmap x = a --mode |")[0], ["r", "r+", "w+", "c"])
        for cell in ["%time ramp.descr|", "%hist ramp.descr|", "%hist ramp --curve {(x) => ramp.descr|}", "%memory\nramp.descr|"]:
            with self.subTest(cell):
                self.assertIn("describe", self.complete(cell)[0])

    def test_inspection_inside_magics(self):
        def inspect(text):
            position = text.index("|")
            return self.kernel.reply(self.kernel.kc.inspect(text.replace("|", ""), position))["content"]

        self.run_ok("%memmap ramp = ramp.bin --dtype float64")
        self.assertIn("Draws a histogram", inspect("%hi|st ramp")["data"]["text/markdown"])
        self.assertIn("type of the elements", inspect("%memmap x = a --dty|pe")["data"]["text/plain"])
        self.assertIn("describe", inspect("%time await ramp.descri|be()")["data"]["text/plain"])
        self.assertFalse(inspect("%nothing|")["found"])

    def test_completeness(self):
        for cell, status in [("%memory", "complete"), ("%plot {", "incomplete"), ("%%time\nf()", "incomplete"), ("%%time\nf()\n", "complete"), ("%time f(", "incomplete"), ("%memory\nf(", "incomplete")]:
            with self.subTest(cell):
                reply = self.kernel.reply(self.kernel.kc.is_complete(cell))["content"]
                self.assertEqual(reply["status"], status)


class Beginnings(KernelCase):
    def test_reset_forgets_variables(self):
        self.run_ok("const forgotten = 1")
        self.run_ok("%reset")
        self.assertIn("forgotten", self.run_error("forgotten").content["evalue"])
        self.run_ok("const forgotten = 'again'")
        self.assertEqual(self.run_ok("forgotten").text, "'again'")

    def test_without_an_offer_a_restart_is_made_in_place(self):
        pid = self.run_ok("process.pid").text
        self.run_ok("const forgotten = 1; (globalThis as any).left = 2")
        first = self.kernel.send("%restart")
        behind = self.kernel.send("1 + 1")
        self.assertEqual(self.kernel.result(first).content["status"], "ok")
        self.assertEqual(self.kernel.result(behind).text, "2")
        self.assertIn("forgotten", self.run_error("forgotten").content["evalue"])
        self.assertEqual(self.run_ok("process.pid").text, pid)
