"""What a thousand cells leave behind: bytes, handles, listeners and threads, none of them measured by time."""

import json
import re
import time
import unittest

from support import TIMEOUT, KernelCase

CELLS = 1000
BATCH = 50

# Heap after two collections, and counts of all that could leak beside it.
MEASURE = """
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { readdirSync } from "node:fs";
setFlagsFromString("--expose-gc");
const collect: () => void = runInNewContext("gc");
await new Promise((done) => setImmediate(done));
collect();
collect();
JSON.stringify({
  heap: process.memoryUsage().heapUsed,
  external: process.memoryUsage().external,
  handles: process.getActiveResourcesInfo().length,
  listeners: process.eventNames().reduce((sum, name) => sum + process.listenerCount(name as string), 0),
  files: readdirSync("/proc/self/fd").length,
  threads: readdirSync("/proc/self/task").length,
})
"""


class Growth(KernelCase):
    def measure(self):
        return json.loads(self.run_ok(MEASURE).text.strip("'"))

    def cells(self, count):
        for first in range(0, count, BATCH):
            # A declaration, a closure over a large value, a printed line, a timer, a promise, a result.
            sent = [
                self.kernel.send(
                    f"const big = new Float64Array(10_000).fill({i}); const last = () => big[0];\n"
                    f"console.log(last()); setTimeout(() => last(), 0); await Promise.resolve();\n"
                    f"last() + 1"
                )
                for i in range(first, first + BATCH)
            ]
            for i, msg_id in enumerate(sent, first):
                self.assertEqual(self.kernel.result(msg_id).text, str(i + 1))

    def test_a_thousand_cells_leave_nothing_behind(self):
        self.cells(100)
        before = self.measure()
        self.cells(CELLS)
        after = self.measure()
        for count in ["handles", "listeners", "files"]:
            self.assertLessEqual(after[count], before[count], f"{count}: {before} → {after}")
        self.assertLessEqual(after["threads"], before["threads"] + 1, f"{before} → {after}")
        # One array of a cell has 80 kB: 1,000 that leaked would be 80 MB.
        self.assertLess(after["external"] - before["external"], 2e6, f"{before} → {after}")
        # What stays of a cell is its code and its source map: functions of it may still throw and name their line.
        self.assertLess((after["heap"] - before["heap"]) / CELLS, 20_000, f"{before} → {after}")

    def megabytes(self, field):
        with open(f"/proc/{self.kernel.km.provisioner.pid}/status") as file:
            return int(re.search(rf"{field}:\s+(\d+)", file.read())[1]) / 1024

    def test_an_idle_kernel_gives_back_what_a_cell_used(self):
        self.run_ok("1 + 1")
        # The most that it has from here on (proc(5)).
        with open(f"/proc/{self.kernel.km.provisioner.pid}/clear_refs", "w") as file:
            file.write("5")
        # Alive at once, so that the heap must grow; then garbage.
        self.run_ok("let many: object[] = Array.from({ length: 3_000_000 }, (_, i) => ({ i })); many = []; many.length")
        most = self.megabytes("VmHWM")
        end = time.monotonic() + TIMEOUT
        while most - self.megabytes("VmRSS") < 50 and time.monotonic() < end:
            time.sleep(0.1)
        self.assertGreater(most - self.megabytes("VmRSS"), 50)
        self.assert_alive()


if __name__ == "__main__":
    unittest.main()
