"""The file of disclosure rules, and definitions that name one."""

import pytest

from indicators.loading.disclosure import read_rules
from indicators.loading.reference import Folders, read_reference

RULE = """\
- slug: deaths
  name: Deaths
  threshold: 5
  rounding_base: 1
  hides: [count, value]
  rationale: Families know of them.
  source: A policy
"""


def faults(tmp_path, text):
    path = tmp_path / "disclosure.yaml"
    path.write_text(text)
    problems = []
    read_rules(path, problems)
    return list(map(str, problems))


def test_the_shipped_rules_and_definitions_are_sound():
    files, problems = read_reference(Folders.shipped())

    assert problems == []
    assert {one.disclosure_rule for one in files.indicators} - {None} == {rule.slug for rule in files.rules}


def test_without_the_file_there_are_no_rules(tmp_path):
    assert read_rules(tmp_path / "disclosure.yaml", []) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "threshold: 5", "threshold: -1",
            "disclosure.yaml, line 3, 1.threshold: “-1” is not possible here. Allowed: a whole number from 1 to 1000.",
        ),
        (
            "rounding_base: 1", "rounding_base: 0",
            ("disclosure.yaml, line 4, 1.rounding_base: “0” is not possible here. "
            "Allowed: a whole number from 1 to 1000."),
        ),
        (
            "[count, value]", "[denominator]",
            "disclosure.yaml, line 5, 1.hides: The rule hides nothing. Allowed: count, value or both.",
        ),
        (
            "[count, value]", "[counts]",
            ("disclosure.yaml, line 5, 1.hides.1: “counts” is not allowed here. "
            "Did you mean “count”? Allowed: count, denominator, value."),
        ),
        ("source: A policy", "sauce: A policy", "disclosure.yaml, line 1, 1.source: It is missing."),
    ],
)  # fmt: skip
def test_a_fault_says_where_it_is_and_what_is_allowed(tmp_path, old, new, said):
    assert said in faults(tmp_path, RULE.replace(old, new))


def test_a_rule_stands_once(tmp_path):
    assert faults(tmp_path, RULE + RULE) == ["disclosure.yaml, line 8, 2.slug: “deaths” stands there twice."]
