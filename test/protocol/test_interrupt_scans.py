"""Interrupts of the engine's work in a running kernel: by message and by signal, with all variables kept."""

import os
import shutil
import signal
import tempfile
import time

import psutil
from support import TIMEOUT, KernelCase

# Holes cost no disk, and reading 64 GB takes longer than any test waits.
BYTES = 64 * 2**30

# The bar comes half a second into the work, from the workers' own counters: they are busy when it is there.
MEAN = "await points.mean()"
SPINNING = """import {{ aggregate, reduce }} from "tslab-bigdata";
const spin = reduce({{
  init: () => 0,
  step: (sum: number, x: number) => {{ for (;;) sum += x; }},
  merge: (a: number, b: number) => a + b,
  finish: (sum: number) => sum,
}});
console.log("on");
await aggregate(points.slice(0, 1_000_000), {{ s: spin }}, {{ workers: {workers} }});"""


class Scans(KernelCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="interrupt ")
        cls.cwd = cls.folder
        with open(os.path.join(cls.folder, "points.bin"), "wb") as file:
            file.truncate(BYTES)
        super().setUpClass()
        result = cls.kernel.run("%memmap points = points.bin --dtype float64\nconst kept = { a: 1 };")
        assert result.content["status"] == "ok", result.content

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        shutil.rmtree(cls.folder)

    def by_message(self):
        self.kernel.interrupt()

    def by_signal(self):
        self.kernel.km.signal_kernel(signal.SIGINT)

    def ways(self):
        return [self.by_message, self.by_signal]

    def assert_stopped(self, msg_id):
        content = self.kernel.reply(msg_id)["content"]
        self.assertEqual(content.get("ename"), "KeyboardInterrupt", content)
        self.assertEqual(self.run_ok("[kept.a, points.length]").text, f"[ 1, {BYTES // 8} ]")
        # Worker threads count too: nobody reads or computes for it any more.
        process = psutil.Process(self.kernel.km.provisioner.pid)
        end = time.monotonic() + TIMEOUT
        spent = None
        while time.monotonic() < end:
            before, spent = spent, (process.io_counters().read_chars, sum(process.cpu_times()[:2]))
            if before and spent[0] - before[0] < 1e6 and spent[1] - before[1] < 0.2:
                break
            time.sleep(0.5)
        else:
            self.fail(f"the kernel still works: {before} → {spent}")
        self.assertEqual(self.run_ok("await points.slice(0, 100_000).count()").text, "100000")

    def test_a_scan_of_a_large_file(self):
        for interrupt in self.ways():
            msg_id = self.kernel.send(MEAN)
            shown = self.kernel.until(msg_id, lambda m: m["msg_type"] == "display_data")
            self.assertIn("mean", shown[-1]["content"]["data"]["text/plain"])
            interrupt()
            # The bar's last state may come behind idle, still as this cell's.
            last = self.kernel.until(msg_id, lambda m: "cancelled" in m["content"].get("data", {}).get("text/plain", ""))
            self.assertRegex(last[-1]["content"]["data"]["text/plain"], r"\d+%, [\d,.]+ of [\d,.]+ rows")
            self.assert_stopped(msg_id)

    def test_several_scans_at_once(self):
        for interrupt in self.ways():
            msg_id = self.kernel.send("await Promise.all([points.mean(), points.std(), points.max()])")
            self.kernel.until(msg_id, lambda m: m["msg_type"] == "display_data")
            interrupt()
            self.assert_stopped(msg_id)

    def test_a_reduce_whose_function_never_comes_back(self):
        for workers in [2, 0]:
            for interrupt in self.ways():
                msg_id = self.kernel.send(SPINNING.format(workers=workers))
                self.kernel.until(msg_id, lambda m: m["msg_type"] == "stream")
                time.sleep(0.5)
                interrupt()
                self.assert_stopped(msg_id)


if __name__ == "__main__":
    import unittest

    unittest.main()
