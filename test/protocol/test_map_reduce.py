"""Map and reduce in a running kernel: cells, jobs with progress, interrupts, faults, and programs for a shell."""

import math
import os
import re
import struct
import subprocess
import tempfile
import time
import unittest

from support import KernelCase

MAPPER = '%%mapper temps\nconst [country, , temp] = line.split(",");\nif (country !== "country") yield [country!, Number(temp)];'
COMBINER = "%%combiner total --after pairs\nlet n = 0, sum = 0;\nfor (const [count, part] of values) { n += count; sum += part; }\nyield [key, [n, sum]];"
REDUCER = "%%reducer averages --after temps\nlet n = 0, sum = 0;\nfor (const value of values) { n++; sum += value; }\nyield [key, sum / n];"
COUNTRIES = ["DK", "FI", "NO"]


class MapReduce(KernelCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = os.path.realpath(tempfile.mkdtemp(prefix="map reduce "))
        cls.cwd = cls.folder
        cls.temps = {country: [] for country in COUNTRIES}
        for number in range(3):
            with open(os.path.join(cls.folder, f"{number}.csv"), "w") as file:
                file.write("country,year,temp\n")
                for i in range(20_011):
                    country, temp = COUNTRIES[(i + number) % 3], ((i * 7919 + number) % 1009) / 8
                    cls.temps[country].append(temp)
                    file.write(f"{country},{1900 + i % 100},{temp}\n")
        # sums of eighths are exact in any order
        cls.means = {country: math.fsum(values) / len(values) for country, values in cls.temps.items()}
        super().setUpClass()
        for cell in [MAPPER, REDUCER]:
            reply = cls.kernel.run(cell)
            assert reply.content["status"] == "ok", reply.content

    def rows_of(self, name):
        text = self.run_ok(f"JSON.stringify({name}.toRows())").text
        return dict(re.findall(r'"key":"(\w+)","value":([\d.]+)', text))

    def assert_means(self, name):
        self.assertEqual({key: float(value) for key, value in self.rows_of(name).items()}, self.means)

    def test_a_job_over_files_gives_rows(self):
        self.run_ok("%mapreduce means = --input '*.csv' --mapper temps --reducer averages --engine local")
        self.assert_means("means")
        (shown,) = self.run_ok("means").of("execute_result")
        self.assertIn("<table>", shown["data"]["text/html"])
        self.assertIn("3 rows × 2 columns", shown["data"]["text/plain"])
        # a slow machine shows a progress bar before it
        shown = self.run_ok("%mapreduce --input '*.csv' --mapper temps --reducer averages").of("display_data")[-1]
        self.assertIn("<table>", shown["data"]["text/html"])

    def test_a_combiner_takes_what_the_mapper_yields(self):
        self.run_ok('%%mapper pairs\nconst [c, , t] = line.split(",");\nif (c !== "country") yield [c!, [1, Number(t)] as [number, number]];')
        self.run_ok(COMBINER)
        self.run_ok("%%reducer divided --after pairs\nlet n = 0, sum = 0;\nfor (const [count, part] of values) { n += count; sum += part; }\nyield [key, sum / n];")
        self.run_ok("%mapreduce combined = --input '*.csv' --mapper pairs --combiner total --reducer divided")
        self.assert_means("combined")

    def test_rows_take_the_place_of_lines(self):
        with open(os.path.join(self.folder, "ramp.bin"), "wb") as file:
            file.write(struct.pack("<1000d", *range(1000)))
        self.run_ok("%memmap ramp = ramp.bin --dtype float64")
        self.run_ok('%%mapper parity --rows ramp\nyield [row % 2 === 0 ? "even" : "odd", row];')
        self.run_ok("%mapreduce halves = --input {ramp} --mapper parity --reducer averages")
        self.assertEqual(self.rows_of("halves"), {"even": "499", "odd": "500"})
        error = self.run_error('%%mapper wrong --rows ramp\nyield [row.length, 1];').content["evalue"]
        self.assertRegex(error, r"Cell In\[\d+\]:2:12 Property 'length' does not exist on type 'number'")
        os.remove(os.path.join(self.folder, "ramp.bin"))

    def test_functions_are_listed_and_shown(self):
        (table,) = self.run_ok("%who").of("display_data")
        self.assertRegex(table["data"]["text/plain"], r"\naverages +JobFunction.*\n")
        (shown,) = self.run_ok("temps").of("execute_result")
        self.assertTrue(shown["data"]["text/plain"].startswith("mapper temps\n"))
        self.assertIn('line.split(",")', shown["data"]["text/plain"])
        self.assertIn("```js", shown["data"]["text/markdown"])

    def test_progress_is_shown_while_a_long_job_runs(self):
        self.run_ok(
            "%%mapper slow\nif (line.startsWith('country')) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500);\nelse yield [line.slice(0, 2), 1];"
        )
        result = self.run_ok("%mapreduce counted = --input '*.csv' --mapper slow --reducer averages")
        texts = [c["data"]["text/plain"] for c in result.of("display_data") + result.of("update_display_data")]
        self.assertTrue(any(re.search(r"^map .*[1-9][\d.,]* of [\d.,]+ (MB|bytes)", text) for text in texts), texts)
        self.assertIn("100%", [text for text in texts if text.startswith("map")][-1])
        self.assertEqual(self.rows_of("counted"), {country: "1" for country in COUNTRIES})

    def test_an_interrupt_ends_the_job_and_nothing_half_written_stays(self):
        self.run_ok("%%mapper endless\nfor (;;) if (line.length < 0) yield [line, 1];\nyield [line, 1];")
        before = set(os.listdir(self.folder))
        for output in ["", " --output out"]:
            with self.subTest(output):
                sent = self.kernel.send(f"%mapreduce --input '*.csv' --mapper endless --reducer averages{output}")
                self.kernel.until(sent, lambda m: m["msg_type"] == "display_data")
                self.kernel.interrupt()
                # the bar's last state comes with the end
                result = self.kernel.result(sent)
                self.assertEqual(result.content["ename"], "KeyboardInterrupt")
                self.assertEqual(len(result.of("error")), 1)
                end = time.monotonic() + 5
                while set(os.listdir(self.folder)) != before and time.monotonic() < end:
                    time.sleep(0.05)
                self.assertEqual(set(os.listdir(self.folder)), before)
                self.assert_alive()
        self.run_ok("%mapreduce again = --input '*.csv' --mapper temps --reducer averages")
        self.assert_means("again")

    def test_lines_a_mapper_throws_at_are_skipped_and_counted_and_strict_names_the_first(self):
        self.run_ok("%%mapper picky\nif (line.includes(',1942,')) throw new RangeError('no such year');\nyield [line.slice(0, 2), 1];")
        result = self.run_ok("%mapreduce some = --input '0.csv' --mapper picky --reducer averages")
        (note,) = [c["data"]["text/plain"] for c in result.of("display_data") if "skipped" in c["data"]["text/plain"]]
        skipped = [i + 2 for i in range(20_011) if i % 100 == 42]
        self.assertIn(f"{len(skipped)} of 20,012 lines were skipped", note)
        self.assertEqual([int(line) for line in re.findall(r"0\.csv:(\d+): ", note)], skipped[:5])
        self.assertIn("RangeError: no such year", note)
        result = self.run_error("%mapreduce --input '0.csv' --mapper picky --reducer averages --strict")
        self.assertEqual(len(result.of("error")), 1)
        self.assertRegex(
            result.content["evalue"],
            r'0\.csv:44: the mapper picky threw at "\w\w,1942,[\d.]+": RangeError: no such year',
        )
        self.assert_alive()

    def test_a_type_error_in_a_mapper_shows_the_line_and_a_caret(self):
        result = self.run_error("%%mapper wrong\nconst n: number = line;\nyield [line, n];")
        self.assertRegex(result.content["evalue"], r"Cell In\[\d+\]:2:7 .*not assignable")
        shown = [re.sub(r"\x1b\[\d+m", "", line) for line in "\n".join(result.content["traceback"]).split("\n")]
        at = next(i for i, line in enumerate(shown) if re.search(r"\bconst n: number = line;", line))
        self.assertEqual(shown[at + 1].index("^"), shown[at].index("n: number"))
        self.assertEqual(len(result.of("error")), 1)
        error = self.run_error("%%reducer wrong --after temps\nfor (const value of values) yield [key, value.length];").content
        self.assertRegex(error["evalue"], r"Cell In\[\d+\]:2:47 Property 'length' does not exist on type 'number'")
        self.assertIn("wrong", self.run_error("wrong").content["evalue"])
        self.assert_alive()

    def test_wrong_jobs_are_told_in_one_error(self):
        self.run_ok("const full = 'taken';\n!mkdir {full}")
        for cell, words in [
            ("%mapreduce --input 'none-*.csv' --mapper temps --reducer averages", "none-*.csv"),
            ("%mapreduce --input '*.csv' --mapper temps --reducer averages --output {full}", "output folder 'taken' exists already"),
            ("%mapreduce --input '*.csv' --mapper temps --reducer averages --reduces 0", "'reduces' must be a positive integer, got 0"),
            ("%mapreduce --input '*.csv' --mapper averages --reducer averages", "not assignable"),
            ("%mapreduce --input '*.csv' --mapper tmps --reducer averages", "Cannot find name 'tmps'"),
            ("%mapreduce --mapper temps --reducer averages", "--input"),
            ("%mapreduce --input '*.csv' --mapper temps --reducer averages --engin local", "did you mean --engine?"),
            ("const outside = full.length;\nimport { mapper } from \"tslab-bigdata\";\nmapper((line) => [[line, outside]]);", "uses: { outside }"),
        ]:
            with self.subTest(cell):
                result = self.run_error(cell)
                self.assertEqual(len(result.of("error")), 1)
                self.assertIn(words, result.content["evalue"])
        self.run_ok("!rmdir {full}")
        self.assert_alive()

    def test_programs_for_a_shell(self):
        self.run_ok('import { writeScript } from "tslab-bigdata";\nawait writeScript(temps, "mapper.mjs");\nawait writeScript(averages, "reducer.mjs");')
        result = self.run_ok("!head -n 2 0.csv | ./mapper.mjs | ./reducer.mjs")
        self.assertEqual(result.stdout, "DK\t0\n")
        command = "set -o pipefail; cat *.csv | ./mapper.mjs | LC_ALL=C sort | ./reducer.mjs"
        done = subprocess.run(["bash", "-c", command], cwd=self.folder, capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual({line.split("\t")[0]: float(line.split("\t")[1]) for line in done.stdout.splitlines()}, self.means)


if __name__ == "__main__":
    unittest.main()
