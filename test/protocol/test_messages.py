"""Completion, inspection, history, comms, stdin and control."""

import os
import shutil
import tempfile
import time
import unittest

from support import CONTEXT, TIMEOUT, Kernel, KernelCase


class Completion(KernelCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="complete ")
        os.makedirs(os.path.join(cls.folder, "data", "inner"))
        open(os.path.join(cls.folder, "data", "points.bin"), "w").close()
        with open(os.path.join(cls.folder, "helper.ts"), "w") as file:
            file.write("export const help = 1;")
        cls.cwd = cls.folder
        super().setUpClass()

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        shutil.rmtree(cls.folder)

    def complete(self, marked):
        """Completes at the bar."""
        position = marked.index("|")
        msg_id = self.kernel.kc.complete(marked.replace("|", "", 1), position)
        content = self.kernel.reply(msg_id)["content"]
        self.assertEqual(content["status"], "ok", content)
        return content

    def test_members_with_kinds_and_signatures(self):
        self.run_ok("const words = ['a'];")
        content = self.complete("words.ma|")
        self.assertIn("map", content["matches"])
        self.assertEqual((content["cursor_start"], content["cursor_end"]), (6, 8))
        types = {item["text"]: item for item in content["metadata"]["_jupyter_types_experimental"]}
        self.assertEqual(types["map"]["type"], "method")
        self.assertIn("callbackfn", types["map"]["signature"])
        self.assertEqual((types["map"]["start"], types["map"]["end"]), (6, 8))
        types = {item["text"]: item for item in self.complete("words.|")["metadata"]["_jupyter_types_experimental"]}
        self.assertEqual(types["at"]["signature"], "(index: number) => string")
        types = self.complete('import { memm| } from "tslab-bigdata"')["metadata"]["_jupyter_types_experimental"]
        self.assertIn("path: string", types[0]["signature"])

    def test_positions_are_code_points(self):
        content = self.complete("const smile = '😀😀'; Math.hyp|")
        self.assertEqual((content["cursor_start"], content["cursor_end"]), (25, 28))
        self.assertEqual(content["matches"], ["hypot"])

    def test_live_keys_where_the_type_is_any(self):
        self.run_ok('const loose: any = { alpha: 1, beta: { gamma: 2 }, get danger() { throw new Error("ran"); } };')
        self.assertEqual(self.complete("loose.al|")["matches"], ["alpha"])
        self.assertEqual(self.complete("loose.beta.|")["matches"], ["gamma"])
        self.assertIn("danger", self.complete("loose.|")["matches"])
        self.run_ok('const deep = JSON.parse(\'{"rows": [{"first name": 1, "last": {"leaf": 2}}]}\');')
        for marked, matches in [
            ("deep.rows[0].|", ["last"]),
            ("deep?.rows?.[0].la|", ["last"]),
            ("deep['rows'][0].last.|", ["leaf"]),
            ('deep.rows[0]["|"]', ["first name", "last"]),
            ("deep.rows[0]['fi|", ["first name"]),
        ]:
            with self.subTest(marked):
                self.assertEqual(self.complete(marked)["matches"], matches)

    def test_import_paths(self):
        self.assertIn("helper", self.complete('import { help } from "./he|"')["matches"])
        self.assertIn("fs", self.complete('import * as x from "f|"')["matches"])
        self.assertEqual(self.complete('import * as x from "tslab-b|"')["matches"], ["tslab-bigdata"])

    def test_file_paths_in_strings(self):
        content = self.complete('const path = "data/po|"')
        self.assertEqual(content["matches"], ["points.bin"])
        self.assertEqual((content["cursor_start"], content["cursor_end"]), (19, 21))
        self.assertEqual(self.complete('const path = "da|')["matches"], ["data/"])

    def test_literals_of_a_union(self):
        self.run_ok('function open(mode: "read" | "write"): void {}')
        self.assertEqual(sorted(self.complete('open("|")')["matches"]), ["read", "write"])
        self.assertEqual(self.complete('open("wr|")')["matches"], ["write"])

    def test_magics_and_their_options(self):
        self.assertIn("memmap", self.complete("%mem|")["matches"])
        self.assertIn("--dtype", self.complete("%memmap x = data/points.bin --|")["matches"])
        self.assertEqual(self.complete("%memmap x = da|")["matches"], ["data/"])
        self.assertEqual(self.complete("!ls -l data/po|")["matches"], ["data/points.bin"])
        self.assertIn("float64", self.complete("%memmap x = data/points.bin --dtype float|")["matches"])

    def test_code_after_a_magic(self):
        self.assertIn("hypot", self.complete("%pwd\nMath.hyp|")["matches"])

    def test_the_notebooks_own_names(self):
        self.run_ok("const uniqueName = 1; function uniqueFunction(): void {}")
        self.assertLessEqual({"uniqueName", "uniqueFunction"}, set(self.complete("uniq|")["matches"]))

    def test_while_a_cell_awaits(self):
        msg_id = self.kernel.send('console.log("on"); await new Promise(() => {});')
        self.kernel.until(msg_id, lambda m: m["msg_type"] == "stream")
        # the cell ends only when it is told to
        self.assertIn("hypot", self.complete("Math.hyp|")["matches"])
        self.kernel.interrupt()
        self.assertEqual(self.kernel.result(msg_id).content["ename"], "KeyboardInterrupt")


class Inspection(KernelCase):
    def inspect(self, marked, detail=0):
        position = marked.index("|")
        msg_id = self.kernel.kc.inspect(marked.replace("|", "", 1), position, detail)
        return self.kernel.reply(msg_id)["content"]

    def test_signature_and_doc_comment(self):
        self.run_ok("/**\n * Adds two numbers.\n * @param a the first\n */\nfunction add(a: number, b: number): number { return a + b; }")
        for place in ["ad|d(1, 2)", "add|", "add(|1, 2)", "add(1, |"]:
            content = self.inspect(place)
            self.assertTrue(content["found"], place)
            markdown = content["data"]["text/markdown"]
            self.assertIn("function add(a: number, b: number): number", markdown)
        text = self.inspect("pars|eInt")["data"]["text/markdown"]
        self.assertIn("Converts a string to an integer.", text)
        self.assertIn("@param", text)

    def test_detail_adds_the_value(self):
        self.run_ok("const table = { rows: 3 };")
        self.assertNotIn("rows: 3", self.inspect("tab|le")["data"]["text/plain"])
        self.assertIn("rows: 3", self.inspect("tab|le", 1)["data"]["text/plain"])
        self.run_ok("const rows = 'another'; const loose: any = { list: [{ size: 12345 }] };")
        self.assertTrue(self.inspect("table.row|s", 1)["data"]["text/plain"].endswith("\n\n3"))
        self.assertNotIn("native", self.inspect("[].ma|p", 1)["data"]["text/plain"])

    def test_magics(self):
        self.assertIn("dtype", self.inspect("%mem|map x = y")["data"]["text/markdown"])

    def test_nothing_is_found_in_nothing(self):
        self.assertEqual(self.inspect("|")["found"], False)
        self.assertEqual(self.inspect("1 + | 2")["found"], False)
        self.assertEqual(self.inspect("nobodyDeclared|This")["found"], False)


class Comms(KernelCase):
    def open(self, target, data=None):
        kc = self.kernel.kc
        message = kc.session.msg("comm_open", {"comm_id": "c1" + target, "target_name": target, "data": data or {}})
        kc.shell_channel.send(message)
        return message["header"]["msg_id"], "c1" + target

    def send(self, comm_id, data, buffers=()):
        kc = self.kernel.kc
        message = kc.session.msg("comm_msg", {"comm_id": comm_id, "data": data})
        kc.session.send(kc.shell_channel.socket, message, buffers=list(buffers))
        return message["header"]["msg_id"]

    def test_an_unknown_target_is_closed(self):
        msg_id, comm_id = self.open("nobody")
        messages = self.kernel.until_idle(msg_id)
        closed = [m for m in messages if m["msg_type"] == "comm_close"]
        self.assertEqual([m["content"]["comm_id"] for m in closed], [comm_id])

    def test_both_ways_with_buffers_also_while_a_cell_awaits(self):
        self.run_ok("""import { comms } from "tslab-bigdata";
comms().accept("echo", (comm) => {
  comm.onMessage(({ data, buffers }) => comm.send({ back: data, sizes: buffers.map((b) => b.length) }, buffers));
});""")
        msg_id, comm_id = self.open("echo")
        self.kernel.until_idle(msg_id)
        info = self.kernel.kc.comm_info()
        self.assertEqual(self.kernel.reply(info)["content"]["comms"], {comm_id: {"target_name": "echo"}})
        running = self.kernel.send('console.log("on"); await new Promise(() => {});')
        self.kernel.until(running, lambda m: m["msg_type"] == "stream")
        sent = self.send(comm_id, {"n": 1}, [b"abc", bytes(1000)])
        answers = [m for m in self.kernel.until_idle(sent) if m["msg_type"] == "comm_msg"]
        self.assertEqual(answers[0]["content"]["data"], {"back": {"n": 1}, "sizes": [3, 1000]})
        self.assertEqual(bytes(answers[0]["buffers"][0]), b"abc")
        self.kernel.interrupt()
        self.kernel.result(running)

    def test_the_kernel_opens_and_closes(self):
        result = self.run_ok("""import { comms } from "tslab-bigdata";
const mine = comms().open("widget", { a: 1 }, { buffers: [new Uint8Array([1, 2])] });
mine.send({ b: 2 }); mine.close();""")
        kinds = [m["msg_type"] for m in result.messages if m["msg_type"].startswith("comm_")]
        self.assertEqual(kinds, ["comm_open", "comm_msg", "comm_close"])
        opened = next(m for m in result.messages if m["msg_type"] == "comm_open")
        self.assertEqual(opened["content"]["target_name"], "widget")
        self.assertEqual(bytes(opened["buffers"][0]), b"\x01\x02")
        self.run_error("mine.send({});")
        offered = self.kernel.reply(self.kernel.kc.complete("comms().op"))["content"]
        self.assertEqual(offered["matches"], ["open"])

    def test_a_handler_that_throws_leaves_the_kernel_alive(self):
        owner = self.kernel.send(f'{CONTEXT}.kernel.comms.accept("bad", () => {{ throw new Error("no"); }});')
        self.kernel.result(owner)
        self.assert_alive()
        self.open("bad")
        error = self.kernel.until(owner, lambda m: m["msg_type"] == "stream")[-1]["content"]
        self.assertEqual(error["name"], "stderr")
        self.assertRegex(error["text"], "^.*Error.*: no\\n    at .*Cell In")
        self.assert_alive()
        msg_id, _ = self.open("bad")
        self.assertIn("comm_close", [m["msg_type"] for m in self.kernel.until_idle(msg_id)])

    def test_live_handles_answer_and_unknown_plots_are_closed(self):
        code = f"""const context = {CONTEXT};
context.live({{ plot: "p1", close() {{}}, async refine(request: any) {{
  if (request.width < 0) throw new Error("negative width");
  return {{ content: {{ width: request.width, y: {{ buffer: 0, dtype: "f8" }} }}, buffers: [new Float64Array([1, 2])] }};
}} }});
context.kernel.session"""
        session = self.run_ok(code).text.strip("'")
        request = {"type": "refine", "sequence": 1, "ranges": {}, "width": 800, "height": 400, "pixelRatio": 1}
        msg_id, comm_id = self.open("tslab-bigdata.live", {"version": 1, "plot": "p1", "session": session})
        self.kernel.until_idle(msg_id)
        answers = [m for m in self.kernel.until_idle(self.send(comm_id, request)) if m["msg_type"] == "comm_msg"]
        self.assertEqual(answers[0]["content"]["data"]["type"], "refined")
        self.assertEqual(answers[0]["content"]["data"]["content"]["width"], 800)
        self.assertEqual(len(answers[0]["buffers"][0]), 16)
        failed = self.kernel.until_idle(self.send(comm_id, {**request, "sequence": 2, "width": -1}))
        data = next(m for m in failed if m["msg_type"] == "comm_msg")["content"]["data"]
        self.assertEqual((data["type"], data["sequence"]), ("failed", 2))
        self.assertEqual(data["content"]["message"], "negative width")
        for opening in [{"plot": "p2", "session": session}, {"plot": "p1", "session": "another"}, {}]:
            msg_id, _ = self.open("tslab-bigdata.live", opening)
            self.assertIn("comm_close", [m["msg_type"] for m in self.kernel.until_idle(msg_id)])


class Stdin(KernelCase):
    def ask(self, code, answer):
        msg_id = self.kernel.send(code, allow_stdin=True)
        question = self.kernel.kc.get_stdin_msg(timeout=TIMEOUT)
        self.assertEqual(question["parent_header"]["msg_id"], msg_id)
        self.kernel.kc.input(answer)
        return question["content"], self.kernel.result(msg_id)

    def test_prompt_and_password(self):
        question, result = self.ask(f'{CONTEXT}.input({{ prompt: "name? ", password: false }})', "Zoë 😀")
        self.assertEqual(question, {"prompt": "name? ", "password": False})
        self.assertEqual(result.text, "'Zoë 😀'")
        question, _ = self.ask('import { prompt } from "tslab-bigdata"; prompt("key", { password: true })', "x")
        self.assertEqual(question, {"prompt": "key", "password": True})

    def test_heartbeat_goes_on_while_a_prompt_waits(self):
        msg_id = self.kernel.send(f'{CONTEXT}.input({{ prompt: "", password: false }})', allow_stdin=True)
        self.kernel.kc.get_stdin_msg(timeout=TIMEOUT)
        time.sleep(0.5)
        self.assertTrue(self.kernel.kc.hb_channel.is_beating())
        self.kernel.kc.input("")
        self.assertEqual(self.kernel.result(msg_id).text, "''")

    def test_a_front_end_without_prompts(self):
        result = self.run_error(f'{CONTEXT}.input({{ prompt: "", password: false }})')
        self.assertIn("does not take prompts", result.content["evalue"])


class Control(KernelCase):
    def control(self, kernel, msg_type, content=None):
        kc = kernel.kc
        message = kc.session.msg(msg_type, content or {})
        kc.control_channel.send(message)
        return kc.get_control_msg(timeout=60)

    def test_kernel_info_on_both_channels(self):
        on_control = self.control(self.kernel, "kernel_info_request")["content"]
        on_shell = self.kernel.reply(self.kernel.kc.kernel_info())["content"]
        self.assertEqual(on_control, on_shell)
        self.assertEqual(on_shell["status"], "ok")
        self.assertEqual(on_shell["protocol_version"], "5.5")
        # Zed and nteract refuse an object.
        self.assertEqual(on_shell["language_info"]["codemirror_mode"], "typescript")

    def test_requests_are_answered_while_a_cell_spins(self):
        msg_id = self.kernel.send('console.log("on"); while (true) {}')
        self.kernel.until(msg_id, lambda m: m["msg_type"] == "stream")
        self.kernel.reply(self.kernel.kc.kernel_info())
        self.kernel.reply(self.kernel.kc.comm_info())
        self.kernel.reply(self.kernel.kc.history(hist_access_type="tail", n=1))
        self.assertTrue(self.kernel.kc.hb_channel.is_beating())
        self.kernel.interrupt()
        self.assertEqual(self.kernel.result(msg_id).content["ename"], "KeyboardInterrupt")

    def test_shutdown_and_restart_are_echoed_and_end_the_process(self):
        for restart in [False, True]:
            kernel = Kernel()
            try:
                reply = self.control(kernel, "shutdown_request", {"restart": restart})
                self.assertEqual(reply["content"], {"status": "ok", "restart": restart})
                end = time.monotonic() + TIMEOUT
                while kernel.km.is_alive() and time.monotonic() < end:
                    time.sleep(0.05)
                self.assertFalse(kernel.km.is_alive())
            finally:
                kernel.stop()

    def test_history_survives_a_restart(self):
        self.run_ok("'remember me'")
        self.kernel.km.restart_kernel(now=True)
        self.kernel.kc.wait_for_ready(timeout=60)
        reply = self.kernel.reply(self.kernel.kc.history(hist_access_type="search", pattern="*remember*", output=True))
        session, line, (code, output) = reply["content"]["history"][-1]
        self.assertEqual((code, output), ("'remember me'", "'remember me'"))
        self.run_ok("1")
        reply = self.kernel.reply(self.kernel.kc.history(hist_access_type="range", session=-1, start=line, stop=line + 1))
        self.assertEqual(reply["content"]["history"], [[session, line, "'remember me'"]])

    def test_a_signal_interrupts_too(self):
        import signal

        msg_id = self.kernel.send('console.log("on"); for (;;) {}')
        self.kernel.until(msg_id, lambda m: m["msg_type"] == "stream")
        self.kernel.km.signal_kernel(signal.SIGINT)
        self.assertEqual(self.kernel.result(msg_id).content["status"], "error")
        self.assert_alive()


if __name__ == "__main__":
    unittest.main()
