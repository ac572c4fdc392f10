"""For each workstream, which here is a priority: what was done in the period, what comes next, what is off course."""

import datetime

from django.utils.text import slugify

from actions.models import Priority
from actions.packs import cells
from actions.presenters.lights import milestones_of
from actions.reports.kinds import exceptions
from actions.reports.kinds.tables import section
from cdp import words
from cdp.papers.content import Bullets, Section, Table, Text

LENGTH = datetime.timedelta(days=91)
DONE = (
    cells.date("on", "Reported on"),
    cells.text("action", "Action"),
    cells.text("delivery", "Status"),
    cells.text("confidence", "Confidence"),
    cells.text("said", "What happened"),
)
NEXT = (
    cells.text("action", "Action"),
    cells.text("what", "Milestone or next step"),
    cells.date("due", "Due"),
)


def build(context):
    since, until = period_of(context)
    after = until + (until - since)
    updates = {}
    for one in context.updates(since=since, until=until):
        updates.setdefault(one.action_id, []).append(one)
    lines = {}
    for line in context.lines:
        lines.setdefault(line.action.priority_id, []).append(line)
    asks = exceptions.asks_of(context)
    taken, built = set(), [_about(context, since, until, after)]
    for priority in _priorities(context, lines):
        context.check()
        key = _key(priority, taken)
        mine = lines.get(priority.pk, [])
        place = "".join(f"{name}: " for name in context.of(priority.partnership))
        title = f"{place}{priority.code} {priority.title}"
        if not mine:
            built.append(Section(key, title, (Text(("No action is agreed under this priority.",)),)))
            continue
        blocks = (
            *_done(key, mine, updates),
            *_next(context, key, mine, until, after),
            *_off(context, key, mine, asks),
        )
        built.append(Section(key, title, blocks))
    if len(built) == 1:
        built.append(section("none", "Priorities", empty="No priority matches what was asked for."))
    return tuple(built)


def period_of(context):
    """The three months to today, unless days were given; the first day counts back from the last."""
    until = context.chosen.until or context.on
    return context.chosen.since or until - LENGTH, max(until, context.chosen.since or until)


def _about(context, since, until, after):
    reds = sum(exceptions.is_off(line) for line in context.lines)
    said = (
        f"This period is from {words.day(since)} to {words.day(until)}; the next one lasts until {words.day(after)}.",
        f"{words.plural(len(context.lines), 'action')} in this report, {reds} of them off course.",
    )
    return Section("about", "Overview", (Text(said),))


def _priorities(context, lines):
    """Those asked for, or of all strategies in force; with an agency or a status only those with such an action."""
    chosen = context.chosen
    if chosen.priorities:
        return chosen.priorities
    found = Priority.objects.filter(partnership__in=chosen.partnerships).select_related("partnership", "strategy")
    narrowed = chosen.agencies or chosen.status
    return [
        one
        for one in found.order_by("partnership__name", "position")
        if one.pk in lines or not (narrowed or one.strategy.successor_id)
    ]


def _key(priority, taken):
    """Codes such as "A/1" and "A-1" make one key; the later one is counted."""
    letters = slugify(f"{priority.partnership.slug}-{priority.code}").replace("_", "-")
    first = "-".join(part for part in letters.split("-") if part)
    key, number = first, 2
    while key in taken:
        key, number = f"{first}-n{number}", number + 1
    taken.add(key)
    return key


def _done(key, lines, updates):
    rows = [
        (
            cells.day(one.reported_at),
            str(line.action),
            one.get_delivery_status_display(),
            one.get_confidence_display(),
            one.narrative,
        )
        for line in lines
        for one in updates.get(line.action.pk, ())
    ]
    if not rows:
        return (Text(("No update was approved for this period.",), heading="This period"),)
    return (Table(f"{key}-done", "This period", DONE, tuple(rows), identity=("on", "action")),)


def _next(context, key, lines, until, after):
    rows = []
    for line in lines:
        if not line.is_open:
            continue
        ahead = [one for one in milestones_of(line.action) if one.done_on is None and until < one.due_on <= after]
        rows += [(str(line.action), one.title, cells.day(one.due_on)) for one in ahead]
        if step := context.said_of(line.action, "next_step"):
            rows.append((str(line.action), step, None))
    if not rows:
        return (Text(("No milestone is due and no next step was named.",), heading="Next period"),)
    return (Table(f"{key}-next", "Next period", NEXT, tuple(rows), identity=("action", "what")),)


def _off(context, key, lines, asks):
    off = [line for line in lines if exceptions.is_off(line)]
    untold = [str(line.action) for line in lines if line.status == "not_reported"]
    blocks = []
    if off:
        # The section is of one partnership, so that its name is in no row.
        rows = [exceptions.action_row(context, line, asks)[1 if context.is_of_several else 0 :] for line in off]
        columns = exceptions.ACTION_COLUMNS
        blocks.append(Table(f"{key}-off", "Exceptions", columns, tuple(rows), identity=("ref",)))
    if untold:
        blocks.append(Bullets(tuple(untold), heading="Without an update"))
    return blocks or [Text(("Nothing is off course.",), heading="Exceptions")]
