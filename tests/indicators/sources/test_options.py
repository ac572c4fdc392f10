"""What may be asked of a kind of source, and what is said to somebody who asks for something else."""

from typing import Literal

import pytest
from pydantic import BaseModel, Field, field_validator

from indicators.models import Source
from indicators.sources import options
from indicators.sources.options import Option, OptionsNotUnderstood, allowed, in_words, read_options


class Table(BaseModel, extra="forbid"):
    name: str


class Options(BaseModel, extra="forbid"):
    profiles: list[int] = Field(default=[], description="Numbers of profiles.")
    level: Literal["county", "district"] = "county"
    most: int | None = Field(default=None, ge=3)
    tables: list[Table] = []
    user_id: str = ""

    @field_validator("profiles")
    @classmethod
    def no_repeats(cls, value):
        if len(set(value)) < len(value):
            raise ValueError("A profile stands twice.")
        return value


class Nothing:
    """A kind of source that takes no options."""


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    modules = {"table": type("Module", (), {"Options": Options}), "plain": Nothing, "document": None}
    monkeypatch.setattr(options, "adapter", modules.get)


def test_every_option_is_told_with_what_it_takes():
    assert allowed("table")[:3] == [
        Option("profiles", "Numbers of profiles.", "a list in square brackets, each a whole number", "[]"),
        Option("level", "", 'one of "county", "district"', '"county"'),
        Option("most", "", "a whole number or null", "null"),
    ]
    assert (allowed("plain"), allowed("document")) == ([], [])


@pytest.mark.parametrize("text", ["", "{}", " {} "])
def test_nothing_asked_is_the_usual(text):
    assert read_options("table", text) == {}
    assert read_options("plain", text) == {}


def test_what_is_asked_is_kept_as_it_was_typed():
    assert read_options("table", '{"profiles": [87, 143]}') == {"profiles": [87, 143]}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", ["The options are not JSON: line 1, character 2: a name in quotation marks is missing, as \"name\"."]),
        ('{"most": 5', ["The options are not JSON: line 1, character 11: a comma or a closing bracket is missing."]),
        ('{\n"most" 5}', ["The options are not JSON: line 2, character 8: a colon is missing after the name."]),
        ("[87]", ['The options must be pairs in curly brackets, such as {"name": "value"}.']),
        ("null", ['The options must be pairs in curly brackets, such as {"name": "value"}.']),
        (
            '{"profile": [87]}',
            [
                "“profile” is not an option of this kind of source. Allowed: profiles, level, most, tables, user_id."
            ],
        ),
        ('{"profiles": 87}', ["“profiles” must be a list in square brackets. Given: 87."]),
        ('{"profiles": [87, "x"]}', ['“profiles → 2” must be a whole number. Given: "x".']),
        ('{"profiles": [1.5]}', ["“profiles → 1” must be a whole number. Given: 1.5."]),
        ('{"level": "ward"}', ["“level” must be one of 'county' or 'district'. Given: \"ward\"."]),
        ('{"most": 2}', ["“most” should be greater than or equal to 3. Given: 2."]),
        ('{"tables": [{}]}', ["The option “tables → 1 → name” is missing."]),
        ('{"profiles": [1, 1]}', ["“profiles”: A profile stands twice."]),
        ('{"most": 2, "level": 1}', ["“level” must be one of 'county' or 'district'. Given: 1.",
                                     "“most” should be greater than or equal to 3. Given: 2."]),
    ],
)  # fmt: skip
def test_each_fault_is_said_in_plain_words(text, said):
    with pytest.raises(OptionsNotUnderstood) as fault:
        read_options("table", text)

    assert fault.value.sentences == said


def test_a_kind_that_takes_no_options_says_so():
    with pytest.raises(OptionsNotUnderstood, match="takes no options"):
        read_options("plain", '{"profiles": [87]}')


def test_options_are_told_in_words_and_secrets_are_not():
    source = Source(kind="table", options={"profiles": list(range(25)), "tables": [{"name": "A"}], "user_id": "0xabc"})

    told = dict(in_words(source))

    assert told["Profiles"] == [", ".join(str(number) for number in range(20)) + " and 5 more"]
    assert told["Level"] == ["county"]
    assert told["Tables"] == ["name A"]
    assert told["User id"] == ["Set, and not shown"]
    assert "Most" not in told


def test_options_that_no_longer_fit_are_shown_with_a_word():
    told = in_words(Source(kind="table", options={"profile": 87, "user_id": "0xabc"}))

    assert told == [
        ("Profile", ["87"]),
        ("User id", ["Set, and not shown"]),
        ("Not understood", ["These options do not fit this kind of source any more. Mend them."]),
    ]
