"""The known-issues list of the accessibility statement: cdp/accessibility.yaml, read and judged."""

import datetime
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

FILE = Path(__file__).with_suffix(".yaml")
# The success criteria of WCAG 2.2 at levels A and AA. Source: https://www.w3.org/TR/WCAG22/
CRITERIA = {
    "1.1.1": "Non-text content", "1.2.1": "Audio-only and video-only", "1.2.2": "Captions (prerecorded)",
    "1.2.3": "Audio description or media alternative", "1.2.4": "Captions (live)", "1.2.5": "Audio description",
    "1.3.1": "Info and relationships", "1.3.2": "Meaningful sequence", "1.3.3": "Sensory characteristics",
    "1.3.4": "Orientation", "1.3.5": "Identify input purpose", "1.4.1": "Use of colour", "1.4.2": "Audio control",
    "1.4.3": "Contrast (minimum)", "1.4.4": "Resize text", "1.4.5": "Images of text", "1.4.10": "Reflow",
    "1.4.11": "Non-text contrast", "1.4.12": "Text spacing", "1.4.13": "Content on hover or focus",
    "2.1.1": "Keyboard", "2.1.2": "No keyboard trap", "2.1.4": "Character key shortcuts", "2.2.1": "Timing adjustable",
    "2.2.2": "Pause, stop, hide", "2.3.1": "Three flashes or below threshold", "2.4.1": "Bypass blocks",
    "2.4.2": "Page titled", "2.4.3": "Focus order", "2.4.4": "Link purpose (in context)", "2.4.5": "Multiple ways",
    "2.4.6": "Headings and labels", "2.4.7": "Focus visible", "2.4.11": "Focus not obscured (minimum)",
    "2.5.1": "Pointer gestures", "2.5.2": "Pointer cancellation", "2.5.3": "Label in name", "2.5.4": "Motion actuation",
    "2.5.7": "Dragging movements", "2.5.8": "Target size (minimum)", "3.1.1": "Language of page",
    "3.1.2": "Language of parts", "3.2.1": "On focus", "3.2.2": "On input", "3.2.3": "Consistent navigation",
    "3.2.4": "Consistent identification", "3.2.6": "Consistent help", "3.3.1": "Error identification",
    "3.3.2": "Labels or instructions", "3.3.3": "Error suggestion",
    "3.3.4": "Error prevention (legal, financial, data)", "3.3.7": "Redundant entry",
    "3.3.8": "Accessible authentication (minimum)", "4.1.2": "Name, role, value",
    "4.1.3": "Status messages",
}  # fmt: skip
REASONS = {
    "mending": "Not yet in line with the standard",
    "disproportionate": "Disproportionate burden",
    "outside": "Not within the scope of the regulations",
}
CONFORMANCE = {"full": "fully compliant", "partial": "partially compliant", "none": "not compliant"}


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Tested(Shape):
    what: str = Field(min_length=1)
    how_often: str = Field(min_length=1)


class Issue(Shape):
    """Something that does not work for somebody."""

    title: str = Field(min_length=1)
    where: str = Field(min_length=1)
    criteria: tuple[Literal[tuple(CRITERIA)], ...] = Field(min_length=1)
    who: str = Field(min_length=1)
    workaround: str = Field(min_length=1)
    found_on: datetime.date
    reason: Literal[tuple(REASONS)]
    mend_by: datetime.date | None = None
    why: str = ""

    @model_validator(mode="after")
    def _says_when_or_why(self):
        if self.reason == "mending" and self.mend_by is None:
            raise ValueError("what is being mended needs the day by which it will be: mend_by")
        if self.reason != "mending" and not self.why:
            raise ValueError("what is not mended needs its reason in words: why")
        return self

    @property
    def criteria_words(self):
        return [f"{number} {CRITERIA[number]}" for number in self.criteria]

    @property
    def fails(self):
        """Whether the standard is not met because of it."""
        return self.reason != "outside"


class Statement(Shape):
    prepared_on: datetime.date
    reviewed_on: datetime.date
    conformance: Literal[tuple(CONFORMANCE)]
    standard: str
    tests: tuple[Tested, ...] = Field(min_length=1)
    not_tested: tuple[str, ...] = ()
    issues: tuple[Issue, ...] = ()

    @model_validator(mode="after")
    def _does_not_claim_too_much(self):
        if self.conformance == "full" and any(issue.fails for issue in self.issues):
            raise ValueError("a service with known failures is not fully compliant")
        return self

    @property
    def conformance_words(self):
        return CONFORMANCE[self.conformance]

    @property
    def groups(self):
        """(heading, issues) by reason, those without an issue left out."""
        found = [(words, [one for one in self.issues if one.reason == reason]) for reason, words in REASONS.items()]
        return [(words, issues) for words, issues in found if issues]


def read(text) -> Statement:
    return Statement.model_validate(yaml.safe_load(text))


@cache
def statement() -> Statement:
    return read(FILE.read_text("utf-8"))
