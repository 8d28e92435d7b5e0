"""Runs a file of protocol tests and prints one JSON line per test: name, outcome, detail."""

import importlib
import json
import sys
import unittest


class Report(unittest.TextTestResult):
    def note(self, test, outcome, detail=""):
        line = {"name": test.id(), "outcome": outcome, "detail": detail}
        print("RESULT " + json.dumps(line), flush=True)

    def addSuccess(self, test):
        self.note(test, "passed")

    def addFailure(self, test, err):
        self.note(test, "failed", self._exc_info_to_string(err, test))

    addError = addFailure

    def addSkip(self, test, reason):
        self.note(test, "skipped", reason)

    def addSubTest(self, test, subtest, err):
        if err is not None:
            self.note(subtest, "failed", self._exc_info_to_string(err, test))


def main():
    sys.path.insert(0, sys.path[0])
    suite = unittest.defaultTestLoader.loadTestsFromModule(importlib.import_module(sys.argv[1]))
    unittest.TextTestRunner(stream=sys.stderr, resultclass=Report, verbosity=0, failfast="--failfast" in sys.argv).run(suite)


main()
