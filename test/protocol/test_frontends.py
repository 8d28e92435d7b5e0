"""What front ends demand that we cannot run here: VS Code, Zed and nteract."""

import json
import os
import unittest
from pathlib import Path

from jupyter_client.kernelspec import get_kernel_spec

from support import KERNEL, Kernel, KernelCase

# The statuses that strict parsers know.
STATUSES = {"ok", "error", "aborted"}


class Kernelspec(unittest.TestCase):
    def setUp(self):
        self.spec = json.loads((Path(get_kernel_spec(KERNEL).resource_dir) / "kernel.json").read_text())

    def test_the_connection_file_is_an_argument_of_its_own(self):
        # Zed and nteract replace an argument that is exactly this, and nothing else.
        self.assertEqual([part for part in self.spec["argv"] if "connection_file" in part], ["{connection_file}"])

    def test_the_program_is_an_absolute_path(self):
        # Front ends of the desktop have another PATH than the shell.
        program, *options, main, _ = self.spec["argv"]
        self.assertTrue(os.path.isabs(program) and os.access(program, os.X_OK), program)
        self.assertTrue(os.path.isabs(main) and os.path.exists(main), main)
        self.assertTrue(all(option.startswith("--") for option in options), options)

    def test_the_fields_have_the_types_of_the_schema(self):
        self.assertEqual(self.spec["language"], "typescript")
        self.assertEqual(self.spec["interrupt_mode"], "message")
        self.assertIsInstance(self.spec["display_name"], str)
        self.assertTrue(all(isinstance(part, str) for part in self.spec["argv"]))
        self.assertTrue(all(isinstance(value, str) for value in self.spec.get("env", {}).values()))


class Replies(KernelCase):
    def ask(self, msg_type, content=None, channel="shell"):
        kc = self.kernel.kc
        message = kc.session.msg(msg_type, content or {})
        getattr(kc, f"{channel}_channel").send(message)
        if channel == "control":
            return kc.get_control_msg(timeout=60)
        return self.kernel.reply(message["header"]["msg_id"])

    def test_every_reply_has_a_status_and_its_name(self):
        requests = [
            ("kernel_info", {}),
            ("execute", {"code": "1", "silent": False, "store_history": True, "user_expressions": {}}),
            ("execute", {"code": "throw 1", "silent": False, "store_history": True, "user_expressions": {}}),
            ("execute", {"code": "", "silent": True, "store_history": False, "user_expressions": {}}),
            ("complete", {"code": "Math.", "cursor_pos": 5}),
            ("complete", {"code": "nothing_is_known.", "cursor_pos": 17}),
            ("inspect", {"code": "Math", "cursor_pos": 2, "detail_level": 0}),
            ("inspect", {"code": "", "cursor_pos": 0, "detail_level": 1}),
            ("is_complete", {"code": "1"}),
            ("is_complete", {"code": "{"}),
            ("is_complete", {"code": ")"}),
            ("history", {"hist_access_type": "tail", "n": 3, "output": False, "raw": True}),
            ("history", {"hist_access_type": "range", "session": 0, "start": 0, "stop": 9, "output": True, "raw": True}),
            ("history", {"hist_access_type": "search", "pattern": "*", "output": False, "raw": True}),
            ("comm_info", {}),
            ("comm_info", {"target_name": "nobody"}),
        ]
        # The status of is_complete_reply is its answer, not one of these.
        answers = {"complete", "incomplete", "invalid", "unknown"}
        for name, content in requests:
            with self.subTest(name=name, content=content):
                reply = self.ask(f"{name}_request", content)
                self.assertEqual(reply["msg_type"], f"{name}_reply")
                self.assertIn(reply["content"]["status"], answers if name == "is_complete" else STATUSES)
        for name in ["kernel_info", "interrupt"]:
            with self.subTest(name=name, channel="control"):
                reply = self.ask(f"{name}_request", channel="control")
                self.assertEqual((reply["msg_type"], reply["content"]["status"]), (f"{name}_reply", "ok"))
        self.assert_alive()

    def test_errors_bring_all_three_fields_as_text(self):
        content = self.run_error("throw new RangeError('far')").content
        self.assertEqual((content["ename"], content["evalue"]), ("RangeError", "far"))
        self.assertTrue(content["traceback"] and all(isinstance(line, str) for line in content["traceback"]))

    def test_cells_behind_an_error_are_aborted_by_that_word(self):
        first = self.kernel.send("await new Promise((done) => setTimeout(done, 1000)); throw 1;")
        second = self.kernel.send("1")
        self.assertEqual(self.kernel.result(first).content["status"], "error")
        reply = self.kernel.result(second).reply
        self.assertEqual((reply["msg_type"], reply["content"]["status"]), ("execute_reply", "aborted"))

    def test_language_info_is_plain(self):
        info = self.ask("kernel_info_request")["content"]
        language = info["language_info"]
        for field in ["name", "version", "mimetype", "file_extension", "pygments_lexer", "nbconvert_exporter"]:
            self.assertIsInstance(language[field], str, field)
        # An object is allowed by the protocol, and refused by Zed and nteract.
        self.assertEqual(language["codemirror_mode"], "typescript")
        for field in ["protocol_version", "implementation", "implementation_version", "banner"]:
            self.assertIsInstance(info[field], str, field)
        for link in info["help_links"]:
            self.assertEqual(sorted(link), ["text", "url"])

    def test_displays_always_have_a_transient_object(self):
        code = 'import { display } from "tslab-bigdata";\nawait display({ a: 1 });\n5'
        result = self.run_ok(code)
        for content in result.of("display_data"):
            self.assertIsInstance(content["transient"], dict)
        self.assertEqual(len(result.of("display_data")), 1)
        for content in result.of("display_data") + result.of("execute_result"):
            self.assertIsInstance(content["metadata"], dict)
            self.assertIsInstance(content["data"], dict)

    def test_messages_of_one_kernel_have_one_session_and_a_date(self):
        result = self.run_ok('console.log("x")')
        for message in [result.reply, *result.messages]:
            header = message["header"]
            self.assertTrue(header["msg_id"] and header["session"] and header["version"] and header["date"])
            self.assertEqual(header["username"], "kernel")


class Shutdown(unittest.TestCase):
    def test_shutdown_is_answered_on_control_with_status(self):
        kernel = Kernel()
        try:
            message = kernel.kc.session.msg("shutdown_request", {"restart": False})
            kernel.kc.control_channel.send(message)
            reply = kernel.kc.get_control_msg(timeout=60)
            self.assertEqual(reply["content"], {"status": "ok", "restart": False})
        finally:
            kernel.stop()


if __name__ == "__main__":
    unittest.main()
