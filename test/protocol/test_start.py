"""Kernels that start at the same time, with nothing of TypeScript's compiled code kept yet."""

import os
import tempfile
import unittest
import zlib

from jupyter_client.manager import KernelManager
from support import KERNEL, TIMEOUT, Kernel


class Cache(unittest.TestCase):
    def start(self, env):
        """A kernel that is not waited for."""
        manager = KernelManager(kernel_name=KERNEL)
        manager.start_kernel(env=env)
        self.addCleanup(manager.shutdown_kernel, now=True)
        return manager

    def connect(self, manager):
        kernel = Kernel.__new__(Kernel)
        kernel.km, kernel.kc = manager, manager.client()
        kernel.kc.start_channels()
        self.addCleanup(kernel.kc.stop_channels)
        kernel.kc.wait_for_ready(timeout=4 * TIMEOUT)
        return kernel

    def assert_whole(self, path):
        with open(path, "rb") as file:
            data = file.read()
        self.assertGreater(len(data), 100_000)
        self.assertEqual(int.from_bytes(data[:4], "little"), zlib.crc32(data[4:]))

    def test_three_kernels_at_once_with_an_empty_cache(self):
        with tempfile.TemporaryDirectory(prefix="empty cache ") as folder:
            env = {**os.environ, "XDG_CACHE_HOME": folder}
            kernels = [self.connect(manager) for manager in [self.start(env) for _ in range(3)]]
            for number, kernel in enumerate(kernels):
                self.assertEqual(kernel.run(f"const own: number = {number}; own + 1", timeout=60).text, str(number + 1))
                self.assertIn("TS2322", kernel.run("const wrong: number = 'text';").content["traceback"][0])
            files = os.listdir(os.path.join(folder, "tslab-bigdata"))
            # One file of all three: nobody's draft is left, and it is the whole of what one of them wrote.
            self.assertEqual(len(files), 1, files)
            path = os.path.join(folder, "tslab-bigdata", files[0])
            self.assert_whole(path)
            before = os.stat(path).st_mtime_ns
            later = self.connect(self.start(env))
            self.assertEqual(later.run("1 + 1").text, "2")
            self.assertEqual(later.run("2 + 2").text, "4")
            self.assertEqual(os.listdir(os.path.dirname(path)), files)
            # It was used: a kernel that finds nothing to use writes anew.
            self.assertEqual(os.stat(path).st_mtime_ns, before)


if __name__ == "__main__":
    unittest.main()
