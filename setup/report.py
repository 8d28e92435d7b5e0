"""Executes notebooks and writes them as HTML: report.py OUTPUT_FOLDER NOTEBOOK...

One line per notebook on standard output. A cell that fails ends the command with 1 and is named by its number and
first line; nothing is written for that notebook. The other notebooks are still made.
"""

import os
import re
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbconvert.exporters import HTMLExporter

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "nbconvert"
TEMPLATE = "tslab-bigdata"
CELL_TIMEOUT_SECONDS = 1800
ANSI = re.compile(r"\x1b\[[0-9;]*m")


def exporter() -> HTMLExporter:
    """Our template where it is there: it brings Plotly, so that figures stay alive offline."""
    if (TEMPLATES / TEMPLATE / "conf.json").exists():
        return HTMLExporter(template_name=TEMPLATE, extra_template_basedirs=[str(TEMPLATES)])
    return HTMLExporter(template_name="lab")


def first_line(source: str) -> str:
    return next((line.strip() for line in source.splitlines() if line.strip()), "")


def report(path: Path, output: Path) -> str | None:
    """Makes one report; returns what went wrong, naming the cell, or None."""
    notebook = nbformat.read(path, as_version=4)
    running = {"index": 0}
    client = NotebookClient(
        notebook,
        timeout=CELL_TIMEOUT_SECONDS,
        resources={"metadata": {"path": str(path.parent)}},
        on_cell_start=lambda cell, cell_index: running.update(index=cell_index),
    )
    try:
        client.execute()
    except CellExecutionError as error:
        cell = notebook.cells[running["index"]]
        reason = ANSI.sub("", f"{error.ename}: {error.evalue}").strip()
        return f"cell {running['index'] + 1} ({first_line(cell.source)}) failed\n{reason}"
    except CellTimeoutError:
        return f"cell {running['index'] + 1} took longer than {CELL_TIMEOUT_SECONDS} s"
    except DeadKernelError:
        return f"the kernel died in cell {running['index'] + 1}"
    html, _ = exporter().from_notebook_node(notebook, {"metadata": {"name": path.stem, "path": str(path.parent)}})
    output.parent.mkdir(parents=True, exist_ok=True)
    unfinished = output.with_suffix(".html.part")
    unfinished.write_text(html, encoding="utf-8")
    os.replace(unfinished, output)
    return None


def main(folder: str, *notebooks: str) -> int:
    failed = 0
    for name in notebooks:
        path = Path(name).resolve()
        output = Path(folder) / f"{path.stem}.html"
        began = time.monotonic()
        problem = report(path, output)
        seconds = time.monotonic() - began
        if problem is None:
            print(f"{name} -> {output} ({output.stat().st_size / 1e6:.1f} MB, {seconds:.1f} s)", flush=True)
        else:
            failed += 1
            print(f"{name}: {problem}", file=sys.stderr, flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
