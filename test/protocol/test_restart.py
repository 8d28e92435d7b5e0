"""%restart where a front end offers to do it; in place it is tested with the other magics."""

from support import KernelCase


class Restarts(KernelCase):
    """A front end that offers restarts, as the JupyterLab extension does."""

    TARGET = "tslab-bigdata.restart"

    def send(self, msg_type, **content):
        message = self.kernel.kc.session.msg(msg_type, {"comm_id": content.pop("comm"), **content})
        self.kernel.kc.shell_channel.send(message)
        return message["header"]["msg_id"]

    def offer(self, comm):
        self.kernel.until_idle(self.send("comm_open", comm=comm, target_name=self.TARGET, data={}))

    def asked(self, cell, comm):
        """The next message of the kernel on a comm, which belongs to a cell."""
        is_ours = lambda m: m["msg_type"] == "comm_msg" and m["content"]["comm_id"] == comm
        return self.kernel.until(cell, is_ours)[-1]["content"]["data"]

    def test_the_front_end_restarts_when_the_cell_is_answered(self):
        self.run_ok("const forgotten = 1")
        pid = self.run_ok("process.pid").text
        self.offer("c1")
        cell = self.kernel.send("console.log('leaving')\n%restart")
        behind = self.kernel.send("console.log('never')")
        self.assertEqual(self.asked(cell, "c1"), {"type": "can"})
        self.send("comm_msg", comm="c1", data={"type": "can"})
        self.assertEqual(self.kernel.reply(cell)["content"]["status"], "ok")
        self.assertEqual(self.kernel.reply(behind)["content"]["status"], "aborted")
        self.assertEqual(self.asked(cell, "c1"), {"type": "now"})
        self.kernel.km.restart_kernel(now=True)
        self.kernel.kc.wait_for_ready(timeout=60)
        self.assertNotEqual(self.run_ok("process.pid").text, pid)
        self.assertIn("forgotten", self.run_error("forgotten").content["evalue"])

    def test_an_offer_that_nobody_keeps_any_more(self):
        self.run_ok("const forgotten = 1")
        self.offer("closed page")
        self.offer("taken back")
        self.kernel.until_idle(self.send("comm_close", comm="taken back", data={}))
        result = self.run_ok("%restart")
        asked = [m["content"]["comm_id"] for m in result.messages if m["msg_type"] == "comm_msg"]
        self.assertEqual(asked, ["closed page"])
        self.assertIn("forgotten", self.run_error("forgotten").content["evalue"])

    def test_a_front_end_that_fails(self):
        self.run_ok("const forgotten = 1")
        self.offer("c2")
        cell = self.kernel.send("%restart")
        self.asked(cell, "c2")
        self.send("comm_msg", comm="c2", data={"type": "can"})
        self.kernel.reply(cell)
        self.asked(cell, "c2")
        failed = self.send("comm_msg", comm="c2", data={"type": "failed", "message": "no rights"})
        told = self.kernel.until(failed, lambda m: m["msg_type"] == "stream")[-1]["content"]["text"]
        self.assertIn("restarted in place", told)
        self.assertIn("no rights", told)
        self.assertIn("forgotten", self.run_error("forgotten").content["evalue"])
        self.kernel.until_idle(self.send("comm_close", comm="c2", data={}))
