"""One run of one kernel, driven as a front end drives it: prints the measurements as one line of JSON.

usage: drive.py <kernel name> <dialect> [--growth]     dialect: typescript, tslab, deno, python

Times are milliseconds between sending a request and having both its reply and its idle status, memory is in bytes,
resident, of the kernel's process and its children.
"""

import json
import statistics
import sys
import time
from queue import Empty

import psutil
import zmq
from jupyter_client.manager import KernelManager

TIMEOUT = 15
LINES = 100_000
# Seconds of quiet before memory is looked at.
REST = 2
CONTEXT = '(globalThis as any)[Symbol.for("tslab-bigdata.context")].getStore()'

TYPESCRIPT = {
    "declare": "const v{0}: number[] = [{0}, {0} + 1];",
    "complete": "v20.",
    "lines": 'for (let i = 0; i < {0}; i++) console.log("line " + i);',
    "sleep": "await new Promise((done) => setTimeout(done, {0}));",
}
DIALECTS = {
    "deno": TYPESCRIPT,
    "tslab": TYPESCRIPT,
    "typescript": {
        **TYPESCRIPT,
        "comm": CONTEXT + '.kernel.comms.accept("bench", (comm: any) => '
        "{{ comm.onMessage((message: any) => comm.send(message.data)); }});",
    },
    "python": {
        "declare": "v{0} = [{0}, {0} + 1]",
        "complete": "v20.",
        "lines": 'for i in range({0}): print("line", i)',
        "sleep": "import asyncio; await asyncio.sleep({0} / 1000)",
        "comm": "def opened(comm, message):\n    comm.on_msg(lambda m: comm.send(m['content']['data']))\n"
        "get_ipython().kernel.comm_manager.register_target('bench', opened)",
    },
}


def milliseconds(since):
    return (time.perf_counter() - since) * 1000


def prefer(pid):
    """Where the system lets us, gives a process's session the processor first, so that other work disturbs less."""
    try:
        with open(f"/proc/{pid}/autogroup", "w") as autogroup:
            autogroup.write("-20")
    except OSError:
        pass


class Bench:
    def __init__(self, kernel, dialect):
        self.dialect = DIALECTS[dialect]
        context = zmq.Context()
        # A socket that finds no kernel yet asks again after 2 ms, not after 100: the time to bind is what counts.
        context.setsockopt(zmq.RECONNECT_IVL, 2)
        self.manager = KernelManager(kernel_name=kernel, context=context)
        self.launched = time.perf_counter()
        self.manager.start_kernel()
        prefer(self.manager.provisioner.pid)
        self.client = self.manager.client()
        self.client.start_channels(hb=False)

    def close(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)

    def ready(self):
        asked = self.client.kernel_info()
        while self.client.get_shell_msg(timeout=TIMEOUT)["parent_header"].get("msg_id") != asked:
            pass
        return milliseconds(self.launched)

    def finish(self, asked, outputs=None):
        """Waits for the reply and for idle; gathers iopub messages if asked to."""
        while True:
            message = self.client.get_iopub_msg(timeout=TIMEOUT)
            if message["parent_header"].get("msg_id") != asked:
                continue
            if outputs is not None:
                outputs.append(message)
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                break
        while True:
            reply = self.client.get_shell_msg(timeout=TIMEOUT)
            if reply["parent_header"].get("msg_id") == asked:
                return reply["content"]

    def execute(self, code):
        began = time.perf_counter()
        content = self.finish(self.client.execute(code, allow_stdin=False))
        if content["status"] != "ok":
            raise SystemExit(f"{code!r} failed: {content}")
        return milliseconds(began)

    def median(self, code, times):
        return statistics.median(self.execute(code) for _ in range(times))

    def fresh(self):
        """Expressions that were not seen before. The first ones are for V8: not every kernel compiled anything so far.
        None from a kernel that loses one of them: tslab's idle status does not always come."""
        try:
            times = [self.execute(f"1 + {number}") for number in range(100, 200)]
        except Empty:
            return None
        return statistics.median(times[-30:])

    def declaring(self):
        times = [self.execute(self.dialect["declare"].format(number)) for number in range(1, 205)]
        return statistics.median(times[15:24]), statistics.median(times[195:204])

    def completion(self):
        def once():
            began = time.perf_counter()
            content = self.finish(self.client.complete(self.dialect["complete"]))
            if not content["matches"]:
                raise SystemExit(f"no completions: {content}")
            return milliseconds(began)

        once()
        return statistics.median(once() for _ in range(15))

    def lines(self):
        """Time until the last line is here, and the lines that are."""
        began = time.perf_counter()
        asked = self.client.execute(self.dialect["lines"].format(LINES), allow_stdin=False)
        outputs = []
        try:
            self.finish(asked, outputs)
        except Empty:
            return None, 0
        text = "".join(m["content"]["text"] for m in outputs if m["msg_type"] == "stream")
        lines = text.splitlines()
        right = sum(1 for number, line in enumerate(lines) if line == f"line {number}")
        return milliseconds(began), right

    def comm(self):
        """Median round trip of comm messages idle, and while an awaited cell runs (None if it waits for its end)."""
        if "comm" not in self.dialect:
            return None, None
        self.execute(self.dialect["comm"].format())
        session = self.client.session
        content = {"comm_id": "bench-1", "target_name": "bench", "data": {}}
        self.client.shell_channel.send(session.msg("comm_open", content))

        def once(number, timeout):
            began = time.perf_counter()
            message = session.msg("comm_msg", {"comm_id": "bench-1", "data": {"number": number}})
            self.client.shell_channel.send(message)
            end = time.monotonic() + timeout
            while True:
                answer = self.client.get_iopub_msg(timeout=max(0.001, end - time.monotonic()))
                if answer["msg_type"] == "comm_msg" and answer["content"]["data"].get("number") == number:
                    return milliseconds(began)

        idle = statistics.median(once(number, TIMEOUT) for number in range(50))
        running = self.client.execute(self.dialect["sleep"].format(1500), allow_stdin=False)
        time.sleep(0.3)
        try:
            busy = statistics.median(once(number, 1) for number in range(100, 130))
        except Empty:
            busy = None
        self.finish(running)
        return idle, busy

    def memory(self):
        process = psutil.Process(self.manager.provisioner.pid)
        return sum(p.memory_info().rss for p in [process, *process.children(recursive=True)])


def main():
    kernel, dialect, *options = sys.argv[1:]
    prefer("self")
    bench = Bench(kernel, dialect)
    try:
        found = {"ready": bench.ready()}
        bench.execute("1 + 1")
        found["first"] = milliseconds(bench.launched)
        time.sleep(REST)
        found["idleMemory"] = bench.memory()
        bench.median("1 + 1", 20)
        found["warm"] = bench.median("1 + 1", 60)
        found["declare20"], found["declare200"] = bench.declaring()
        found["completion"] = bench.completion()
        found["commIdle"], found["commBusy"] = bench.comm()
        if "--growth" in options:
            time.sleep(REST)
            before = bench.memory()
            for number in range(1000):
                bench.execute(bench.dialect["declare"].format(number % 10))
            found["busyGrowth"] = bench.memory() - before
            time.sleep(REST)
            found["growth"] = bench.memory() - before
        found["fresh"] = bench.fresh()
        found["lines"], found["linesSeen"] = bench.lines()
        print(json.dumps(found))
    finally:
        bench.close()


if __name__ == "__main__":
    main()
