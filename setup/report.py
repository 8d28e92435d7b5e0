"""Executes notebooks and writes them as reports: report.py [--to html|pdf|markdown|slides] OUTPUT_FOLDER NOTEBOOK...

One line per notebook on standard output. A cell that fails ends the command with 1 and is named by its number and
first line; nothing is written for that notebook. The other notebooks are still made. PDF is printed by the Chromium
that $CHROMIUM_PATH names.
"""

import argparse
import copy
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbconvert.exporters import HTMLExporter, MarkdownExporter, SlidesExporter

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "nbconvert"
CELL_TIMEOUT_SECONDS = 7200
PRINT_TIMEOUT_SECONDS = 300
ANSI = re.compile(r"\x1b\[[0-9;]*m")
PLOTLY = "application/vnd.plotly.v1+json"
LIVE = "application/vnd.tslab-bigdata.live+json"

NO_CHROMIUM = (
    "report: PDF is printed by Chromium, and none was found: install one (Debian: apt-get install chromium), "
    "or name a Chromium or Chrome in $CHROMIUM_PATH"
)


class NotMade(Exception):
    """Why there is no report."""


def first_line(source: str) -> str:
    return next((line.strip() for line in source.splitlines() if line.strip()), "")


def execute(path: Path) -> nbformat.NotebookNode:
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
        raise NotMade(f"cell {running['index'] + 1} ({first_line(cell.source)}) failed\n{reason}") from None
    except CellTimeoutError:
        raise NotMade(f"cell {running['index'] + 1} took longer than {CELL_TIMEOUT_SECONDS} s") from None
    except DeadKernelError:
        raise NotMade(f"the kernel died in cell {running['index'] + 1}") from None
    return notebook


def without(notebook: nbformat.NotebookNode, leave_out) -> nbformat.NotebookNode:
    """A copy whose outputs lack the MIME types that leave_out(data) names."""
    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            for mime in leave_out(output.get("data", {})):
                output.data.pop(mime, None)
    return notebook


def with_slides(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """A slide for each cell that begins with a heading, unless the notebook has slides of its own."""
    notebook = copy.deepcopy(notebook)
    if not any("slideshow" in cell.metadata for cell in notebook.cells):
        for cell in notebook.cells:
            is_heading = cell.cell_type == "markdown" and cell.source.lstrip().startswith("#")
            cell.metadata["slideshow"] = {"slide_type": "slide" if is_heading else "-"}
    return notebook


def resources_of(path: Path) -> dict:
    return {"metadata": {"name": path.stem, "path": str(path.parent)}}


def html(notebook, path: Path, folder: Path) -> str:
    exporter = HTMLExporter(template_name="tslab-bigdata", extra_template_basedirs=[str(TEMPLATES)])
    text, _ = exporter.from_notebook_node(notebook, resources_of(path))
    (folder / f"{path.stem}.html").write_text(text, encoding="utf-8")
    return f"{path.stem}.html"


def slides(notebook, path: Path, folder: Path) -> str:
    exporter = SlidesExporter(
        template_name="tslab-bigdata-slides", extra_template_basedirs=[str(TEMPLATES)], reveal_scroll=True
    )
    text, _ = exporter.from_notebook_node(with_slides(notebook), resources_of(path))
    (folder / f"{path.stem}.slides.html").write_text(text, encoding="utf-8")
    return f"{path.stem}.slides.html"


def markdown(notebook, path: Path, folder: Path) -> str:
    """Pictures as files beside it, everything else as text: pages of Markdown show HTML differently or not at all."""
    plain = without(notebook, lambda data: ["text/html"] if {"image/png", "text/plain"} & set(data) else [])
    resources = {**resources_of(path), "unique_key": path.stem, "output_files_dir": f"{path.stem}_files"}
    text, resources = MarkdownExporter().from_notebook_node(plain, resources)
    (folder / f"{path.stem}.md").write_text(text, encoding="utf-8")
    for name, content in resources.get("outputs", {}).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    return f"{path.stem}.md"


def pdf(notebook, path: Path, folder: Path) -> str:
    """Paper does not zoom: figures are the pictures they carry."""
    page = folder / html(without(notebook, lambda data: [PLOTLY, LIVE]), path, folder)
    target = folder / f"{path.stem}.pdf"
    with tempfile.TemporaryDirectory() as profile:
        options = ["--headless", "--disable-gpu", f"--user-data-dir={profile}", "--no-pdf-header-footer"]
        if os.geteuid() == 0:
            options.append("--no-sandbox")
        command = [os.environ["CHROMIUM_PATH"], *options, f"--print-to-pdf={target}", page.as_uri()]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=PRINT_TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired:
            raise NotMade(f"Chromium took longer than {PRINT_TIMEOUT_SECONDS} s to print it") from None
    page.unlink()
    if done.returncode != 0 or not target.exists():
        raise NotMade(f"Chromium did not print it\n{done.stderr.strip()}")
    return target.name


FORMATS = {"html": html, "pdf": pdf, "markdown": markdown, "slides": slides}


def report(path: Path, output: Path, to: str) -> Path:
    """Makes one report: in a folder of its own first, so that nothing half stays."""
    notebook = execute(path)
    output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=output, prefix=".unfinished-") as temporary:
        unfinished = Path(temporary)
        name = FORMATS[to](notebook, path, unfinished)
        # What the report refers to goes before it.
        for entry in sorted(unfinished.iterdir(), key=lambda entry: entry.name == name):
            target = output / entry.name
            if entry.is_dir():
                shutil.rmtree(target, ignore_errors=True)
            os.replace(entry, target)
    return output / name


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--to", choices=FORMATS, default="html")
    parser.add_argument("folder", type=Path)
    parser.add_argument("notebooks", nargs="+")
    options = parser.parse_args()
    if options.to == "pdf" and not os.environ.get("CHROMIUM_PATH"):
        print(NO_CHROMIUM, file=sys.stderr)
        return 2
    failed = 0
    for name in options.notebooks:
        began = time.monotonic()
        try:
            made = report(Path(name).resolve(), options.folder.resolve(), options.to)
        except NotMade as problem:
            failed += 1
            print(f"{name}: {problem}", file=sys.stderr, flush=True)
            continue
        size, seconds = made.stat().st_size / 1e6, time.monotonic() - began
        shown = os.path.relpath(made)
        print(f"{name} -> {shown} ({size:.1f} MB, {seconds:.1f} s)", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
