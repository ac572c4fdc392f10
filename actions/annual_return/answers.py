"""What stands under each question of a return: what somebody wrote, or else what the record says."""

import hashlib
import json
from dataclasses import dataclass

from django.utils import timezone

from actions.annual_return.prefill import PREFILLS, Year
from actions.annual_return.questions import Part, Question, form_of
from actions.operations.updates.said import clean

RECORD, PARTNERSHIP, NOBODY = "From the record of the partnership", "Written by the partnership", "Not answered"


@dataclass(frozen=True)
class Answer:
    question: Question
    text: str
    of_record: str  # what the record says, whether or not it stands
    is_own: bool

    @property
    def source(self):
        if self.is_own:
            return PARTNERSHIP
        return RECORD if self.text else NOBODY

    @property
    def is_lacking(self):
        return not (self.text or self.question.optional)


@dataclass(frozen=True)
class AnsweredPart:
    part: Part
    answers: list[Answer]


def of_record(found, *, on=None):
    """{question: what the record says}, read once for all of them."""
    year = Year(found.partnership, found.year, on or timezone.localdate())
    made = {}
    for question in form_of(found.form).questions:
        if question.prefill:
            made[question.key] = clean(PREFILLS[question.prefill](year))[: question.limit].strip()
    return made


def answered(found, *, record=None, on=None):
    """The return part by part."""
    record = of_record(found, on=on) if record is None else record
    return [
        AnsweredPart(part, [_answer(question, found.answers, record) for question in part.questions])
        for part in form_of(found.form).parts
    ]


def _answer(question, written, record):
    own, said = written.get(question.key, ""), record.get(question.key, "")
    return Answer(question, own or said, said, bool(own))


def digest_of(parts):
    """Of all that stands: whoever signs says by this that they saw these very answers."""
    said = [[one.question.key, one.text, one.is_own] for part in parts for one in part.answers]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()
