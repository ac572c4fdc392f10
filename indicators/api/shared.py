"""What figures share, fetched once for all that share it, and rows of all fields of the API made with it.

Fetched are the columns of the figure alone. With its series, source and run looked up here no join has to be planned
and no text is sent ten times.
"""

from functools import lru_cache

from django.utils import timezone

from cdp import words
from cdp.api_support.uids import encode_many
from indicators.api.versions import DEFINING, version_of
from indicators.models import Area, Indicator, Refresh, Series, Source, SourceKind, State
from indicators.rules.ended import NO_VALUE, is_after_the_end, is_no_value

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
GROUP = ("sex", "age", "category_type", "category")
OF_INDICATOR = ("code", "name", "unit", "is_sample", *DEFINING)
OF_AREA = ("code", "name", "valid_to", "is_sample")
START, END, VALUE, STATE, NOTE = map(FIGURE.index, ("period_start", "period_end", "value", "state", "note"))
# From the value to the denominator: what a nought that is no value loses.
NUMBERS = slice(VALUE, FIGURE.index("denominator") + 1)
EMPTY = (None,) * (NUMBERS.stop - NUMBERS.start)
PROVISIONAL = State.PROVISIONAL.value


class Shared:
    """One object for each answer: it remembers what rows have shared so far."""

    def __init__(self):
        self.series, self.sources, self.runs = {}, {}, {}

    def whole(self, rows):
        """All fields of rows of COLUMNS."""
        self.look_up(rows)
        for uid, (pk, series, source, run, *figure) in zip(uids_of(rows), rows, strict=True):
            subject, valid_to, is_sample, version = self.series[series]
            if valid_to is not None:
                as_it_counts(figure, valid_to)
            _days_as_text(figure)
            slug, is_sample_source = self.sources[source]
            yield (
                pk, uid, series, *subject, *figure, figure[STATE] == PROVISIONAL, version, slug,
                self.runs[run], is_sample or is_sample_source,
            )  # fmt: skip

    def look_up(self, rows):
        """Rows that begin with KEYS."""
        _fill(self.series, {row[1] for row in rows}, self._found_series)
        _fill(self.sources, {row[2] for row in rows}, _sources)
        _fill(self.runs, {row[3] for row in rows}, _runs)

    def _found_series(self, keys):
        """(id, (subject, last day of the area, whether it is made up, version of the definition))"""
        columns = ("id", *GROUP, *_of("indicator", OF_INDICATOR), *_of("area", OF_AREA))
        for pk, *found in Series.objects.filter(pk__in=keys).order_by().values_list(*columns):
            group, indicator, area = found[:4], found[4 : 4 + len(OF_INDICATOR)], found[-len(OF_AREA) :]
            yield pk, _subject(group, _indicator(*indicator), area)


class SharedByMany(Shared):
    """For thousands of series: with a join the same long texts would come for each of them."""

    def __init__(self):
        super().__init__()
        self.indicators, self.areas = {}, {}

    def _found_series(self, keys):
        columns = ("id", *GROUP, "indicator_id", "area_id")
        found = list(Series.objects.filter(pk__in=keys).order_by().values_list(*columns))
        _fill(self.indicators, {row[-2] for row in found}, _indicators)
        _fill(self.areas, {row[-1] for row in found}, _areas)
        for pk, *group, indicator, area in found:
            yield pk, _subject(group, self.indicators[indicator], self.areas[area])


def _fill(known, keys, find):
    if missing := keys - known.keys():
        known.update(find(missing))


def _of(owner, names):
    return [f"{owner}__{name}" for name in names]


def _subject(group, indicator, area):
    *words_of_indicator, is_sample, version = indicator
    code, name, valid_to, is_sample_area = area
    return (*words_of_indicator, code, name, *group), valid_to, is_sample_area or is_sample, version


def _indicator(code, name, unit, is_sample, *in_words):
    return code, name, unit, is_sample, version_of(*in_words)


def _indicators(keys):
    for pk, *found in Indicator.objects.filter(pk__in=keys).order_by().values_list("pk", *OF_INDICATOR):
        yield pk, _indicator(*found)


def _areas(keys):
    for pk, *found in Area.objects.filter(pk__in=keys).order_by().values_list("pk", *OF_AREA):
        yield pk, found


def uids_of(rows):
    return encode_many("observations", [row[0] for row in rows])


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
