"""Transports: IPC, and CurveZMQ when the connection file carries keys."""

import os
import tempfile
import unittest

import zmq
from jupyter_client.blocking.client import BlockingKernelClient

from support import KERNEL, TIMEOUT, Kernel
from jupyter_client.manager import KernelManager


class Ipc(unittest.TestCase):
    def test_a_cell_over_ipc(self):
        with tempfile.TemporaryDirectory() as folder:
            kernel = Kernel(transport="ipc", ip=os.path.join(folder, "kernel"))
            try:
                self.assertEqual(kernel.run("6 * 7").text, "42")
            finally:
                kernel.stop()


class Curve(unittest.TestCase):
    def start(self):
        manager = KernelManager(kernel_name=KERNEL, transport_encryption="required")
        manager.start_kernel()
        self.addCleanup(manager.shutdown_kernel, now=True)
        return manager

    def test_an_encrypted_kernel(self):
        manager = self.start()
        client = manager.client()
        client.start_channels()
        self.addCleanup(client.stop_channels)
        client.wait_for_ready(timeout=TIMEOUT)
        reply = client.execute_interactive("1 + 1", timeout=TIMEOUT, output_hook=lambda message: None)
        self.assertEqual(reply["content"]["status"], "ok")

    def test_a_client_without_keys_gets_nothing(self):
        manager = self.start()
        info = manager.get_connection_info()
        socket = zmq.Context.instance().socket(zmq.DEALER)
        socket.linger = 0
        socket.connect(f"tcp://{info['ip']}:{info['shell_port']}")
        session = manager.session
        message = session.serialize(session.msg("kernel_info_request", {}))
        socket.send_multipart(message)
        self.assertEqual(socket.poll(1500), 0)
        socket.close()


if __name__ == "__main__":
    unittest.main()
