"""Executing cells: results, errors, queueing, options of the request."""

import unittest

from support import KernelCase


class Results(KernelCase):
    def test_undefined_shows_nothing_and_null_shows(self):
        self.assertEqual(self.run_ok("undefined").types, [])
        self.assertEqual(self.run_ok("void 0").types, [])
        self.assertEqual(self.run_ok("null").text, "null")

    def test_declarations_carry_over_and_can_be_redeclared(self):
        self.run_ok("const carried: number = 1; interface Shape { area: number }")
        self.assertEqual(self.run_ok("carried + 1").text, "2")
        self.run_ok('const carried: string = "text"; const shape: Shape = { area: 3 };')
        self.assertEqual(self.run_ok("carried.length + shape.area").text, "7")
        self.assertIn("TS2551", "".join(self.run_error("carried.toFixed()").content["traceback"]))

    def test_functions_and_later_cells_share_variables(self):
        self.run_ok("let shared = 1, later; const next = () => ++shared; const see = () => later;")
        self.run_ok("next(); shared = 10; later = 5;")
        self.assertEqual(self.run_ok("[next(), shared, see()]").text, "[ 11, 11, 5 ]")
        self.run_ok("let { shared: renamed } = { shared: 3 }; function twice() { return 2 * renamed; }")
        self.assertEqual(self.run_ok("renamed = 4; twice()").text, "8")
        self.assertEqual(self.run_ok("let later; const again = () => later; again()").types, [])
        self.assertEqual(self.run_ok("for (var i = 0; i < 3; i++) {} i").text, "3")

    def test_shorthand_properties_name_variables_of_earlier_cells(self):
        self.run_ok("const start = 5; let other = 1;")
        self.assertEqual(self.run_ok("const o = { start, other }; o").text, "{ start: 5, other: 1 }")
        self.assertEqual(self.run_ok("[1].map(() => ({ start }))").text, "[ { start: 5 } ]")
        self.run_ok("({ other } = { other: 7 });")
        self.assertEqual(self.run_ok("({ other = 3 } = {} as { other?: number }); other").text, "3")
        self.assertEqual(self.run_ok("((start: string) => ({ start }))('own')").text, "{ start: 'own' }")

    def test_places_in_lines_with_shared_variables_stay_true(self):
        result = self.run_error("let hot = 0; function thrower() { hot++; throw new Error('x'); } let z; thrower();")
        self.assertRegex(result.content["traceback"][1], r":1:48\)$")
        self.assertRegex(result.content["traceback"][2], r":1:73$")

    def test_exports_are_declarations(self):
        self.assertEqual(self.run_ok("export const shown = 5;\nexport function f(): number { return shown; }\nf()").text, "5")
        self.assertEqual(self.run_ok("shown").text, "5")
        self.assertEqual(self.run_ok("const listed = 1;\nexport {\n  listed,\n};\nlisted").text, "1")
        self.assertEqual(self.run_ok("const text = `\\nexport const a = 1;`; text.length").text, "20")

    def test_import_meta(self):
        self.assertIn("file://", self.run_ok("import.meta.url").text)

    def test_a_type_error_stops_the_cell_and_shows_line_and_caret(self):
        result = self.run_error('console.log("not reached");\nconst wrong: number = "text";')
        self.assertEqual(result.types, ["error"])
        self.assertEqual(result.content["ename"], "TypeScriptError")
        count = result.content["execution_count"]
        self.assertTrue(result.content["evalue"].startswith(f"Cell In[{count}]:2:7 "), result.content["evalue"])
        shown = result.content["traceback"][0].split("\n")
        self.assertEqual(shown[0], f"Cell In[{count}], line 2, column 7")
        self.assertEqual(shown[2], '> 2 | const wrong: number = "text";')
        self.assertEqual(shown[3].replace("\x1b[31m", "").replace("\x1b[39m", ""), "    |       ^^^^^")

    def test_a_thrown_error_names_cell_and_line(self):
        result = self.run_error("function inner() {\n  throw new RangeError('wrong');\n}\n\ninner();")
        self.assertEqual(result.content["ename"], "RangeError")
        self.assertEqual(result.content["evalue"], "wrong")
        count = result.content["execution_count"]
        frames = result.content["traceback"][1:]
        self.assertIn(f"(Cell In[{count}]:2:9)", frames[0])
        self.assertIn(f"Cell In[{count}]:5:1", frames[1])
        self.assertEqual(len(frames), 2, frames)

    def test_an_error_of_an_earlier_cells_function_names_that_cell(self):
        first = self.run_ok("function later() {\n  throw new Error('later');\n}")
        result = self.run_error("1;\nlater();")
        self.assertIn(f"Cell In[{first.content['execution_count']}]:2:9", result.content["traceback"][1])
        self.assertIn(f"Cell In[{result.content['execution_count']}]:2:1", result.content["traceback"][2])

    def test_error_stack_names_cells_for_user_code_too(self):
        result = self.run_ok("const stack = new Error('seen').stack ?? '';\nstack")
        self.assertIn(f"Cell In[{result.content['execution_count']}]:1:15", result.text)

    def test_a_cell_that_fails_keeps_what_it_reached(self):
        self.run_ok("let x = 5; class Old { z = 1 }")
        self.run_error(
            "interface Point { at: number }\nconst reached: Point = { at: 7 }, other = 'b';\n"
            "function told() { return reached.at; }\nlet x = 'text';\nthrow new Error('stop');\n"
            "const behind = 1; class Old { y = 2 }"
        )
        self.assertEqual(self.run_ok("[reached.at, told(), other, x.toUpperCase(), new Old().z]").text, "[ 7, 7, 'b', 'TEXT', 1 ]")
        self.assertIn("Cannot find name 'behind'", self.run_error("behind").content["evalue"])
        self.run_error("throw 1;\nconst x = 3;")
        self.assertEqual(self.run_ok("x.length").text, "4")
        self.run_error("import { sep } from 'node:path'; const { a, b } = { a: sep, b: 2 }; throw 1;")
        self.assertEqual(self.run_ok("[a, b, sep.length]").text, "[ '/', 2, 1 ]")

    def test_stacks_hold_nothing_of_the_kernel(self):
        result = self.run_ok("console.trace('here'); console.log(new RangeError('printed')); new Error('shown')")
        cell = rf"Cell In\[{result.content['execution_count']}\]"
        self.assertRegex(result.stderr, rf"^Trace: here\n    at {cell}:1:9\n$")
        self.assertRegex(result.stdout, rf"^RangeError: printed\n    at {cell}:1:36\n$")
        self.assertRegex(result.text, rf"^Error: shown\n    at {cell}:1:\d+$")

    def test_code_that_breaks_off_is_marked_at_its_end(self):
        for code, place in [("const q = ", "1:10"), ("const a = {\n  b: ", "2:5"), ("parseInt(", "1:10"), ("if (true) {\n", "1:12")]:
            with self.subTest(code):
                self.assertIn(f":{place} ", self.run_error(code).content["evalue"])

    def test_names_in_results_and_errors_are_the_users(self):
        self.assertEqual(self.run_ok("() => 1").text, "[Function (anonymous)]")
        self.assertEqual(self.run_ok("(class {})").text, "[class (anonymous)]")
        result = self.run_error("class OwnError extends Error {}\nthrow new OwnError('mine');")
        self.assertEqual((result.content["ename"], result.content["evalue"]), ("OwnError", "mine"))

    def test_a_display_is_not_shown_again_as_a_result(self):
        result = self.run_ok('import { display } from "tslab-bigdata"; display([1, 2])')
        self.assertEqual(result.types, ["display_data"])
        result = self.run_error('display({ [Symbol.for("Jupyter.display")]() { throw new Error("hook"); } })')
        self.assertEqual(result.content["evalue"], "hook")

    def test_the_folder_of_the_notebook_is_known(self):
        self.assertEqual(self.run_ok("__dirname === process.cwd() && __filename.startsWith(__dirname)").text, "true")

    def test_anything_can_be_thrown(self):
        for thrown, value in [("1", "1"), ("null", "null"), ("{ a: 1 }", "{ a: 1 }"), ("undefined", "undefined")]:
            result = self.run_error(f"throw {thrown};")
            self.assertEqual((result.content["ename"], result.content["evalue"]), ("Thrown", value))
        self.run_error("throw new Proxy({}, { get() { throw 1; }, getPrototypeOf() { throw 2; } });")
        self.assert_alive()

    def test_causes_are_shown(self):
        result = self.run_error("throw new Error('outer', { cause: new TypeError('inner') });")
        self.assertIn("TypeError", "\n".join(result.content["traceback"]))

    def test_webassembly_has_types(self):
        # (module (func (export "add") (param i32 i32) (result i32) local.get 0 local.get 1 i32.add))
        add = "[0,97,115,109,1,0,0,0,1,7,1,96,2,127,127,1,127,3,2,1,0,7,7,1,3,97,100,100,0,0,10,9,1,7,0,32,0,32,1,106,11]"
        self.run_ok(f"const bytes = new Uint8Array({add}); const module = new WebAssembly.Module(bytes);")
        self.run_ok("const { add } = new WebAssembly.Instance(module).exports;")
        self.assertEqual(self.run_ok("(add as (a: number, b: number) => number)(40, 2)").text, "42")
        self.run_ok("const { instance } = await WebAssembly.instantiate(bytes, { env: { log: (x: number) => x } });")
        self.assertEqual(self.run_ok("const kept: WebAssembly.Instance = instance; Object.keys(kept.exports)").text, "[ 'add' ]")
        memory = "const memory: WebAssembly.Memory = new WebAssembly.Memory({ initial: 2 }); memory.buffer.byteLength"
        self.assertEqual(self.run_ok(memory).text, "131072")
        self.assertEqual(self.run_ok("WebAssembly.Module.exports(module)[0].kind").text, "'function'")
        self.assertEqual(self.run_error("new WebAssembly.Module(new Uint8Array([1]))").content["ename"], "CompileError")
        self.assertIn("TS2345", self.run_error("new WebAssembly.Module('text')").content["traceback"][0])

    def test_top_level_await(self):
        self.assertEqual(self.run_ok("const waited = await Promise.resolve(5); waited").text, "5")
        result = self.run_ok("let sum = 0; for await (const x of [1, 2, 3]) sum += x; sum")
        self.assertEqual(result.text, "6")

    def test_output_order_is_kept(self):
        result = self.run_ok('for (let i = 0; i < 3; i++) { console.log("o" + i); console.error("e" + i); }\n"done"')
        texts = [c["text"] for c in result.of("stream")]
        self.assertEqual("".join(texts), "o0\ne0\no1\ne1\no2\ne2\n")
        self.assertEqual(result.types[-1], "execute_result")

    def test_late_output_lands_under_its_own_cell(self):
        first = self.kernel.send('setTimeout(() => console.log("late"), 200); await 0;')
        self.kernel.until_idle(first)
        second = self.kernel.send('await new Promise((done) => setTimeout(done, 500)); console.log("second")')
        seen = []
        while len(seen) < 2:
            message = self.kernel.kc.get_iopub_msg(timeout=60)
            if message["msg_type"] == "stream":
                seen.append((message["parent_header"]["msg_id"], message["content"]["text"]))
        self.assertEqual(seen, [(first, "late\n"), (second, "second\n")])
        self.kernel.reply(second)

    def test_late_errors_land_under_their_own_cell(self):
        first = self.kernel.send(
            'setTimeout(() => { throw new Error("timer"); }, 200);'
            'setTimeout(() => { void Promise.reject(new Error("promise")); }, 250); await 0;'
        )
        self.kernel.until_idle(first)
        second = self.kernel.send("await new Promise((done) => setTimeout(done, 600));")
        seen = {}
        while len(seen) < 2:
            message = self.kernel.kc.get_iopub_msg(timeout=60)
            if message["msg_type"] == "stream":
                for word in ["timer", "promise"]:
                    if word in message["content"]["text"]:
                        seen[word] = message["parent_header"]["msg_id"]
        self.assertEqual(seen, {"timer": first, "promise": first})
        self.kernel.result(second)

    def test_empty_and_crlf_cells(self):
        for code in ["", "   ", "\n\n", "// only a comment", ";"]:
            self.assertEqual(self.run_ok(code).types, [])
        self.assertEqual(self.run_ok("const crlf = 1;\r\ncrlf + 1").text, "2")
        result = self.run_error("const a = 1;\r\n\r\nnope;")
        self.assertIn(":3:1 ", result.content["evalue"])


class Options(KernelCase):
    def test_silent_leaves_no_trace(self):
        before = self.run_ok("1").content["execution_count"]
        result = self.run_ok("40 + 2", silent=True)
        self.assertEqual(result.types, [])
        self.assertEqual([m["msg_type"] for m in result.messages], ["status", "status"])
        self.assertEqual(self.run_ok("1").content["execution_count"], before + 1)

    def test_store_history_false_does_not_count(self):
        before = self.run_ok("1").content["execution_count"]
        self.run_ok("2", store_history=False)
        self.assertEqual(self.run_ok("3").content["execution_count"], before + 1)

    def test_user_expressions(self):
        expressions = {"good": "answer * 2", "bad": "missing", "type": "answer.nope"}
        result = self.run_ok("const answer = 21;", user_expressions=expressions)
        answers = result.content["user_expressions"]
        self.assertEqual(answers["good"]["data"]["text/plain"], "42")
        self.assertEqual(answers["good"]["status"], "ok")
        self.assertEqual(answers["bad"]["status"], "error")
        self.assertEqual(answers["type"]["ename"], "TypeScriptError")

    def test_an_error_aborts_what_waits(self):
        first = self.kernel.send('await new Promise((done) => setTimeout(done, 1000)); throw new Error("stop");')
        waiting = [self.kernel.send(f"console.log({i})") for i in range(3)]
        self.assertEqual(self.kernel.result(first).content["status"], "error")
        for msg_id in waiting:
            result = self.kernel.result(msg_id)
            self.assertEqual(result.content["status"], "aborted")
            self.assertEqual(result.types, [])
        self.assert_alive()

    def test_stop_on_error_false_lets_the_others_run(self):
        first = self.kernel.send('await new Promise((done) => setTimeout(done, 200)); throw 1;', stop_on_error=False)
        second = self.kernel.send("1 + 1")
        self.assertEqual(self.kernel.result(first).content["status"], "error")
        self.assertEqual(self.kernel.result(second).text, "2")

    def test_headers_answer_the_request(self):
        result = self.run_ok('console.log("x"); 1')
        for message in result.messages:
            self.assertEqual(message["parent_header"]["msg_id"], result.reply["parent_header"]["msg_id"])
        sessions = {m["header"]["session"] for m in [result.reply, *result.messages]}
        self.assertEqual(len(sessions), 1)


if __name__ == "__main__":
    unittest.main()
