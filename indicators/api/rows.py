"""Observations as rows without a serializer: by far the longest list, and the same cells in a fraction of the time.

Fetched are the columns of the figure alone. What figures share, their series, source and run, is fetched once for all
that share it, and so no join has to be planned and no text is sent ten times. A test holds that the serializer gives
the same.
"""

import csv
import io
from functools import lru_cache
from operator import itemgetter

from django.utils import timezone

from cdp import words
from cdp.api_support.uids import encode_many
from cdp.api_support.whole import one_statement
from cdp.exports import csv_cell
from indicators.api.versions import DEFINING, version_of
from indicators.models import Refresh, Series, Source, SourceKind, State
from indicators.rules.ended import NO_VALUE, is_after_the_end, is_no_value

AT_ONCE = 4_000
KEYS = ("id", "series_id", "source_id", "refresh_id")
FIGURE = (
    "period", "period_start", "period_end", "value", "lower_95", "upper_95", "lower_998", "upper_998", "count",
    "denominator", "state", "qualifier", "printed", "note", "place", "is_disputed", "variant",
)  # fmt: skip
COLUMNS = (*KEYS, *FIGURE)
SUBJECT = ("indicator", "indicator_name", "unit", "area", "area_name", "sex", "age", "category_type", "category")
NAMES = (
    "id", "uid", "series", *SUBJECT, *FIGURE, "provisional", "definition_version", "source", "retrieved",
    "sample_data",
)  # fmt: skip
OF_SERIES = (
    "id", "indicator__code", "indicator__name", "indicator__unit", "area__code", "area__name", "sex", "age",
    "category_type", "category", "area__valid_to", "area__is_sample", "indicator__is_sample",
    *(f"indicator__{name}" for name in DEFINING),
)  # fmt: skip
START, END, VALUE, STATE, NOTE = map(FIGURE.index, ("period_start", "period_end", "value", "state", "note"))
# From the value to the denominator: what a nought that is no value loses.
NUMBERS = slice(VALUE, FIGURE.index("denominator") + 1)
EMPTY = (None,) * (NUMBERS.stop - NUMBERS.start)
PROVISIONAL = State.PROVISIONAL.value
MOST_WRITTEN = 50_000


class Written(dict):
    """What has been written once is looked up; emptied when it grows long."""

    def __init__(self, write):
        super().__init__()
        self.write = write

    def __missing__(self, said):
        if len(self) > MOST_WRITTEN:
            self.clear()
        self[said] = written = self.write(said)
        return written


class ObservationRows:
    """Rows of the fields that are `shown`. One object for each answer: it remembers what rows have shared so far."""

    names = NAMES

    def __init__(self, shown):
        self.shown = list(shown)
        places = [NAMES.index(name) for name in self.shown]
        self._pick = itemgetter(*places) if len(places) > 1 else lambda row: (row[places[0]],)
        self._series, self._sources, self._runs = {}, {}, {}
        self._texts, self._days = Written(_in_csv), Written(_day)
        self._subjects = Written(lambda subject: ",".join(map(self._texts.__getitem__, subject)))

    def fetched(self, queryset, ordering):
        """As dictionaries of the columns, in which a cursor finds its position."""
        more = {name.removeprefix("-") for name in ordering} - set(COLUMNS)
        return queryset.values(*COLUMNS, *more)

    def as_json(self, page):
        rows = self._whole([tuple(map(row.__getitem__, COLUMNS)) for row in page])
        return [dict(zip(self.shown, self._pick(row), strict=True)) for row in rows]

    def for_csv(self, queryset):
        """The lines of a CSV, in pieces of text; from one statement, so that all are of one moment."""
        with one_statement():
            piece = []
            for row in queryset.values_list(*COLUMNS).iterator(chunk_size=AT_ONCE):
                piece.append(row)
                if len(piece) == AT_ONCE:
                    yield self._lines(piece)
                    piece = []
            yield self._lines(piece)

    def _lines(self, rows):
        if self.shown == list(NAMES):
            return "".join(self._every_cell(rows))
        said = io.StringIO()
        csv.writer(said, lineterminator="\r\n").writerows(map(csv_cell, self._pick(row)) for row in self._whole(rows))
        return said.getvalue()

    def _every_cell(self, rows):
        """Lines of all fields, as csv.writer would write them. What comes again is written once and looked up."""
        self._look_up(rows)
        texts, days = self._texts, self._days
        for uid, (pk, series, source, run, *figure) in zip(_uids(rows), rows, strict=True):
            subject, valid_to, is_sample, version = self._series[series]
            if valid_to is not None:
                as_it_counts(figure, valid_to)
            (
                period, start, end, value, lower, upper, lower_998, upper_998, count, denominator, state, qualifier,
                printed, note, place, is_disputed, variant,
            ) = figure  # fmt: skip
            slug, is_sample_source = self._sources[source]
            yield (
                f"{pk},{uid},{series},{self._subjects[subject]},{texts[period]},{days[start]},{days[end]},"
                f"{'' if value is None else value},"
                f"{'' if lower is None else lower},{'' if upper is None else upper},"
                f"{'' if lower_998 is None else lower_998},{'' if upper_998 is None else upper_998},"
                f"{'' if count is None else count},{'' if denominator is None else denominator},"
                f"{state},{qualifier},{texts[printed]},{texts[note]},{texts[place]},"
                f"{'yes' if is_disputed else 'no'},{variant},{'yes' if state == PROVISIONAL else 'no'},{version},"
                f"{texts[slug]},{self._runs[run] or ''},{'yes' if is_sample or is_sample_source else 'no'}\r\n"
            )

    def _whole(self, rows):
        """All fields of rows of COLUMNS."""
        self._look_up(rows)
        for uid, (pk, series, source, run, *figure) in zip(_uids(rows), rows, strict=True):
            subject, valid_to, is_sample, version = self._series[series]
            if valid_to is not None:
                as_it_counts(figure, valid_to)
            _days_as_text(figure)
            slug, is_sample_source = self._sources[source]
            yield (
                pk, uid, series, *subject, *figure, figure[STATE] == PROVISIONAL, version, slug,
                self._runs[run], is_sample or is_sample_source,
            )  # fmt: skip

    def _look_up(self, rows):
        for place, known, find in ((1, self._series, _series), (2, self._sources, _sources), (3, self._runs, _runs)):
            if missing := {row[place] for row in rows} - known.keys():
                known.update(find(missing))


def _uids(rows):
    return encode_many("observations", [row[0] for row in rows])


def _in_csv(text):
    said = io.StringIO()
    # A cell more, for alone an empty one would be quoted.
    csv.writer(said, lineterminator="\r\n").writerow([csv_cell(text), ""])
    return said.getvalue().removesuffix(",\r\n")


def _day(day):
    return "" if day is None else day.isoformat()


def _series(keys):
    for pk, *subject, valid_to, of_area, of_indicator, in_words in _split(keys):
        yield pk, (tuple(subject), valid_to, of_area or of_indicator, version_of(*in_words))


def _split(keys):
    ends = len(OF_SERIES) - len(DEFINING)
    for row in Series.objects.filter(pk__in=keys).order_by().values_list(*OF_SERIES):
        yield (*row[:ends], row[ends:])


def _sources(keys):
    columns = ("pk", "slug", "kind", "document__partnership__is_sample")
    for pk, slug, kind, is_sample in Source.objects.filter(pk__in=keys).order_by().values_list(*columns):
        yield pk, (slug, kind == SourceKind.SAMPLE or bool(is_sample))


def _runs(keys):
    runs = Refresh.objects.filter(pk__in=keys).order_by().values_list("pk", "finished_at")
    return {pk: moment(at) for pk, at in runs}


def moment(at):
    """As a serializer's field writes it."""
    if at is None:
        return None
    text = timezone.localtime(at).isoformat()
    return f"{text[:-6]}Z" if text.endswith("+00:00") else text


def as_it_counts(figure, valid_to):
    """What indicators/presenters/ended.py says of an observation, of a list of its columns, which is changed."""
    if is_no_value(figure[VALUE], end=figure[END], valid_to=valid_to):
        figure[NUMBERS], figure[STATE] = EMPTY, State.NOT_AVAILABLE.value
        figure[NOTE] = " ".join(filter(None, [figure[NOTE], NO_VALUE]))
    elif figure[VALUE] is not None and is_after_the_end(end=figure[END], valid_to=valid_to):
        figure[NOTE] = " ".join(filter(None, [figure[NOTE], _abolished(valid_to)]))


@lru_cache(maxsize=1024)
def _abolished(valid_to):
    return f"The area was abolished after {words.day(valid_to)}."


def _days_as_text(figure):
    for place in (START, END):
        if figure[place] is not None:
            figure[place] = figure[place].isoformat()
