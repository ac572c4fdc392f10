"""What is off course: the cause, what is done about it, when it is back on track, and what help is wanted.

The causes are the leads' own words; where a lead has said nothing, the dates or figures that make it an exception
speak. An action is an exception that is late or at risk, whose lead is not confident, or whose own measures say worse
than its lead.
"""

from actions import measures
from actions.measures import MeasureVerdict
from actions.models import Decision
from actions.packs import cells
from actions.presenters.lights import milestones_of
from actions.reports.kinds.tables import section, table
from cdp.papers.content import Bullets

OFF = ("late", "at_risk")
MISSED = (MeasureVerdict.MISSED, MeasureVerdict.BEHIND)
ACTION_COLUMNS = (
    cells.text("ref", "Reference"),
    cells.text("action", "Action"),
    cells.text("leads", "Lead agencies"),
    cells.text("state", "What is wrong"),
    cells.text("cause", "Cause"),
    cells.text("correction", "Corrective action"),
    cells.date("back", "Date back on track"),
    cells.text("help", "Help wanted"),
)
MEASURE_COLUMNS = (
    cells.text("measure", "Measure"),
    cells.text("area", "Area"),
    cells.text("period", "Period"),
    cells.text("value", "Figure"),
    cells.text("state", "What is wrong"),
    cells.text("detail", "In detail"),
    cells.text("held", "Whose"),
)


def build(context):
    lines = [line for line in context.lines if is_off(line)]
    asks = asks_of(context)
    actions = table(
        context, "exceptions-actions", "Actions off course", ACTION_COLUMNS,
        [action_row(context, line, asks) for line in lines], identity=("ref",),
        notes=("Date back on track: the next milestone that is still to come, or else the date of the action.",),
    )  # fmt: skip
    measured = table(
        context, "exceptions-measures", "Measures off course", MEASURE_COLUMNS,
        list(_measure_rows(context)), identity=("measure", "area"),
    )  # fmt: skip
    untold = [f"{_place(context, line)}{line.action}" for line in context.lines if line.status == "not_reported"]
    silent = (Bullets(tuple(untold), heading="Actions without an update"),) if untold else ()
    return (
        section("actions", "Actions", actions, *silent, empty="No action reported on is off course."),
        section("measures", "Measures", measured, empty="No measure gets worse or is off its target."),
    )


def is_off(line):
    told_worse = line.against is not None and line.against.is_worse
    doubted = line.is_open and line.confidence.state == "not_confident"
    return line.status in OFF or told_worse or doubted


def action_row(context, line, asks):
    action = line.action
    return (
        *context.of(action.partnership),
        action.ref,
        action.title,
        line.lead_names or "Nobody named",
        _what_is_wrong(line),
        context.said_of(action, "blocker") or line.delivery.inputs,
        context.said_of(action, "next_step") or "Nothing said",
        cells.day(back_on(line, on=context.on)),
        "; ".join(asks.get(action.pk, ())) or "None asked for",
    )


def _what_is_wrong(line):
    said = []
    if line.status in OFF:
        said.append(line.delivery.said_how)
    if line.is_open and line.confidence.state == "not_confident":
        said.append(line.confidence.said_how)
    if line.against is not None and line.against.is_worse:
        said.append(f"Said against measured: {line.against.sentence}")
    return "; ".join(said)


def back_on(line, *, on):
    """None where all its dates are over: somebody has to set one."""
    ahead = [one.due_on for one in milestones_of(line.action) if one.done_on is None and one.due_on >= on]
    if line.action.due_on and line.action.due_on >= on:
        ahead.append(line.action.due_on)
    return min(ahead, default=None)


def asks_of(context):
    """{action: what is asked of others for it and still open}."""
    asked = Decision.objects.open().visible_to(context.person).filter(kind=Decision.Kind.ASK)
    found = {}
    for one in asked.filter(action__in=context.actions).order_by("due_on", "pk"):
        found.setdefault(one.action_id, []).append(one.text)
    return found


def _measure_rows(context):
    priorities = {one.pk for one in context.chosen.priorities}
    for partnership, lines in context.measured.items():
        for line in lines:
            is_wanted = not priorities or line.priority_id in priorities
            worse = line.status == "getting_worse"
            if line.row is None or not is_wanted or not (worse or line.verdict in MISSED):
                continue
            wrong = ["Getting worse"] if worse else []
            wrong += [measures.SHOWN[line.verdict][1]] if line.verdict in MISSED else []
            action = line.measure.action
            yield (
                *context.of(partnership),
                line.measure.series.indicator.name,
                line.measure.series.area.name,
                line.row.period,
                line.row.value_text,
                "; ".join(wrong),
                line.course,
                f"Action {action.ref}" if action else "The whole partnership",
            )


def _place(context, line):
    return "".join(f"{name}: " for name in context.of(line.action.partnership))
