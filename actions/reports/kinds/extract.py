"""Every record that the asker may see, a table for each kind of record, for whoever works on in a spreadsheet.

Figures are those of the measures of the strategies; of any other indicator only where it is named, since there are
millions. What disclosure control withholds is in one table of its own, only where it was asked for and the asker's role
allows it.
"""

from django.db.models import Q

from actions.models import Measure, Recommendation
from actions.packs import cells
from actions.presenters.lights import milestones_of
from actions.presenters.recommendations import recommendation_rows
from actions.reports.context import MOST_ROWS, TooMuch
from actions.reports.kinds.tables import section, table
from cdp.papers.content import Table, Text
from indicators import figures
from indicators.models import Series, State, WithheldFigure

EMPTY = "Nothing here matches what was asked for."
FIGURES_ARE = "The figures of the measures above, and of the indicators that were named, in every period."


def build(context):
    built = []
    for make in (_actions, _milestones, _updates, _recommendations, _measures, _figures):
        context.check()
        built.append(make(context))
    if context.chosen.is_restricted:
        built.append(_withheld(context))
    return tuple(built)


def _actions(context):
    columns = (
        cells.text("ref", "Reference"), cells.text("action", "Action"), cells.text("priority", "Priority"),
        cells.text("leads", "Lead agencies"), cells.text("supporting", "Supporting agencies"),
        cells.date("starts", "Starts"), cells.date("planned", "Date first agreed"), cells.date("due", "Due"),
        cells.text("delivery", "Delivery"), cells.text("reported", "Delivery as reported"),
        cells.text("confidence", "Confidence"), cells.date("updated", "Last update"),
        cells.text("recommendations", "Recommendations answered"),
    )  # fmt: skip
    answered = {}
    through = Recommendation.actions.through.objects.filter(action__in=context.actions)
    for action, ref in through.order_by("recommendation__position").values_list("action", "recommendation__ref"):
        answered.setdefault(action, []).append(ref)
    rows = [_action(context, line, answered.get(line.action.pk, ())) for line in context.lines]
    found = table(context, "actions", "Actions", columns, rows, identity=("ref",))
    return section("actions", "Actions", found, empty=EMPTY)


def _action(context, line, answered):
    one = line.action
    return (
        *context.of(one.partnership),
        one.ref,
        one.title,
        f"{one.priority.code} {one.priority.title}",
        line.lead_names,
        ", ".join(part.agency.name for part in one.supporting_parts),
        cells.day(one.starts_on),
        cells.day(one.planned_due_on),
        cells.day(one.due_on),
        line.delivery.said_how,
        one.get_delivery_status_display(),
        one.get_confidence_display() or "Not said",
        cells.day(one.reported_at),
        "; ".join(answered),
    )


def _milestones(context):
    columns = (
        cells.text("action", "Action"), cells.text("milestone", "Milestone"),
        cells.date("planned", "Date first agreed"), cells.date("due", "Due"), cells.date("done", "Done"),
    )  # fmt: skip
    rows = [
        (*context.of(line.action.partnership), line.action.ref, one.title,
         cells.day(one.planned_on), cells.day(one.due_on), cells.day(one.done_on))
        for line in context.lines
        for one in milestones_of(line.action)
    ]  # fmt: skip
    found = table(context, "milestones", "Milestones", columns, rows, identity=("action", "milestone"))
    return section("milestones", "Milestones", found, empty=EMPTY)


def _updates(context):
    columns = (
        cells.text("action", "Action"), cells.date("on", "Reported on"), cells.text("agency", "Agency"),
        cells.text("delivery", "Delivery"), cells.text("confidence", "Confidence"), cells.text("said", "What happened"),
        cells.text("next", "Next step"), cells.text("blocker", "What is in the way"),
    )  # fmt: skip
    updates = context.updates(since=context.chosen.since, until=context.chosen.until)
    _enough(updates.count(), "updates")
    names = {one.pk: one for one in context.chosen.partnerships}
    rows = [
        (
            *context.of(names[one.action.partnership_id]), one.action.ref, cells.day(one.reported_at),
            one.agency.name if one.agency else "", one.get_delivery_status_display(), one.get_confidence_display(),
            one.narrative, one.next_step, one.blocker,
        )
        for one in updates
    ]  # fmt: skip
    found = table(context, "updates", "Approved updates, newest first", columns, rows, identity=("action", "on"))
    return section("updates", "Updates", found, empty=EMPTY)


def _recommendations(context):
    columns = (
        cells.text("ref", "Reference"), cells.text("recommendation", "Recommendation"),
        cells.text("priority", "Priority"), cells.text("response", "Response"), cells.text("reason", "Reason"),
        cells.text("actions", "Actions that answer it"),
    )  # fmt: skip
    chosen = context.chosen
    found = Recommendation.objects.current().filter(partnership__in=chosen.partnerships)
    if chosen.priorities:
        found = found.filter(priority__in=chosen.priorities)
    if chosen.agencies:
        found = found.filter(partners__in=chosen.agencies).distinct()
    names = {one.pk: one for one in chosen.partnerships}
    rows = [
        (
            *context.of(names[row.recommendation.partnership_id]), row.recommendation.ref, row.recommendation.title,
            row.recommendation.priority.title if row.recommendation.priority else "",
            row.recommendation.get_response_display(), row.recommendation.response_reason,
            "; ".join(action.ref for action in row.actions),
        )
        for row in recommendation_rows(found)
    ]  # fmt: skip
    told = table(context, "recommendations", "Recommendations", columns, rows, identity=("ref",))
    return section("recommendations", "Recommendations", told, empty=EMPTY)


def _chosen_measures(context):
    chosen = context.chosen
    partnerships, actions = chosen.partnerships, context.actions
    found = (
        Measure.objects.current()
        .filter(
            Q(priority__partnership__in=partnerships)
            | Q(recommendation__partnership__in=partnerships, recommendation__archived_at__isnull=True)
            | Q(action__in=actions)
        )
        .filter(series__in=Series.objects.visible_to(context.person))
    )
    if chosen.priorities:
        found = found.filter(
            Q(priority__in=chosen.priorities)
            | Q(recommendation__priority__in=chosen.priorities)
            | Q(action__priority__in=chosen.priorities)
        )
    if chosen.indicators:
        found = found.filter(series__indicator__in=chosen.indicators)
    return found.filter(series__area__in=chosen.areas) if chosen.areas else found


def _measures(context):
    columns = (
        cells.text("owner", "Of"), cells.text("indicator", "Indicator"), cells.text("area", "Area"),
        cells.text("group", "Group"), cells.number("baseline", "Baseline"), cells.text("then", "Baseline period"),
        cells.number("target", "Target"), cells.date("by", "Target date"), cells.text("unit", "Unit"),
    )  # fmt: skip
    related = ("series__indicator", "series__area", *(f"{one}__partnership" for one in ("priority", "recommendation")))
    found = _chosen_measures(context).select_related(*related, "action__partnership").order_by("pk")
    rows = []
    for one in found:
        owner, series = getattr(one, one.owner_name), one.series
        name = owner.code if one.owner_name == "priority" else owner.ref
        rows.append((
            *context.of(owner.partnership), f"{one.owner_name.capitalize()} {name}", series.indicator.name,
            series.area.name, series.group, _number(one.baseline), one.baseline_period, _number(one.target),
            cells.day(one.target_on), series.indicator.unit,
        ))  # fmt: skip
    told = table(context, "measures", "Measures", columns, rows, identity=("owner", "indicator", "area", "group"))
    return section("measures", "Measures", told, empty=EMPTY)


def _figures(context):
    columns = (
        cells.text("indicator", "Indicator"), cells.text("area", "Area"), cells.text("group", "Group"),
        cells.text("period", "Period"), cells.date("ends", "Period ends"), cells.number("value", "Figure"),
        cells.text("unit", "Unit"), cells.number("lower", "95% interval, lower"),
        cells.number("upper", "95% interval, upper"), cells.text("state", "State"), cells.text("source", "Source"),
    )  # fmt: skip
    found = _in_period(context, context.observations().filter(series__in=_series(context)), "")
    _enough(found.count(), "figures")
    found = found.select_related("series__indicator", "series__area", "source")
    rows = [
        (
            *_names(one), cells.day(one.period_end), _value(one), one.series.indicator.unit, _number(one.lower_95),
            _number(one.upper_95), one.get_state_display(), one.source.name,
        )
        for one in found.order_by("series__indicator__name", "series__area__name", "series", "period_end", "pk")
    ]  # fmt: skip
    # A figure belongs to its area, which several partnerships may share: it is in the table once.
    told = _of_figures("figures", "Figures", columns, rows)
    return section("figures", "Figures", Text((FIGURES_ARE,)), told, empty=EMPTY)


def _withheld(context):
    columns = (
        cells.text("indicator", "Indicator"), cells.text("area", "Area"), cells.text("group", "Group"),
        cells.text("period", "Period"), cells.number("value", "Figure"), cells.number("count", "Count"),
        cells.number("denominator", "Denominator"), cells.text("reason", "Why it is withheld"),
    )  # fmt: skip
    # Of the partnerships' own areas alone: nobody's role reaches further, however far their measures do.
    own = Q(observation__series__area__footprints__partnership__in=context.chosen.partnerships)
    found = WithheldFigure.objects.filter(
        own, observation__in=context.observations().filter(series__in=_series(context))
    )
    found = _in_period(context, found, "observation__").distinct()
    _enough(found.count(), "withheld figures")
    found = found.select_related("observation__series__indicator", "observation__series__area")
    rows = [
        (
            *_names(one.observation), _number(one.value), _number(one.count), _number(one.denominator),
            one.get_reason_display(),
        )
        for one in found.order_by("observation__series", "observation__period_end", "pk")
    ]  # fmt: skip
    told = _of_figures("withheld", "Figures that are withheld from others", columns, rows)
    about = "Restricted: from these numbers a person may be made out. Do not pass them on."
    return section(
        "withheld", "Withheld figures", Text((about,)), told, empty="Nothing that you asked for is withheld."
    )


def _of_figures(key, title, columns, rows):
    return Table(key, title, columns, tuple(rows), identity=("indicator", "area", "group", "period"))


def _series(context):
    """Those measured, and the headline ones of the indicators that were named in the partnerships' areas."""
    chosen = context.chosen
    wanted = Q(pk__in=_chosen_measures(context).order_by().values("series"))
    if chosen.indicators and not chosen.priorities:
        here = Q(area__footprints__partnership__in=chosen.partnerships)
        named = Series.objects.filter(here, is_headline=True, indicator__in=chosen.indicators)
        named = named.filter(area__in=chosen.areas) if chosen.areas else named
        wanted |= Q(pk__in=named.values("pk"))
    # As a list: nested any deeper, the question is more than some databases read.
    return list(Series.objects.filter(wanted).order_by("pk").values_list("pk", flat=True))


def _in_period(context, found, path):
    since, until = context.chosen.since, context.chosen.until
    if since:
        found = found.filter(**{f"{path}period_end__gte": since})
    return found.filter(**{f"{path}period_end__lte": until}) if until else found


def _names(observation):
    series = observation.series
    return series.indicator.name, series.area.name, series.group, observation.period or "Not dated"


def _value(one):
    marks = {**cells.MARKS, State.NOT_COMPARABLE: ""}
    mark = marks.get(one.state, "")
    said = one.get_state_display() if one.value is None else figures.plain(one.value)
    return cells.figure(one.value, said, mark=mark)


def _number(value):
    return None if value is None else cells.figure(float(value))


def _enough(number, what):
    if number > MOST_ROWS:
        raise TooMuch(
            f"There are {number:,} {what}; a report holds at most {MOST_ROWS:,}. Name fewer partnerships, indicators "
            "or areas, or a shorter period."
        )
