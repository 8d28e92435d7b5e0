"""A kernel under test, driven through jupyter_client as a front end would."""

import time
import unittest
from queue import Empty

from jupyter_client.manager import KernelManager

KERNEL = "tslab-bigdata"
TIMEOUT = 60

# Library code as a cell reaches it without importing the package.
CONTEXT = '(globalThis as any)[Symbol.for("tslab-bigdata.context")].getStore()'


class Result:
    """What one request brought: the reply, and the iopub messages between its busy and idle."""

    def __init__(self, reply, messages):
        self.reply = reply
        self.content = reply["content"] if reply else None
        self.messages = messages

    def of(self, msg_type):
        return [m["content"] for m in self.messages if m["msg_type"] == msg_type]

    @property
    def types(self):
        return [m["msg_type"] for m in self.messages if m["msg_type"] not in ("status", "execute_input")]

    @property
    def stdout(self):
        return "".join(c["text"] for c in self.of("stream") if c["name"] == "stdout")

    @property
    def stderr(self):
        return "".join(c["text"] for c in self.of("stream") if c["name"] == "stderr")

    @property
    def text(self):
        results = self.of("execute_result")
        return results[0]["data"]["text/plain"] if results else None


class Kernel:
    """A running kernel and its client."""

    def __init__(self, cwd=None, env=None, **manager):
        self.km = KernelManager(kernel_name=KERNEL, **manager)
        options = {"cwd": cwd} if cwd else {}
        if env:
            options["env"] = env
        self.km.start_kernel(**options)
        self.kc = self.km.client()
        self.kc.start_channels()
        self.kc.wait_for_ready(timeout=TIMEOUT)

    def send(self, code, **options):
        options.setdefault("allow_stdin", False)
        return self.kc.execute(code, **options)

    def run(self, code, timeout=TIMEOUT, **options):
        return self.result(self.send(code, **options), timeout)

    def result(self, msg_id, timeout=TIMEOUT):
        messages = self.until_idle(msg_id, timeout)
        return Result(self.reply(msg_id, timeout), messages)

    def reply(self, msg_id, timeout=TIMEOUT):
        end = time.monotonic() + timeout
        while True:
            message = self.kc.get_shell_msg(timeout=max(0.01, end - time.monotonic()))
            if message["parent_header"].get("msg_id") == msg_id:
                return message

    def until_idle(self, msg_id, timeout=TIMEOUT):
        return self.until(
            msg_id,
            lambda m: m["msg_type"] == "status" and m["content"]["execution_state"] == "idle",
            timeout,
        )

    def until(self, msg_id, condition, timeout=TIMEOUT):
        """iopub messages of a request up to the first that meets the condition."""
        messages = []
        end = time.monotonic() + timeout
        while True:
            try:
                message = self.kc.get_iopub_msg(timeout=max(0.01, end - time.monotonic()))
            except Empty:
                seen = [m["msg_type"] for m in messages]
                raise AssertionError(f"nothing more within {timeout} s, after {seen}") from None
            if message["parent_header"].get("msg_id") != msg_id:
                continue
            messages.append(message)
            if condition(message):
                return messages

    def interrupt(self):
        """Interrupts and waits for the reply: another channel's next request could overtake a bare message."""
        request = self.kc.session.msg("interrupt_request", {})
        self.kc.control_channel.send(request)
        end = time.monotonic() + TIMEOUT
        while True:
            message = self.kc.get_control_msg(timeout=max(0.01, end - time.monotonic()))
            if message["parent_header"].get("msg_id") == request["header"]["msg_id"]:
                return message

    def stop(self):
        self.kc.stop_channels()
        self.km.shutdown_kernel(now=True)
        self.km.cleanup_resources()


class KernelCase(unittest.TestCase):
    """Tests that share one kernel."""

    cwd = None
    env = None

    @classmethod
    def setUpClass(cls):
        cls.kernel = Kernel(cwd=cls.cwd, env=cls.env)

    @classmethod
    def tearDownClass(cls):
        cls.kernel.stop()

    def run_ok(self, code, **options):
        result = self.kernel.run(code, **options)
        self.assertEqual(result.content["status"], "ok", result.content.get("traceback"))
        return result

    def run_error(self, code, **options):
        result = self.kernel.run(code, **options)
        self.assertEqual(result.content["status"], "error", result.types)
        return result

    def assert_alive(self):
        self.assertEqual(self.run_ok("20 + 22").text, "42")
