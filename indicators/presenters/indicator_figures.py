"""The figures of an indicator's page: its readings, the lines and bars of its charts, and revisions."""

from collections import Counter
from itertools import groupby

from django.db.models import Q

from indicators import figures
from indicators.charts.lines import Bar, Line, Mark
from indicators.models import Area, Observation, Reading, SupersededObservation
from indicators.presenters.selection import group_filter, group_key
from indicators.rules import readings as rules

MOST_BARS = 30


def readings_of(selection, *, user):
    """The readings of the chosen group in all areas of the page's kind, by area id."""
    readings = Reading.objects.visible_to(user).filter(
        indicator=selection.indicator, area__is_sample=selection.is_sample, **group_filter(selection.group)
    )
    return {reading.area_id: _with(selection.indicator, reading) for reading in readings.select_related("area")}


def group_readings(selection, *, user):
    """What every group says in the area in focus, and its row's address."""
    readings = Reading.objects.visible_to(user).filter(indicator=selection.indicator, area=selection.focus)
    by_key = {
        group_key(reading.series): _with(selection.indicator, reading)
        for reading in readings.select_related("series", "area")
    }
    return [(group, by_key.get(group.key)) for group in selection.groups]


def lines_of(selection, *, user):
    """A line for each area drawn, and after them one for each that the chart has no room for."""
    drawn = [*selection.drawn, *((area, "") for area in selection.left_out)]
    observations = (
        Observation.objects.visible_to(user)
        .filter(
            series__indicator=selection.indicator,
            series__area__in=[area for area, _ in drawn],
            **group_filter(selection.group),
        )
        .select_related("series", "source__document__partnership", "refresh")
        .order_by("series_id", "period_end", "period_start", "period", "pk")
    )
    by_area = {
        area: list(rows) for area, rows in groupby(observations, key=lambda observation: observation.series.area_id)
    }
    return [
        Line(area.name, style, tuple(marks(by_area.get(area.pk, []), indicator=selection.indicator)))
        for area, style in drawn
    ]


def bars_of(selection, *, readings, user):
    """A bar an area for one period and level: those of the focus, else where most areas have their newest figure."""
    period, level = _period_and_level(selection, readings)
    if period is None:
        return []
    observations = (
        Observation.objects.visible_to(user)
        .filter(
            series__indicator=selection.indicator,
            series__area__is_sample=selection.is_sample,
            period_start=period[0],
            period_end=period[1],
            **group_filter(selection.group),
        )
        .select_related("series__area", "source__document__partnership", "refresh")
        .order_by("series_id", "pk")
    )
    found = []
    for _, rows in groupby(observations, key=lambda observation: observation.series_id):
        rows = list(rows)
        area = rows[0].series.area
        if area.level == level:
            mark = marks(rows, indicator=selection.indicator)[0]
            found.append(Bar(area.name, mark, area.code, is_here=area in selection.areas))
    return found


def nearby(bars, selection):
    """Too many bars make no picture: then those of the same region, and all of them stay in the table."""
    if len(bars) <= MOST_BARS:
        return bars, ""
    region = selection.comparators.get("region")
    if region is None:
        return [], ""
    codes = set(Area.objects.filter(Q(parents=region) | Q(parents__parents=region)).values_list("code", flat=True))
    return [bar for bar in bars if bar.is_here or bar.code in codes], region.name


def marks(observations, *, indicator):
    """One mark a period, oldest first. The best source's figure stands and the others are named beside it."""
    by_period = {}
    # The values that one source prints twice come after those that stand.
    pairs = [(observation, _as_figure(observation)) for observation in observations]
    for observation, figure in sorted(pairs, key=lambda pair: (pair[0].variant > 0, pair[1].precedence)):
        by_period.setdefault(figure.key, []).append((observation, figure))
    ordered = sorted(by_period.values(), key=lambda found: (found[0][1].age_order, found[0][1].period))
    standing = [found[0][1] for found in ordered]
    # One scale of time: a quarter is not drawn beside a year.
    drawn = {figure.id for figure in rules.comparable_with(standing[-1], standing)} if standing else set()
    return [
        mark_of(stands, [other for other, _ in others], indicator=indicator, is_drawn=figure.id in drawn)
        for (stands, figure), *others in ordered
    ]


def mark_of(observation, others=(), *, indicator, is_drawn=True):
    document = observation.source.document
    said = figures.text(
        observation.value, unit=indicator.unit, qualifier=observation.qualifier, state=observation.state
    )
    return Mark(
        period=observation.period or "Period not stated",
        start=observation.period_start,
        end=observation.period_end,
        value=observation.value,
        lower=observation.lower_95,
        upper=observation.upper_95,
        count=observation.count,
        denominator=observation.denominator,
        state=observation.state,
        qualifier=observation.qualifier,
        printed=observation.printed if figures.is_said_otherwise(observation.printed, said) else "",
        note=observation.note,
        place=observation.place,
        source=str(document or observation.source),
        source_url=document.get_absolute_url() if document else "",
        also=tuple(_also(other, indicator) for other in others),
        is_drawn=is_drawn,
    )


def revisions(selection, *, user):
    """Figures that stood until a later refresh changed them, newest change first."""
    return (
        SupersededObservation.objects.visible_to(user)
        .filter(
            series__indicator=selection.indicator,
            series__area__in=selection.areas,
            **group_filter(selection.group),
        )
        .select_related("series__area", "source")
        .order_by("-known_until", "series", "-period_end")[:20]
    )


def _with(indicator, reading):
    reading.indicator = indicator  # the page has it already; asking again would be a query a row
    return reading


def _period_and_level(selection, readings):
    """Days and level of the bars; the focus's own where another area of its level has the same days."""
    areas_with = Counter(
        ((reading.period_start, reading.period_end), reading.area.level)
        for reading in readings.values()
        if reading.period_start and reading.period_end and reading.value is not None
    )
    focus = readings.get(selection.focus.pk)
    if focus and (focus.period_start and focus.period_end):
        own = ((focus.period_start, focus.period_end), focus.area.level)
        if areas_with[own] > 1:
            return own
    most = max(areas_with.items(), key=lambda item: (item[1], item[0][0]), default=(None, 0))
    return most[0] if most[1] > 1 else (None, None)


def _as_figure(observation):
    return rules.Figure(
        id=observation.pk,
        series_id=observation.series_id,
        period=observation.period,
        start=observation.period_start,
        end=observation.period_end,
        value=observation.value,
        lower_95=observation.lower_95,
        upper_95=observation.upper_95,
        count=observation.count,
        denominator=observation.denominator,
        state=observation.state,
        qualifier=observation.qualifier,
        printed=observation.printed,
        source_rank=observation.source.rank,
        refreshed_at=observation.refresh.started_at,
        refresh_id=observation.refresh_id,
    )


def _also(other, indicator):
    said = other.printed or figures.text(other.value, unit=indicator.unit, qualifier=other.qualifier, state=other.state)
    where = ", ".join(part for part in (str(other.source.document or other.source), other.place) if part)
    return f"{said} ({where})"
