"""A return as a paper: a table for each part, with each question, its answer and where the answer comes from."""

import datetime

from django.conf import settings

from actions.annual_return.questions import form_of
from actions.packs import cells
from cdp import words
from cdp.papers.content import Paper, Section, Table, clean

COLUMNS = (
    cells.text("question", "Question"),
    cells.text("answer", "Answer"),
    cells.text("source", "Where the answer comes from"),
)
SAMPLE = "Sample data. The areas in this paper do not exist; every figure is made up."


def paper_of(found, parts, *, signed_at, signed_by):
    form, moment = form_of(found.form), words.moment(signed_at)
    partnership = found.partnership
    return Paper(
        title=f"{form.title}, {found.year}",
        subtitle=clean(partnership.name),
        publisher=clean(partnership.name),
        as_at=signed_at.astimezone(datetime.UTC).isoformat(timespec="seconds"),
        as_at_words=moment,
        sections=tuple(_section(one) for one in parts),
        facts=(
            ("Partnership", partnership.name),
            ("Year", found.year),
            ("Signed off by", signed_by.name),
            ("Signed off on", moment),
        ),
        notices=(SAMPLE,) if partnership.is_sample else (),
        address=f"{settings.SITE_ADDRESS.rstrip('/')}{found.get_absolute_url()}",
    )


def _section(one):
    rows = tuple((answer.question.text, answer.text, answer.source) for answer in one.answers)
    table = Table(f"answers-{one.part.key}", one.part.title, COLUMNS, rows, identity=("question",))
    return Section(one.part.key, one.part.title, (table,))
