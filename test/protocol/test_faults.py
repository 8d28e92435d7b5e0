"""What goes wrong: bad messages, floods, cells that attack the kernel. Each time: a clear answer, the next cell right."""

import json
import os
import subprocess
import sys
import time
import unittest

import zmq
from jupyter_client.session import Session
from support import CONTEXT, Kernel, KernelCase


class BadMessages(KernelCase):
    def raw(self, *frames):
        """Sends frames on a shell socket of their own."""
        info = self.kernel.km.get_connection_info()
        socket = zmq.Context.instance().socket(zmq.DEALER)
        socket.linger = 1000
        socket.connect(f"tcp://{info['ip']}:{info['shell_port']}")
        socket.send_multipart(list(frames))
        return socket

    def signed(self, header, content="{}", count=4):
        session = self.kernel.kc.session
        frames = [json.dumps(header).encode(), b"{}", b"{}", content.encode()][:count]
        return [b"<IDS|MSG>", session.sign(frames), *frames]

    def header(self, msg_type):
        return {
            "msg_id": "m1",
            "session": "s",
            "username": "u",
            "date": "2026-01-01T00:00:00Z",
            "msg_type": msg_type,
            "version": "5.4",
        }

    def test_messages_that_are_none_are_dropped(self):
        good = self.signed(self.header("kernel_info_request"))
        bad = [
            [b"no delimiter"],
            [b"<IDS|MSG>"],
            [b"<IDS|MSG>", b"sig", b"{}"],
            good[:4],
            [good[0], b"0" * 64, *good[2:]],
            [good[0], b"", *good[2:]],
            self.signed(self.header("kernel_info_request"), content="{not json"),
            self.signed(self.header("kernel_info_request"), content="[1]"),
            self.signed({"msg_id": 1}),
            [b""],
        ]
        for frames in bad:
            socket = self.raw(*frames)
            self.assertEqual(socket.poll(100), 0, frames)
            socket.close()
        socket = self.raw(*good)
        self.assertNotEqual(socket.poll(3000), 0)
        socket.close()
        self.assert_alive()

    def reply_to(self, msg_type, content):
        kc = self.kernel.kc
        message = kc.session.msg(msg_type, content)
        kc.shell_channel.send(message)
        return self.kernel.reply(message["header"]["msg_id"])

    def test_unknown_and_malformed_requests_are_answered(self):
        reply = self.reply_to("dance_request", {})
        self.assertEqual((reply["msg_type"], reply["content"]["status"]), ("dance_reply", "error"))
        self.assertIn("dance_request", reply["content"]["evalue"])
        reply = self.reply_to("execute_request", {"code": 5})
        self.assertEqual(reply["content"]["status"], "error")
        self.assertIn("code is 5, expected a string", reply["content"]["evalue"])
        for msg_type in ["complete_request", "inspect_request", "is_complete_request", "history_request"]:
            self.assertIn("status", self.reply_to(msg_type, {})["content"])
        self.assertEqual(self.reply_to("complete_request", {"code": "a", "cursor_pos": 999})["content"]["status"], "ok")
        self.reply_to("inspect_request", {"code": "a", "cursor_pos": -5})
        self.assert_alive()

    def test_a_hundred_megabytes(self):
        size = 100_000_000
        result = self.kernel.run(f"// {'x' * size}\n1 + 1", timeout=60)
        self.assertEqual(result.text, "2")
        result = self.kernel.run(f'process.stdout.write("y".repeat({size})); "z".repeat({size}).length', timeout=60)
        self.assertEqual((len(result.stdout), result.text), (size, str(size)))
        self.assert_alive()

    def test_a_flood_of_requests(self):
        ids = [self.kernel.kc.kernel_info() for _ in range(500)]
        for msg_id in ids:
            self.kernel.reply(msg_id)
        ids = [self.kernel.send(f"{i} * 2") for i in range(100)]
        for i, msg_id in enumerate(ids):
            self.assertEqual(self.kernel.result(msg_id).text, str(i * 2))

    def test_a_client_that_vanishes(self):
        client = self.kernel.km.client()
        client.session = Session(key=self.kernel.km.session.key)
        client.start_channels()
        client.wait_for_ready(timeout=60)
        client.execute('for (let i = 0; i < 1e4; i++) console.log("x".repeat(1000));')
        client.stop_channels()
        self.assert_alive()


class Output(KernelCase):
    def test_no_line_of_a_flood_is_lost(self):
        result = self.kernel.run('for (let i = 0; i < 100_000; i++) console.log("line " + i);', timeout=60)
        self.assertEqual(result.stdout, "".join(f"line {i}\n" for i in range(100_000)))
        self.assertLess(len(result.of("stream")), 2000)

    def test_output_of_a_busy_loop_appears_while_it_runs(self):
        msg_id = self.kernel.send('console.log("early"); while (true) {}')
        self.kernel.until(msg_id, lambda m: m["msg_type"] == "stream")
        self.kernel.interrupt()
        self.assertEqual(self.kernel.result(msg_id).content["ename"], "KeyboardInterrupt")

    def test_bytes_cut_inside_a_character(self):
        result = self.run_ok('const bytes = Buffer.from("😀"); process.stdout.write(bytes.subarray(0, 2)); process.stdout.write(bytes.subarray(2));')
        self.assertEqual(result.stdout, "😀")

    def test_huge_and_circular_results(self):
        self.run_ok("const loop: any = {}; loop.self = loop; loop")
        for code in [
            "Array.from({ length: 1e6 }, (_, i) => ({ i }))",
            "new Float64Array(5e6)",
            "'x'.repeat(5e6)",
            "new Map(Array.from({ length: 1e5 }, (_, i) => [i, { i }]))",
            "Object.fromEntries(Array.from({ length: 1e5 }, (_, i) => ['k' + i, i]))",
        ]:
            result = self.run_ok(code)
            self.assertLess(len(json.dumps(result.of("execute_result")[0]["data"])), 1_000_000, code)

    def test_no_ansi_in_results(self):
        for code in ["({ a: 'text', b: 1, c: null, d: /x/, e: new Date(0) })", "new Error('shown')", "new Map([[1, 2]])"]:
            self.assertNotIn("\x1b", self.run_ok(code).text)


class Attacks(KernelCase):
    def test_unhandled_rejections_and_exceptions_in_timers(self):
        msg_id = self.kernel.send('Promise.reject(new Error("lost")); setTimeout(() => { throw new Error("timed"); }, 50); await new Promise((d) => setTimeout(d, 300));')
        result = self.kernel.result(msg_id)
        self.assertEqual(result.content["status"], "ok")
        self.assertIn("Error\x1b[39m: lost", result.stderr)
        self.assertIn("Error\x1b[39m: timed", result.stderr)
        self.assertIn("Cell In[", result.stderr)
        self.assert_alive()

    def test_process_exit(self):
        result = self.run_error("process.exit(0)")
        self.assertIn("would end the kernel", result.content["evalue"])
        self.run_ok("process.exitCode = 5; process.emitWarning('careful'); process.exitCode = undefined;")
        self.assert_alive()

    def test_redefined_console_and_process(self):
        self.run_ok("const console = 1; const process = 2; const Buffer = 3; const JSON = 4;")
        self.assert_alive()
        self.run_ok("(globalThis as any).process = undefined; (globalThis as any).console = undefined;")
        self.assert_alive()
        self.kernel.km.restart_kernel(now=True)
        self.kernel.kc.wait_for_ready(timeout=60)

    def test_replaced_builtins(self):
        self.run_ok("(Array.prototype as any).extra = 1; (Object.prototype as any).polluted = () => 1;")
        self.assert_alive()
        self.run_ok("delete (Array.prototype as any).extra; delete (Object.prototype as any).polluted;")

    def test_display_hooks_that_fail(self):
        hook = '[Symbol.for("Jupyter.display")]'
        result = self.run_error(f"({{ {hook}() {{ throw new Error('no picture'); }} }})")
        self.assertEqual(result.content["evalue"], "no picture")
        self.run_error(f"({{ async {hook}() {{ throw new Error('later'); }} }})")
        for returned in ["undefined", "5", "null", "'text'", "{ 'text/plain': () => 1 }", "{ 'text/plain': 1n }"]:
            self.kernel.run(f"({{ {hook}() {{ return {returned} as any; }} }})")
            self.assert_alive()
        self.run_ok("({ [Symbol.for('nodejs.util.inspect.custom')]() { throw new Error('inside'); } })")
        self.assert_alive()

    def test_deep_recursion(self):
        result = self.run_error("function deep(): number { return deep() + 1; }\ndeep();")
        self.assertEqual(result.content["ename"], "RangeError")
        self.assert_alive()

    def test_a_changed_working_folder_and_environment(self):
        self.run_ok("import { mkdtempSync } from 'node:fs'; const before = process.cwd(); process.chdir(mkdtempSync('/tmp/gone-'));")
        self.assert_alive()
        self.run_ok("import { rmdirSync } from 'node:fs'; rmdirSync(process.cwd());")
        self.run_ok("process.chdir(before);")
        self.assert_alive()

    def test_streams_that_are_ended(self):
        self.run_ok("process.stdout.end(); process.stderr.destroy();")
        self.assertEqual(self.run_ok('console.log("still")').stdout, "still\n")

    def test_signals_and_listeners_removed(self):
        self.run_ok("process.removeAllListeners();")
        self.run_ok("Promise.reject(new Error('again')); await new Promise((d) => setTimeout(d, 50));")
        self.assert_alive()

    def test_sync_and_async_display_of_context_after_the_cell(self):
        msg_id = self.kernel.send(f"const late = {CONTEXT}; setTimeout(() => late.display({{ 'text/plain': 'later' }}), 100); await 0;")
        self.kernel.until_idle(msg_id)
        self.kernel.until(msg_id, lambda m: m["msg_type"] == "display_data")


class Orphans(unittest.TestCase):
    def test_a_kernel_whose_client_died_ends_itself(self):
        code = """
import os, sys
from jupyter_client.manager import start_new_kernel
km, kc = start_new_kernel(kernel_name="tslab-bigdata")
kc.execute("process.pid")
while True:
    message = kc.get_iopub_msg(timeout=60)
    if message["msg_type"] == "execute_result":
        print(message["content"]["data"]["text/plain"], flush=True)
        os._exit(1)
"""
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
        pid = int(done.stdout)
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                os.kill(pid, 0)
                with open(f"/proc/{pid}/stat") as file:
                    if file.read().rsplit(")", 1)[1].split()[0] == "Z":
                        return
            except (ProcessLookupError, FileNotFoundError):
                return
            time.sleep(0.1)
        os.kill(pid, 9)
        self.fail("the kernel still runs")


if __name__ == "__main__":
    unittest.main()
