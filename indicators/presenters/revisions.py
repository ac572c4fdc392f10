"""Figures that were changed after they were published, newest change first: what they were, and what they are now."""

from dataclasses import dataclass
from itertools import islice

from django.db.models import Q
from django.utils.http import urlencode

from cdp import exports
from indicators import figures
from indicators.models import Observation, SourceKind, SupersededObservation
from indicators.presenters.selection import group_of

REVISIONS_A_PAGE = 50
ROWS_AT_A_TIME = 1000
# A workbook is made in memory and a sheet has an end; CSV has neither.
MOST_IN_A_WORKBOOK = 100_000
GONE = "No longer given"
COLUMNS = [
    exports.Column("indicator", "Indicator code"),
    exports.Column("indicator_name", "Indicator"),
    exports.Column("area", "Area code"),
    exports.Column("area_name", "Area"),
    exports.Column("group", "Group"),
    exports.Column("period", "Period"),
    exports.Column("period_end", "Period end"),
    exports.Column("unit", "Unit"),
    exports.Column("was", "Was", numeric=True),
    exports.Column("was_state", "State then"),
    exports.Column("now", "Is now", numeric=True),
    exports.Column("now_state", "State now"),
    exports.Column("known_until", "Known until"),
    exports.Column("source", "Source"),
    exports.Column("replaced_by", "Number of the run that changed it"),
    exports.Column("sample_data", "Sample data"),
]
NOTE = "A figure that was changed several times has a row for each change; what it is now is the same in all of them."


@dataclass(frozen=True)
class RevisionRow:
    """A figure that was replaced; `now` is what stands in its place, None where the source gives it no longer."""

    figure: SupersededObservation
    now: Observation | None

    @property
    def indicator(self):
        return self.figure.series.indicator

    @property
    def group(self):
        return group_of(self.figure.series)

    @property
    def href(self):
        return f"{self.indicator.get_absolute_url()}?{urlencode({'areas': self.figure.series.area.code})}"

    @property
    def was_words(self):
        return self._said(self.figure)

    @property
    def now_words(self):
        return self._said(self.now) if self.now else GONE

    def _said(self, one):
        return figures.text(one.value, unit=self.indicator.unit, qualifier=one.qualifier, state=one.state)

    @property
    def is_sample(self):
        source, series = self.figure.source, self.figure.series
        document = source.document
        of_sample = source.kind == SourceKind.SAMPLE or bool(document and document.partnership.is_sample)
        return of_sample or series.area.is_sample or series.indicator.is_sample


@dataclass(frozen=True)
class RevisionsPage:
    """A page by position: `after` is the last figure on it where there are more, for the address of the next page."""

    rows: list
    after: int | None
    is_first: bool


def revisions_for(user, condition):
    """What this person may see, newest change first; by an index, however many there are."""
    return (
        SupersededObservation.objects.visible_to(user)
        .filter(condition)
        .select_related("series__indicator", "series__area", "source__document__partnership", "replaced_by")
        .order_by("-known_until", "-pk")
    )


def page_of(revisions, *, after=None, size=REVISIONS_A_PAGE):
    """The page that begins after this figure; it begins anew where there is no such figure."""
    known_until = None
    if after is not None:
        known_until = SupersededObservation.objects.filter(pk=after).values_list("known_until", flat=True).first()
    if known_until is not None:
        # The first half says nothing new, but lets the database enter its index there.
        beyond = Q(known_until__lt=known_until) | Q(known_until=known_until, pk__lt=after)
        revisions = revisions.filter(Q(known_until__lte=known_until) & beyond)
    found = list(revisions[: size + 1])
    shown = found[:size]
    return RevisionsPage(_rows(shown), shown[-1].pk if len(found) > size else None, known_until is None)


def _rows(found):
    now = Observation.objects.in_bulk({one.observation_id for one in found})
    return [RevisionRow(one, now.get(one.observation_id)) for one in found]


def table(revisions, file_format):
    notes = [NOTE]
    if file_format != "csv":
        revisions = revisions[:MOST_IN_A_WORKBOOK]
        notes.append(f"At most the newest {MOST_IN_A_WORKBOOK:,} changes; the CSV file has all of them.")
    return exports.Table("revisions", "Figures that were changed later", COLUMNS, _cells(revisions), notes)


def _cells(revisions):
    rest = revisions.iterator(chunk_size=ROWS_AT_A_TIME)
    while some := list(islice(rest, ROWS_AT_A_TIME)):
        for row in _rows(some):
            figure, series = row.figure, row.figure.series
            yield [
                series.indicator.code,
                series.indicator.name,
                series.area.code,
                series.area.name,
                row.group,
                figure.period,
                figure.period_end,
                series.indicator.unit,
                figure.value,
                figure.state,
                row.now.value if row.now else None,
                row.now.state if row.now else GONE,
                figure.known_until,
                figure.source.name,
                figure.replaced_by_id,
                row.is_sample,
            ]
