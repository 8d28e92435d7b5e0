"""The peer's side of a benchmark: runs what it is told and answers with seconds and memory, one JSON line each."""

import json
import resource
import sys
import time

names = {}


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


for line in sys.stdin:
    task = json.loads(line)
    code = compile(task["code"], "<benchmark>", "exec")
    before = peak()
    began = time.perf_counter()
    try:
        exec(code, names)
        answer = {"seconds": time.perf_counter() - began, "memory": peak() - before}
    except Exception as error:
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
