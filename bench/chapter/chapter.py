"""The steps of the Python chapter with NumPy, SciPy, PyTables, pandas and matplotlib.

chapter.py FOLDER --points N --files N --towns N [STEP ...]: runs steps (all, in the chapter's order, unless some are
named), each in a process of its own, as after a restart of the notebook's kernel, and prints one JSON list: name,
seconds, peak memory of the process in bytes, and what came out, or why it failed. A step is a generator: what stands
before its first yield is there already in the chapter (imports, open files, arrays in memory) and is not timed; the
last yield gives the result. Pictures are drawn by Agg into PNG files, in the sizes of the chapter.

--data FOLDER: where points.bin and the CSV files to be read lie, when not in FOLDER; what the steps make goes into FOLDER.
--seconds N, --memory BYTES: what a step may take at most; a step that wants more is ended and said so.
"""

import argparse
import json
import re
import resource
import subprocess
import sys
import time
from pathlib import Path

# Rows that the chapter takes of its 288,000,000.
CHAPTER_ROWS = 288_000_000
SHAPE = (10.8, 4.2)
MONTHS = 120 * 12


def picture(folder, name, draw, wide=False):
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(**({"figsize": (20, 10)} if wide else {}))
    yield
    draw(axes)
    path = folder / f"{name}.png"
    figure.savefig(path)
    yield path.stat().st_size


def values(data):
    import numpy as np

    return np.fromfile(data / "points.bin")


def table(folder):
    import tables

    return tables.open_file(folder / "weather.h5t").root.weather


def rows_of(tab, rows):
    """A number of the chapter's rows, as a share of the rows that are there."""
    return max(1, tab.nrows * rows // CHAPTER_ROWS)


def points(folder, data, size):
    from scipy.stats import burr

    yield
    sample = burr.rvs(*SHAPE, size=size.points)
    sample.tofile(folder / "points.bin")
    yield len(sample)


def points_histogram(folder, data, size):
    import numpy as np
    from scipy.stats import burr

    sample = values(data)

    def draw(axes):
        x = np.linspace(burr.ppf(0.0001, *SHAPE), burr.ppf(0.9999, *SHAPE), 100)
        axes.plot(x, burr.pdf(x, *SHAPE), linewidth=5, alpha=0.7)
        axes.hist(sample, bins=100, density=True)

    yield from picture(folder, "points-histogram", draw, wide=True)


def points_line(folder, data, size):
    sample = values(data)
    yield from picture(folder, "points-line", lambda axes: axes.plot(sample), wide=True)


def load(folder, data, size):
    import numpy as np

    yield
    yield len(np.fromfile(data / "points.bin"))


def mapped(folder, data, size):
    import numpy as np

    yield
    yield len(np.memmap(data / "points.bin", mode="r", shape=(size.points,)))


def copies(folder, data, size):
    import numpy as np

    small = np.memmap(data / "points.bin", mode="r", shape=(size.points,))
    yield
    many = np.memmap(folder / "many-points.bin", dtype="uint8", mode="w+", shape=(size.points * 11,))
    for copy in range(11):
        many[copy * len(small) : (copy + 1) * len(small)] = small
    yield [int(many[len(small) - 1]), int(many[len(small)]), int(many[-1])]


def bytes_histogram(folder, data, size):
    import numpy as np

    many = np.memmap(folder / "many-points.bin", mode="r")
    yield from picture(folder, "bytes-histogram", lambda axes: axes.hist(many, bins=100), wide=True)


def csv(folder, data, size):
    from scipy.stats import norm

    yield
    for country in range(size.files):
        weather = iter(norm.rvs(size=2 * size.towns * MONTHS))
        text = ""
        for town in range(size.towns):
            for year in range(1894, 2014):
                for month in range(1, 13):
                    text += f"{country},{town},{year},{month},{next(weather)},{next(weather)}\n"
        with open(folder / f"{country}.csv", "w") as file:
            file.write("country,town,year,month,precip,temp\n")
            file.write(text)
    yield size.files


def ingest(folder, data, size):
    import numpy as np
    import pandas as pd
    import tables

    names = [(name, "<i8") for name in ("country", "town", "year", "month")]
    yield
    with tables.open_file(folder / "weather.h5t", "w") as h5:
        tab = h5.create_table(
            "/",
            "weather",
            description=np.dtype([*names, ("precip", "<f8"), ("temp", "<f8")]),
            filters=tables.Filters(complevel=5, complib="blosc"),
        )
        for country in range(size.files):
            for chunk in pd.read_csv(data / f"{country}.csv", iterator=True, chunksize=10_000):
                tab.append(chunk.to_records(index=False))
                tab.flush()
        yield int(tab.nrows)


def ten_rows(folder, data, size):
    import tables

    yield
    with tables.open_file(folder / "weather.h5t") as h5:
        yield h5.root.weather[100_000:100_010]["precip"].tolist()


def temp_histogram(folder, data, size):
    tab = table(folder)

    def draw(axes):
        axes.hist(tab[: rows_of(tab, 1_000_000)]["temp"], bins=100)

    yield from picture(folder, "temp-histogram", draw, wide=True)


def first_mean(folder, data, size):
    tab = table(folder)
    yield
    yield float(tab[: rows_of(tab, 281_250)]["temp"].mean())


def means(folder, data, size):
    tab = table(folder)
    step = -(-tab.nrows // 1024)
    yield
    found = [tab[start : start + step]["temp"].mean() for start in range(0, tab.nrows, step)]
    yield [len(found), float(sum(found) / len(found))]


def whole_mean(folder, data, size):
    tab = table(folder)
    yield
    yield float(tab[:]["temp"].mean())


def dots(rows):
    def step(folder, data, size):
        tab = table(folder)
        draw = lambda axes: axes.plot(tab[: rows_of(tab, rows)]["temp"], ".")  # noqa: E731
        yield from picture(folder, f"dots-{rows}", draw)

    return step


def ten_million_line(chunk):
    def step(folder, data, size):
        import matplotlib

        matplotlib.rcParams["agg.path.chunksize"] = chunk
        tab = table(folder)
        draw = lambda axes: axes.plot(tab[: rows_of(tab, 10_000_000)]["temp"])  # noqa: E731
        yield from picture(folder, f"line-{chunk}", draw)

    return step


def decimated(folder, data, size):
    tab = table(folder)
    step = max(1, tab.nrows // 100_000)

    def draw(axes):
        axes.plot(range(0, tab.nrows, step), tab[::step]["temp"], ".", alpha=0.2)

    yield from picture(folder, "decimated", draw)


def sliced(folder, data, size):
    tab = table(folder)

    def draw(axes):
        rows = rows_of(tab, 10_000_000)
        axes.plot(range(rows), tab[:rows]["temp"], ".", alpha=0.2)

    yield from picture(folder, "sliced", draw)


STEPS = {
    "points": points,
    "points-histogram": points_histogram,
    "points-line": points_line,
    "load": load,
    "map": mapped,
    "copies": copies,
    "bytes-histogram": bytes_histogram,
    "csv": csv,
    "ingest": ingest,
    "ten-rows": ten_rows,
    "temp-histogram": temp_histogram,
    "first-mean": first_mean,
    "means": means,
    "whole-mean": whole_mean,
    **{f"dots-{rows}": dots(rows) for rows in (1_000, 10_000, 100_000, 1_000_000, 10_000_000)},
    "line": ten_million_line(0),
    "line-chunked": ten_million_line(20_000),
    "decimated": decimated,
    "sliced": sliced,
}


def peak():
    """Greatest resident memory of this process in bytes; ru_maxrss would begin with the parent's."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def run_here(name, folder, data, size):
    step = STEPS[name](folder, data, size)
    next(step)
    began = time.perf_counter()
    result = next(step)
    seconds = time.perf_counter() - began
    return {"name": name, "seconds": seconds, "memory": peak(), "result": result}


def run_alone(name, arguments, limits):
    """One step in a process of its own."""

    def limit():
        resource.setrlimit(resource.RLIMIT_DATA, (limits.memory, limits.memory))

    command = [sys.executable, __file__, *arguments, "--here", name]
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=limits.seconds,
            preexec_fn=limit if limits.memory else None,
        )
    except subprocess.TimeoutExpired:
        return {"name": name, "failed": f"longer than {limits.seconds} s"}
    if done.returncode == 0:
        return json.loads(done.stdout)
    return {"name": name, "failed": reason(done.stderr) or f"ended with {done.returncode}"}


def reason(text):
    """The exception that ended a program, in one line; warnings may stand behind it."""
    lines = text.strip().splitlines()
    errors = [line for line in lines if re.match(r"[\w.]*(Error|Exception)\b", line)]
    return (errors or lines or [""])[-1].split(" for an array ")[0].removeprefix("numpy._core._exceptions._Array")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("steps", nargs="*", metavar="STEP")
    parser.add_argument("--points", type=int, required=True)
    parser.add_argument("--files", type=int, required=True)
    parser.add_argument("--towns", type=int, required=True)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--memory", type=int)
    parser.add_argument("--here", action="store_true", help="run the one step in this process")
    size = parser.parse_intermixed_args()
    unknown = next((name for name in size.steps if name not in STEPS), None)
    if unknown is not None:
        parser.error(f"no step {unknown!r}; there are {', '.join(STEPS)}")
    data = size.data or size.folder
    size.folder.mkdir(parents=True, exist_ok=True)
    if size.here:
        print(json.dumps(run_here(size.steps[0], size.folder, data, size)))
        return
    sizes = [f"--{name}={getattr(size, name)}" for name in ("points", "files", "towns")]
    arguments = [str(size.folder), f"--data={data}", *sizes]
    print(json.dumps([run_alone(name, arguments, size) for name in size.steps or STEPS]))


if __name__ == "__main__":
    main()
