"""nbclient, which runs notebooks for nbconvert, papermill and others."""

import unittest

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_code_cell, new_notebook

from support import KERNEL

METADATA = {"kernelspec": {"name": KERNEL, "display_name": "TypeScript", "language": "typescript"}}


def notebook(*cells):
    return new_notebook(cells=[new_code_cell(cell) for cell in cells], metadata=METADATA)


class NbClient(unittest.TestCase):
    def test_results_streams_and_displays_are_kept(self):
        document = notebook(
            "const x: number = 40;",
            'console.log("printed"); x + 2',
            'import { display, html, progress } from "tslab-bigdata";\n'
            "await display(html`<b>${x}</b>`);\n"
            'const work = progress("work", { total: 2 }); work.advance(2); work.finish();',
        )
        NotebookClient(document, kernel_name=KERNEL).execute()
        outputs = document.cells[1].outputs
        self.assertEqual(outputs[0]["text"], "printed\n")
        self.assertEqual(outputs[1]["data"]["text/plain"], "42")
        shown = document.cells[2].outputs
        self.assertEqual(shown[0]["data"]["text/html"], "<b>40</b>")
        # One bar, in its last state.
        self.assertEqual(len(shown), 2)
        self.assertIn("done", shown[1]["data"]["text/plain"])
        nbformat.validate(document)

    def test_a_failing_cell_is_named(self):
        document = notebook("1", "const wrong: number = 'text';")
        with self.assertRaises(CellExecutionError) as caught:
            NotebookClient(document, kernel_name=KERNEL).execute()
        self.assertIn("Cell In[2]", str(caught.exception))
        self.assertEqual(document.cells[1].outputs[0]["ename"], "TypeScriptError")

    def test_a_cell_that_takes_too_long_is_interrupted(self):
        document = notebook("for (;;) {}", "1 + 1")
        client = NotebookClient(document, kernel_name=KERNEL, timeout=5, interrupt_on_timeout=True, allow_errors=True)
        client.execute()
        self.assertEqual(document.cells[0].outputs[0]["ename"], "KeyboardInterrupt")
        self.assertEqual(document.cells[1].outputs[0]["data"]["text/plain"], "2")


if __name__ == "__main__":
    unittest.main()
