"""jupyter_kernel_test, every part of it."""

import unittest

import jupyter_kernel_test

from support import CONTEXT, KERNEL


class Conformance(jupyter_kernel_test.KernelTests):
    kernel_name = KERNEL
    language_name = "typescript"
    file_extension = ".ts"
    code_hello_world = 'console.log("hello, world")'
    code_stderr = 'console.error("oops")'
    completion_samples = [
        {"text": "const zebra = 1; zeb", "matches": ["zebra"]},
        {"text": "Math.hyp", "matches": ["hypot"]},
        {"text": '"abc".charC', "matches": ["charCodeAt"]},
    ]
    complete_code_samples = [
        "1 + 1",
        "const f = (x: number) => {\n  return x;\n};",
        "const text = `\n`;",
        "",
    ]
    incomplete_code_samples = [
        "function f() {",
        "const text = `open",
        "f(1,",
        "/* open",
        "const x: {",
        "[1, 2",
    ]
    invalid_code_samples = ["const = 1;", "x y z", "}", "f(1))", 'const text = "open']
    code_page_something = f'{CONTEXT}.kernel.page({{ "text/plain": "help" }})'
    code_generate_error = 'throw new RangeError("wrong")'
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": "[1, 2].map((x) => x + 1)", "result": "[ 2, 3 ]"},
        {"code": "null", "result": "null"},
    ]
    code_display_data = [
        {"code": f'{CONTEXT}.display({{ "text/html": "<b>bold</b>", "text/plain": "bold" }})', "mime": "text/html"},
    ]
    code_history_pattern = "6*7"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "parseInt"
    code_clear_output = f"{CONTEXT}.clearOutput(false)"


class Welcome(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = KERNEL
    support_iopub_welcome = True


if __name__ == "__main__":
    unittest.main()
