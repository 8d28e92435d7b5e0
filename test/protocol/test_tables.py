"""Tables in a running kernel: SQL over the notebook's variables and files, slices, interrupts."""

import os
import tempfile

import numpy
import pandas
import pyarrow
import pyarrow.parquet
import tables

from support import KernelCase


class Tables(KernelCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = os.path.realpath(tempfile.mkdtemp())
        cls.cwd = cls.folder
        n = 20000
        frame = pandas.DataFrame(
            {"town": ["t%d" % (i % 7) for i in range(n)], "year": 1900 + numpy.arange(n) % 50, "temp": numpy.arange(n) / 8}
        )
        cls.frame = frame
        frame[:1000].to_csv(os.path.join(cls.folder, "few.csv"), index=False)
        pyarrow.parquet.write_table(pyarrow.Table.from_pandas(frame), os.path.join(cls.folder, "all.parquet"))
        with tables.open_file(os.path.join(cls.folder, "weather.h5t"), "w") as file:
            rows = numpy.rec.fromarrays([frame.year.to_numpy(), frame.temp.to_numpy()], names="year,temp")
            file.create_table("/", "weather", rows, filters=tables.Filters(5, "blosc"))
        super().setUpClass()

    def test_sql_sees_files_and_variables_and_gives_rows(self):
        self.run_ok("%hdf5 tab = weather.h5t:/weather")
        self.run_ok("const from = 1940")
        result = self.run_ok(
            "%%sql top\nSELECT year, avg(tab.temp) AS mean, count(*) AS n\nFROM tab WHERE year >= {from}\nGROUP BY year ORDER BY mean DESC LIMIT 3"
        )
        self.assertEqual(result.text, None)
        judged = self.frame[self.frame.year >= 1940].groupby("year").temp.mean().sort_values(ascending=False)[:3]
        self.assertEqual(self.run_ok("top.toRows().map((r) => Number(r.mean)).join()").text, "'%s'" % ",".join("%.10g" % v for v in judged))
        (shown,) = [c["data"] for c in self.run_ok("%%sql\nSELECT count(*) AS n FROM 'few.csv'").of("display_data")]
        self.assertIn("1000", shown["text/plain"])
        self.assertIn("<small>int64</small>", shown["text/html"])
        joined = self.run_ok("%%sql both\nSELECT count(*) n FROM top JOIN 'all.parquet' p USING (year)")
        self.assertIsNotNone(joined)
        self.assertEqual(self.run_ok("both.at(0).n").text, "1200n")

    def test_slices_are_rows_and_columns(self):
        self.run_ok("%hdf5 tab2 = weather.h5t:/weather")
        shown = self.run_ok("%slice rows = tab2[10000:10010]\nrows")
        self.assertIn("10 rows × 2 columns", shown.text)
        self.assertEqual(self.run_ok('%slice temp = tab2[::2880]["temp"]\n[temp.length, temp.at(1)]').text, "[ 7, 360 ]")
        self.assertEqual(self.run_ok('%slice year = tab2["year"]\nawait year.max()').text, "1949n")
        self.assertEqual(self.run_ok("%slice last = tab2[-5:]\nlast.at(-1).temp").text, "2499.875")

    def test_errors_keep_duckdbs_words(self):
        error = self.run_error("%%sql\nSELECT temp\nFROM weathr").content
        self.assertIn("Table with name weathr does not exist", error["evalue"])
        error = self.run_error("%%sql\nSELECT nope FROM 'few.csv'").content
        self.assertIn('Referenced column "nope" not found', error["evalue"])
        error = self.run_error("%%sql x\nSELECT {nothere}").content
        self.assertIn("Cannot find name 'nothere'", error["evalue"])
