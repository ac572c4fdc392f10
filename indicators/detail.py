"""The figures of an indicator's page: lines and bars for its charts, revisions, and who acts on it."""

from collections import Counter
from itertools import groupby

from django.db.models import Q
from django.urls import reverse

from indicators import figures, reading_rules
from indicators.lines import Bar, Line, Mark
from indicators.models import Area, AreaType
from indicators.visibility import visible_observations, visible_readings, visible_superseded
from partners.models import Partnership

MOST_BARS = 30
# What a measure can belong to, which is also the name of its page, and the column of its short name.
OWNERS = (("action", "ref"), ("recommendation", "ref"), ("priority", "code"))
# Areas of one level are set side by side; counties and unitary authorities are one level.
LEVELS = {AreaType.UNITARY: AreaType.UPPER_TIER}


def group_filter(group, prefix="series__"):
    names = ("sex", "age", "category_type", "category")
    return {f"{prefix}{name}": text for name, text in zip(names, group.key, strict=True)}


def readings_of(selection, *, user):
    """The readings of the chosen group in all areas of the page's kind, by area id."""
    readings = visible_readings(user).filter(
        indicator=selection.indicator, area__is_sample=selection.is_sample, **group_filter(selection.group)
    )
    return {reading.area_id: _with(selection.indicator, reading) for reading in readings.select_related("area")}


def group_readings(selection, *, user):
    """What every group says in the area in focus, and its row's address."""
    readings = visible_readings(user).filter(indicator=selection.indicator, area=selection.focus)
    by_key = {
        (r.series.sex, r.series.age, r.series.category_type, r.series.category): _with(selection.indicator, r)
        for r in readings.select_related("series", "area")
    }
    return [(group, by_key.get(group.key)) for group in selection.groups]


def lines_of(selection, *, user):
    """A line for each area drawn, and after them one for each that the chart has no room for."""
    drawn = [*selection.drawn, *((area, "") for area in selection.left_out)]
    observations = (
        visible_observations(user)
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
        visible_observations(user)
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
        if _level(area) == level:
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
    standing = {}
    for observation in sorted(observations, key=_precedence):
        key = _period_key(observation)
        standing.setdefault(key, []).append(observation)
    ordered = sorted(standing.values(), key=lambda rows: (_age_order(rows[0]), rows[0].period))
    comparable = _comparable([rows[0] for rows in ordered])
    return [mark_of(rows[0], rows[1:], indicator=indicator, is_drawn=rows[0].pk in comparable) for rows in ordered]


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
        visible_superseded(user)
        .filter(
            series__indicator=selection.indicator,
            series__area__in=selection.areas,
            **group_filter(selection.group),
        )
        .select_related("series__area", "source")
        .order_by("-known_until", "series", "-period_end")[:20]
    )


def recommendations_citing(indicator, *, user, is_sample):
    """Recommendations that rest on a figure of this indicator.

    Reached through the figures, because this app knows nothing of recommendations.
    """
    partnerships = Partnership.objects.visible_to(user).filter(is_sample=is_sample)
    path = "evidence_figures__recommendation"
    names = ("partnership__slug", "partnership__short_name", "ref", "title", "position")
    rows = (
        indicator.series.filter(**{f"{path}__partnership__in": partnerships})
        .values_list(*(f"{path}__{name}" for name in names))
        .distinct()
        .order_by(f"{path}__partnership__short_name", f"{path}__position")
    )
    return [
        {"ref": ref, "title": title, "partnership": name, "url": reverse("recommendation", args=[slug, ref])}
        for slug, name, ref, title, _ in rows
    ]


def measures_using(indicator, *, user, is_sample):
    """What is held to this indicator: actions, recommendations and priorities with their target, if there is one."""
    partnerships = Partnership.objects.visible_to(user).filter(is_sample=is_sample)
    names = [
        f"measures__{owner}__{name}"
        for owner, code in OWNERS
        for name in ("partnership__slug", "partnership__short_name", code, "title")
    ]
    theirs = [Q(**{f"measures__{owner}__partnership__in": partnerships}) for owner, _ in OWNERS]
    rows = (
        indicator.series.filter(theirs[0] | theirs[1] | theirs[2])
        .order_by("measures__pk")
        .values_list("area__name", "measures__target", "measures__target_on", *names)
    )
    found = []
    for area, target, target_on, *columns in rows:
        for place, (owner, _) in enumerate(OWNERS):
            slug, name, ref, title = columns[4 * place : 4 * place + 4]
            if slug:
                found.append(
                    {
                        "kind": owner,
                        "ref": ref,
                        "title": title,
                        "partnership": name,
                        "url": reverse(owner, args=[slug, ref]),
                        "area": area,
                        "target": "" if target is None else figures.text(target.normalize(), unit=indicator.unit),
                        "target_on": target_on,
                    }
                )
    return found


def _with(indicator, reading):
    reading.indicator = indicator  # the page has it already; asking again would be a query a row
    return reading


def _level(area):
    return LEVELS.get(area.area_type, area.area_type)


def _period_and_level(selection, readings):
    """Days and level of the bars; the focus's own where another area of its level has the same days."""
    areas_with = Counter(
        ((reading.period_start, reading.period_end), _level(reading.area))
        for reading in readings.values()
        if reading.period_start and reading.period_end and reading.value is not None
    )
    focus = readings.get(selection.focus.pk)
    if focus and (focus.period_start and focus.period_end):
        own = ((focus.period_start, focus.period_end), _level(focus.area))
        if areas_with[own] > 1:
            return own
    most = max(areas_with.items(), key=lambda item: (item[1], item[0][0]), default=(None, 0))
    return most[0] if most[1] > 1 else (None, None)


def _precedence(observation):
    """reading_rules' order, with the values that one source prints twice after those that stand."""
    refresh = observation.refresh
    return (
        observation.variant > 0,
        observation.source.rank,
        -refresh.started_at.timestamp(),
        -refresh.pk,
        observation.pk,
    )


def _period_key(observation):
    dated = observation.period_start is not None and observation.period_end is not None
    return (observation.period_start, observation.period_end, "" if dated else observation.period)


def _age_order(observation):
    """Undated figures first, as in reading_rules."""
    dates = (observation.period_end, observation.period_start)
    return tuple(day.toordinal() if day else 0 for day in dates)


def _comparable(observations):
    """The ids of those on one scale of time: a quarter is not drawn beside a year."""
    if not observations:
        return set()
    newest = observations[-1]
    figures_ = [_as_figure(observation) for observation in observations]
    return {figure.id for figure in reading_rules.comparable_with(_as_figure(newest), figures_)}


def _as_figure(observation):
    return reading_rules.Figure(
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
