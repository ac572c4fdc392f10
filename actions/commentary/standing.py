"""The commentaries of a partnership beside what their figures say now."""

from dataclasses import dataclass, replace
from functools import cached_property

from actions.board.sentences import lower_first
from actions.commentary import places
from actions.models import Commentary
from cdp import words as vocabulary
from indicators.presenters.scorecard import ScorecardRow, scorecard_row


@dataclass(frozen=True)
class Said:
    """A commentary as it reads today."""

    commentary: Commentary
    row: ScorecardRow | None
    words: dict

    @property
    def text(self):
        return places.filled(self.commentary.text, self.words)

    @property
    def is_refilled(self):
        """Whether one of its places reads otherwise than on the day when it was written."""
        was = self.commentary.said
        return any(self.words.get(name, "") != was.get(name, "") for name in places.used(self.commentary.text))

    @cached_property
    def is_contradicted(self):
        newest = places.direction(trend=self.row.trend, since_then=self.row.since_then) if self.row else ""
        return places.contradicts(self.commentary.claim, newest)

    @property
    def fault(self):
        """Why the words no longer hold, in a sentence; empty where they do."""
        if self.row is None:
            return "There is no figure any more that everybody may see, so its places are empty."
        if self.is_contradicted:
            claim = lower_first(places.CLAIMS[self.commentary.claim])
            newest = f"The newest figure, for {self.words['period']}, says otherwise ({self._newest})."
            return f"The words say that {claim}. {newest}"
        empty = [name for name in places.used(self.commentary.text) if not self.words.get(name)]
        if empty:
            return f"Nothing fills {', '.join(f'{{{name}}}' for name in empty)} any more."
        return ""

    @property
    def _newest(self):
        if self.row.trend in places.VERDICTS:
            return lower_first(self.row.trend_word)
        return f"{vocabulary.shape_and_word(self.row.since_then)[1].lower()} than the figure before"


def words_of(row, *, target=""):
    """{place: words} of a scorecard's row; what it does not have is empty."""
    return {
        "value": row.value_text,
        "period": row.period,
        "interval": row.interval,
        "change": f"{lower_first(row.change)} {row.change_note}" if row.change else "",
        "trend": lower_first(row.trend_word) if row.trend in (*places.VERDICTS, "rising", "falling") else "",
        "england": row.england.figure,
        "target": target,
        "area": row.area.name,
    }


def said_of(commentary, reading, *, on, target=""):
    row = scorecard_row(reading, on=on) if reading else None
    return Said(commentary, row, words_of(row, target=target) if row else {})


def beside(partnership, lines):
    """{series: Said} for measures' lines (actions.board.rows.MeasureLine), in one query."""
    rows = {line.measure.series_id: line for line in lines}
    found = Commentary.objects.filter(partnership=partnership, replaced_at__isnull=True, series__in=rows)
    said = {}
    for commentary in found.select_related("written_by", "series__indicator"):
        line = rows[commentary.series_id]
        filled = words_of(line.row, target=line.target_text) if line.row else {}
        said[commentary.series_id] = Said(commentary, line.row, filled)
    return said


def with_said(partnership, lines):
    """The same lines, each with what is written of it."""
    found = beside(partnership, lines) if lines else {}
    return [replace(line, said=found.get(line.measure.series_id)) for line in lines]


def no_longer_true(person, *, on):
    """What this person has written that the newest figures no longer bear out; one query."""
    own = (
        Commentary.objects.filter(written_by=person, replaced_at__isnull=True)
        .exclude(claim="")
        .select_related("partnership", "series__reading__indicator__framework_metric", "series__reading__area")
        .order_by("written_at")
    )
    every = [said_of(one, getattr(one.series, "reading", None), on=on) for one in own]
    return [said for said in every if said.is_contradicted]
