"""%ingest in a running kernel: progress, what it says it did, bad rows, an interrupt in the middle; PyTables and pandas judge."""

import fcntl
import os
import re
import shutil
import tempfile
import time

import numpy
import pandas
import psutil
import tables

from support import TIMEOUT, KernelCase

HEADER = "country,town,year,month,precip,temp\n"


class Ingest(KernelCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = os.path.realpath(tempfile.mkdtemp(prefix="ingest "))
        cls.cwd = cls.folder
        super().setUpClass()
        # On many cores there would be no middle to interrupt.
        psutil.Process(cls.kernel.km.provisioner.pid).cpu_affinity(sorted(os.sched_getaffinity(0))[:2])

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        shutil.rmtree(cls.folder)

    def write(self, name, text):
        os.makedirs(os.path.dirname(os.path.join(self.folder, name)), exist_ok=True)
        with open(os.path.join(self.folder, name), "w") as file:
            file.write(text)

    def weather(self, folder, files, towns):
        """Files of the weather's columns: rows of a town are 12 months of 20 years."""
        rng = numpy.random.default_rng(files)
        frames = []
        for i in range(files):
            rows = numpy.arange(i * towns * 240, (i + 1) * towns * 240)
            frame = pandas.DataFrame({"country": rows // (towns * 240), "town": rows // 240, "year": 1990 + rows // 12 % 20, "month": 1 + rows % 12})
            frame["precip"] = rng.normal(50, 10, len(rows))
            frame["temp"] = rng.normal(10, 5, len(rows))
            self.write(f"{folder}/{i}.csv", frame.to_csv(index=False))
            frames.append(frame)
        return pandas.concat(frames, ignore_index=True)

    def stored(self, name, node="/weather"):
        with tables.open_file(os.path.join(self.folder, name)) as file:
            table = file.get_node(node)
            return table.read(), table.filters, table.chunkshape

    def plain(self, shown):
        return shown["content"].get("data", {}).get("text/plain", "")

    def wait_for_the_end(self, name):
        """The reply to an interrupted cell does not wait until its threads have put the file away."""
        end = time.monotonic() + TIMEOUT
        while time.monotonic() < end:
            try:
                with open(os.path.join(self.folder, name), "rb") as file:
                    fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
                return
            except FileNotFoundError:
                return
            except BlockingIOError:
                time.sleep(0.05)
        self.fail(f"{name} is still open")

    def test_files_become_a_table_that_pytables_reads(self):
        frame = self.weather("data", 11, 30)
        result = self.run_ok("%ingest data/*.csv to data/weather.h5t:/weather --chunk 10000 --filters blosc:5")
        said = "\n".join(self.plain(message) for message in result.messages)
        self.assertIn("nrows: 79200", said)
        # PyTables' blosc gives such rows up and stores them raw; ours must say what became of them
        self.assertRegex(said, r"filters: 'blosc:blosclz\(5\), shuffle: \d+ chunks, \d+ of them stored as they are'")
        rows, filters, chunkshape = self.stored("data/weather.h5t")
        self.assertEqual((filters.complib, filters.complevel, filters.shuffle, chunkshape), ("blosc", 5, True, (10000,)))
        for name in frame:
            numpy.testing.assert_array_equal(rows[name], frame[name])
        again = self.run_ok("%ingest report = data/*.csv to data/weather.h5t:/weather\n[report.added, report.known, report.nrows].join()")
        self.assertEqual(again.text, "'0,11,79200'")

    def test_bad_rows_are_told_with_file_and_line(self):
        good = [f"{i},{i + 0.5}" for i in range(40000)]
        self.write("bad/0.csv", "n,x\n" + "\n".join(good) + "\n")
        # behind what is looked at to find out types
        self.write("bad/1.csv", "n,x\n" + "\n".join([*good[:5000], "1,2,3", *good[5000:6000], "7,wet", *good[6000:]]) + "\n")
        ragged = r"1\.csv'?, line 5002: 3 fields where there are 2 columns"
        wet = r"1\.csv, line 6003: column 'x' holds 'wet', which is no float64"
        error = self.run_error("%ingest bad/*.csv to bad/stop.h5:/t").content
        self.assertRegex(error["evalue"], ragged)
        # the file before the bad one is there, and nothing of the bad one
        self.assertEqual(len(self.stored("bad/stop.h5", "/t")[0]), 40000)
        for way, rows, nulls in ("skip", 80000, 0), ("null", 80002, 1):
            result = self.run_ok(f"%ingest {way}Report = bad/*.csv to bad/{way}.h5:/t --on-error {way}")
            said = "\n".join(self.plain(message) for message in result.messages)
            self.assertRegex(said, "2 bad rows or values:")
            self.assertRegex(said, ragged)
            self.assertRegex(said, wet)
            found = self.stored(f"bad/{way}.h5", "/t")[0]
            self.assertEqual((len(found), int(numpy.isnan(found["x"]).sum())), (rows, nulls))
            self.assertEqual(self.run_ok(f"[{way}Report.problems.count, {way}Report.problems.first[0].line].join()").text, "'2,5002'")

    def test_an_interrupt_leaves_whole_files_and_the_next_run_goes_on(self):
        files, towns = 8, 1200
        frame = self.weather("long", files, towns)
        # a slow compressor, so that there is a middle
        line = "%ingest long/*.csv to long/w.h5t:/weather --filters blosc:lz4hc:9"
        msg_id = self.kernel.send(line)

        def is_under_way(message):
            found = re.search(r"(\d+)%", self.plain(message))
            return found is not None and 15 <= int(found[1]) < 90

        shown = self.kernel.until(msg_id, is_under_way, timeout=3 * TIMEOUT)
        self.assertRegex(self.plain(shown[-1]), r"w\.h5t:/weather, [\d,]+ rows \|[#-]+\| \d+%, [\d.]+ of [\d.]+ MB, [\d.]+ MB/s, ")
        self.kernel.interrupt()
        self.assertEqual(self.kernel.reply(msg_id)["content"].get("ename"), "KeyboardInterrupt")
        self.assert_alive()
        whole = towns * 240
        self.wait_for_the_end("long/w.h5t")
        before = len(self.stored("long/w.h5t")[0]) if os.path.exists(os.path.join(self.folder, "long/w.h5t")) else 0
        self.assertEqual((before % whole, before < len(frame)), (0, True))
        result = self.run_ok(line.replace("%ingest", "%ingest report =") + "\n[report.added, report.known].join()", timeout=3 * TIMEOUT)
        self.assertEqual(result.text, f"'{len(frame) - before},{before // whole}'")
        rows, filters, _ = self.stored("long/w.h5t")
        self.assertEqual(filters.complib, "blosc:lz4hc")
        for name in frame:
            numpy.testing.assert_array_equal(rows[name], frame[name])
