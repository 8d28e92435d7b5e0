"""Interrupts stop everything that JavaScript can do, and keep the variables."""

import signal
import time
import unittest

from support import CONTEXT, TIMEOUT, KernelCase

WASM_LOOP = (
    # (module (func (export "spin") (loop br 0)))
    "new Uint8Array([0,97,115,109,1,0,0,0,1,4,1,96,0,0,3,2,1,0,7,8,1,4,115,112,105,110,0,0,10,9,1,7,0,3,64,12,0,11,11])"
)


class Interrupts(KernelCase):
    def setUp(self):
        self.run_ok("const kept = { a: 1 };")

    def ways(self):
        """By message, as front ends do, and by SIGINT."""
        return [self.kernel.interrupt, lambda: self.kernel.km.signal_kernel(signal.SIGINT)]

    def stop(self, code, after=0.4):
        for interrupt in self.ways():
            msg_id = self.kernel.send(code)
            self.kernel.until(msg_id, lambda m: m["msg_type"] == "stream")
            time.sleep(after)
            interrupt()
            result = self.kernel.result(msg_id)
            self.assertEqual(result.content["status"], "error")
            self.assertEqual(result.content["ename"], "KeyboardInterrupt")
            self.assertEqual(self.run_ok("kept.a").text, "1")
            self.assert_alive()

    def test_synchronous_loop(self):
        self.stop('console.log("on"); while (true) {}')

    def test_variables_of_the_interrupted_cell_are_kept(self):
        for body in ["for (;;) sum++;", "await null; for (;;) sum++;", "for (;;) { sum++; await new Promise(setImmediate); }"]:
            with self.subTest(body):
                self.stop(f'const parts: string[] = ["a"]; let sum = 0; console.log("on"); {body} const behind = 1;')
                self.assertEqual(self.run_ok("[parts[0], sum > 0]").text, "[ 'a', true ]")
                self.run_error("behind")

    def test_a_loop_that_awaits_does_not_go_on_behind(self):
        for body in [
            "for (;;) { sum++; await new Promise((done) => setTimeout(done, 10)); }",
            "for await (const _ of ticks()) sum++;",
        ]:
            with self.subTest(body):
                self.run_ok("async function* ticks() { for (;;) yield new Promise((done) => setTimeout(done, 10)); }")
                self.stop(f'let sum = 0; console.log("on"); {body}')
                self.run_ok("const seen = sum; await new Promise((done) => setTimeout(done, 200));")
                self.assertEqual(self.run_ok("[seen > 0, sum - seen < 2]").text, "[ true, true ]")

    def test_what_an_interrupted_cell_awaited_comes_too_late(self):
        self.stop('console.log("on"); await new Promise((done) => setTimeout(done, 900)); const late = 1;')
        self.run_ok("const between = 2; await new Promise((done) => setTimeout(done, 900));")
        self.assertEqual(self.run_ok("between").text, "2")
        self.run_error("late")

    def test_loop_while_a_result_is_shown(self):
        self.stop('({ [Symbol.for("Jupyter.display")]() { console.log("on"); for (;;) {} } })')

    def test_loop_after_await(self):
        self.stop('console.log("on"); await Promise.resolve(); while (true) {}')

    def test_loop_in_a_timer_while_awaiting(self):
        self.stop('console.log("on"); setTimeout(() => { while (true) {} }, 10); await new Promise(() => {});')

    def test_loop_in_repeated_timers(self):
        self.stop(
            'console.log("on"); setInterval(() => { const t = Date.now(); while (Date.now() - t < 5000) {} }, 5);'
            "await new Promise(() => {});"
        )

    def test_loop_in_an_immediate_and_in_nexttick(self):
        self.stop('console.log("on"); setImmediate(() => { while (true) {} }); await new Promise(() => {});')
        self.stop('console.log("on"); process.nextTick(() => { while (true) {} }); await new Promise(() => {});')

    def test_webassembly_loop(self):
        self.stop(
            f"const {{ exports: wasm }} = new WebAssembly.Instance(new WebAssembly.Module({WASM_LOOP}));"
            'console.log("on"); (wasm.spin as () => void)();'
        )

    def test_promise_that_never_settles(self):
        self.stop('console.log("on"); await new Promise(() => {});')

    def test_the_ambient_signal_is_aborted(self):
        code = f"""console.log("on");
const scope = globalThis as any;
const signal: AbortSignal = {CONTEXT}.signal;
await new Promise((_, reject) => signal.addEventListener("abort", () => {{ scope.aborted = true; reject(1); }}));"""
        self.stop(code)
        self.assertEqual(self.run_ok("(globalThis as any).aborted").text, "true")

    def test_waiting_prompt(self):
        for interrupt in self.ways():
            msg_id = self.kernel.send(f'{CONTEXT}.input({{ prompt: "?", password: false }})', allow_stdin=True)
            self.kernel.kc.get_stdin_msg(timeout=TIMEOUT)
            interrupt()
            result = self.kernel.result(msg_id)
            self.assertEqual(result.content["ename"], "KeyboardInterrupt")
            self.assertEqual(self.run_ok("kept.a").text, "1")

    def test_cells_that_wait_are_aborted(self):
        msg_id = self.kernel.send('console.log("on"); while (true) {}')
        waiting = self.kernel.send("1")
        self.kernel.until(msg_id, lambda m: m["msg_type"] == "stream")
        self.kernel.interrupt()
        self.assertEqual(self.kernel.result(msg_id).content["ename"], "KeyboardInterrupt")
        self.assertEqual(self.kernel.result(waiting).content["status"], "aborted")
        self.assert_alive()

    def test_an_idle_kernel_is_not_harmed(self):
        for interrupt in 3 * self.ways():
            interrupt()
            time.sleep(0.1)
            self.assert_alive()

    def test_a_timer_loop_left_behind_by_a_finished_cell(self):
        msg_id = self.kernel.send('setTimeout(() => { console.log("on"); while (true) {} }, 50); await 0;')
        self.kernel.until_idle(msg_id)
        self.kernel.reply(msg_id)
        time.sleep(0.5)
        self.kernel.interrupt()
        self.assert_alive()

    def test_loop_in_a_handler_of_a_comm(self):
        """Ends, is told under the cell that owns the comm, and leaves later messages and cells their own places."""
        endless = {
            "loop": '() => { console.log("on"); while (true) {} }',
            "loop after await": 'async () => { await null; console.log("on"); while (true) {} }',
            "never settles": 'async () => { console.log("on"); await new Promise(() => {}); }',
        }
        for name, handler in endless.items():
            accept = f"{CONTEXT}.kernel.comms.accept"
            code = f"""{accept}("{name}", (comm: any) => comm.onMessage({handler}));
{accept}("{name} at once", {handler});
{accept}("echo {name}", (comm: any) => comm.onMessage(({{ data }}: any) => comm.send(data)));"""
            owner = self.kernel.send(code)
            self.assertEqual(self.kernel.result(owner).content["status"], "ok")
            for interrupt in self.ways():
                with self.subTest(name, way=interrupt):
                    self.kernel.until_idle(self.comm("comm_open", "spinning", target_name=name))
                    self.end_handler(self.comm("comm_msg", "spinning"), owner, interrupt)
                    opening = self.comm("comm_open", "at once", target_name=f"{name} at once")
                    self.assertIn("comm_close", self.end_handler(opening, owner, interrupt))
                    self.kernel.until_idle(self.comm("comm_open", "echo", target_name=f"echo {name}"))
                    sent = [self.comm("comm_msg", "echo", data={"n": n}) for n in range(20)]
                    for n, msg_id in enumerate(sent):
                        answers = [m for m in self.kernel.until_idle(msg_id) if m["msg_type"] == "comm_msg"]
                        self.assertEqual([m["content"]["data"] for m in answers], [{"n": n}])

    def comm(self, msg_type, comm_id, **content):
        message = self.kernel.kc.session.msg(msg_type, {"comm_id": comm_id, "data": {}, **content})
        self.kernel.kc.shell_channel.send(message)
        return message["header"]["msg_id"]

    def end_handler(self, msg_id, owner, interrupt):
        """Interrupts a handler; returns the types of the messages that its request brought meanwhile."""
        self.kernel.until(msg_id, lambda m: m["msg_type"] == "stream")
        time.sleep(0.3)
        interrupt()
        types, told = [], ""
        while types[-1:] != ["status"]:
            message = self.kernel.kc.get_iopub_msg(timeout=TIMEOUT)
            parent = message["parent_header"].get("msg_id")
            if parent == msg_id:
                types.append(message["msg_type"])
            if parent == owner:
                told += message["content"]["text"]
        self.assertRegex(told, "KeyboardInterrupt.*: the handler of comm .* was interrupted")
        self.assertEqual(self.run_ok("kept.a").text, "1")
        self.assert_alive()
        return types

    def test_first_cell_many_times(self):
        for _ in range(5):
            self.stop('console.log("on"); for (;;) {}', after=0.05)


if __name__ == "__main__":
    unittest.main()
