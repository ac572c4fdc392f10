"""The forms of returns, read from their files. One that cannot be read is a fault of ours, and says what is wrong."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

FOLDER = Path(__file__).parent / "forms"
TYPES = ("text", "long", "number", "choice")
LIMITS = {"text": 300, "long": 5_000, "number": 20, "choice": 300}


class FormNotReadable(Exception):
    """The message says which form, and what is wrong where."""


@dataclass(frozen=True)
class Question:
    key: str
    text: str
    type: str
    prefill: str = ""
    optional: bool = False
    choices: tuple[str, ...] = ()

    @property
    def limit(self):
        return LIMITS[self.type]

    @property
    def is_free_text(self):
        return self.type in ("text", "long")


@dataclass(frozen=True)
class Part:
    key: str
    title: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class ReturnForm:
    key: str
    title: str
    note: str
    parts: tuple[Part, ...]

    @property
    def questions(self):
        return [question for part in self.parts for question in part.questions]


@cache
def forms():
    """{key: form}, by the names of their files."""
    found = [read(path.read_text(encoding="utf-8"), name=path.stem) for path in sorted(FOLDER.glob("*.yaml"))]
    return {one.key: one for one in found}


def form_of(key):
    """FormNotReadable for a form that is no longer there: a signed return has its paper, a draft cannot go on."""
    try:
        return forms()[key]
    except KeyError:
        raise FormNotReadable(f"There is no form “{key}”. Known are: {', '.join(forms())}.") from None


def read(text, *, name):
    from actions.annual_return.prefill import PREFILLS  # which reads the record, and needs the models

    try:
        said = yaml.safe_load(text)
        parts = tuple(
            Part(part["key"], part["title"], tuple(_question(one) for one in part["questions"]))
            for part in said["sections"]
        )
        form = ReturnForm(said["key"], said["title"], said.get("note", ""), parts)
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as problem:
        raise FormNotReadable(f"{name}: {type(problem).__name__} {problem}") from None
    if form.key != name:
        raise FormNotReadable(f"{name}: its key is “{form.key}”, and is to be the name of its file.")
    keys = [one.key for one in form.questions]
    if twice := sorted({key for key in keys if keys.count(key) > 1}):
        raise FormNotReadable(f"{name}: two questions cannot be called {', '.join(twice)}.")
    for one in form.questions:
        if one.type not in TYPES:
            raise FormNotReadable(f"{name}, {one.key}: “{one.type}” is no type. Allowed: {', '.join(TYPES)}.")
        if one.prefill and one.prefill not in PREFILLS:
            raise FormNotReadable(
                f"{name}, {one.key}: nothing is called “{one.prefill}”. Known: {', '.join(PREFILLS)}."
            )
        if (one.type == "choice") != bool(one.choices):
            raise FormNotReadable(
                f"{name}, {one.key}: choices belong to questions of the type choice, and to all of them."
            )
    return form


def _question(said):
    return Question(**said | {"choices": tuple(said.get("choices", ()))})
