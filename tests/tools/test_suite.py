import sys

import pytest

from cdp.tools import places, suite
from cdp.tools.suite import Step

TESTS = """
import pytest

def test_good():
    pass

@pytest.mark.parametrize("number", [1, 2])
def test_bad(number):
    assert number == 2, "a long message\\n" * 50

@pytest.fixture
def broken():
    raise ValueError

def test_without_its_fixture(broken):
    pass
"""


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Runs tests as a step of the suite does, with an own folder for what it writes."""
    monkeypatch.setattr(places, "var", lambda: tmp_path / "var")
    file = tmp_path / "test_some.py"

    def run(tests, *, processes="0"):
        file.write_text(tests)
        options = ["-n", processes, "-c", "/dev/null", f"--rootdir={tmp_path}", "-p", "xdist.plugin", file]
        command = [*suite.suite_step(sys.executable, "suite", "").command, *options]
        step = Step("suite", command, {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"})
        suite.run(step)
        return step

    return run


def test_a_step_keeps_the_names_of_the_tests_that_failed_and_the_next_one_forgets_them(run):
    bad = run(TESTS, processes="2")
    good = run("def test_good(): pass")

    assert (bad.passed, good.passed) == (False, True)
    assert sorted(bad.failed) == ["test_some.py::test_bad[1]", "test_some.py::test_without_its_fixture"]
    assert good.failed == []


def test_a_file_that_cannot_be_read_is_named(run):
    assert run("import nothing_of_this_name").failed == ["test_some.py"]


def test_the_summary_names_what_failed_and_ends_with_the_verdict():
    steps = [
        Step("ruff check", [], {}, passed=True, seconds=1),
        Step("suite on SQLite", [], {}, seconds=60, failed=["tests/a.py::test_one"]),
        Step("suite on PostgreSQL", [], {}, seconds=90, failed=["tests/a.py::test_one", "tests/b.py::test_two"]),
    ]

    assert suite.summary(steps, 151).splitlines() == [
        "",
        "suite on SQLite: tests/a.py::test_one",
        "suite on PostgreSQL: tests/a.py::test_one",
        "suite on PostgreSQL: tests/b.py::test_two",
        "Failed in 151 s: ruff check passed (1 s), suite on SQLite FAILED (60 s), suite on PostgreSQL FAILED (90 s)",
    ]


def test_the_summary_of_many_failures_fits_into_the_end_of_an_output():
    failed = [f"tests/a.py::test_it[{number}]" for number in range(50)]

    lines = suite.summary([Step("suite", [], {}, failed=failed)], 60).splitlines()

    assert len(lines) <= 24
    assert lines[-3:] == [
        "suite: tests/a.py::test_it[19]",
        "and 30 more tests that failed",
        "Failed in 60 s: suite FAILED (0 s)",
    ]


def test_the_summary_of_a_run_that_passed_is_one_line():
    assert suite.summary([Step("suite", [], {}, passed=True)], 60) == "\nAll passed in 60 s: suite passed (0 s)"
