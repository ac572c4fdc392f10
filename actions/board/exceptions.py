"""Everything that is off course, unanswered or untold, worst first."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from actions import measures
from actions.measures import MeasureVerdict
from actions.models import DeliveryStatus
from actions.presenters import lights
from cdp import words

SHOWN_ONE_BY_ONE = 3  # more of a kind are one row: a list of seventeen alike hides the rest


@dataclass(frozen=True)
class BoardException:
    what: str
    href: str
    status: str
    why: str
    detail: str
    since: datetime.date | None
    whom: str


def board_exceptions(board, *, on) -> Sequence[BoardException]:
    return [
        *said_against_measured(board),
        *worsening(board),
        *off_target(board),
        *late(board, on=on),
        *overridden(board),
        *never_reported(board, on=on),
        *unanswered(board),
    ]


def said_against_measured(board):
    """Both ways round; that the measures are better than what was said is no alarm, and comes after the others."""
    against = [line for line in board.actions if line.against]
    for line in sorted(against, key=lambda line: not line.against.is_worse):
        yield BoardException(
            what=str(line.action),
            href=line.action.get_absolute_url(),
            status="worse" if line.against.is_worse else "better",
            why="Said against measured",
            detail=line.against.sentence,
            since=board.day_of(line.action.reported_at),
            whom=line.lead_names,
        )


def overridden(board):
    """What a person shows otherwise than the rule says: the board should know of each while it holds."""
    for line in board.actions:
        for name, state, said, detail, override in _overrides(line):
            yield BoardException(
                what=str(line.action),
                href=line.action.get_absolute_url(),
                status=state,
                why=f"{name}: {said.lower()}, overridden",
                detail=detail,
                since=override.set_on,
                whom=override.set_by,
            )


def _overrides(line):
    for name, light in (("Delivery", line.delivery), ("Confidence", line.confidence)):
        if light.is_overridden:
            yield name, light.state, light.said, light.inputs, light.override
    if one := lights.override_of(line.action, "outcome"):
        yield "Outcome", one.state, lights.word_of("outcome", one.state), one.sentence, one


def worsening(board):
    for line in board.measures:
        if line.status != "getting_worse":
            continue
        row, action = line.row, line.measure.action
        against = "Worse than England and getting worse" if row.england.status == "worse" else "Getting worse"
        why = against if action or not line.is_service else f"{against}, and no action answers it"
        yield BoardException(
            what=row.indicator.name,
            href=row.url,
            status="worse",
            why=why,
            detail=_figure(row),
            since=row.reading.period_end,
            whom=f"Action {action.ref}" if action else "The whole partnership",
        )


def off_target(board):
    """Missed before behind; what moves the wrong way is told by worsening()."""
    for verdict in (MeasureVerdict.MISSED, MeasureVerdict.BEHIND):
        status, why = measures.SHOWN[verdict]
        for line in board.measures:
            if line.verdict is verdict and line.row:
                action = line.measure.action
                yield BoardException(
                    what=line.row.indicator.name,
                    href=line.row.url,
                    status=status,
                    why=why,
                    detail=line.course,
                    since=line.row.reading.period_end,
                    whom=f"Action {action.ref}" if action else "The whole partnership",
                )


def late(board, *, on):
    for line in board.actions:
        if line.status != DeliveryStatus.LATE or line.delivery.is_overridden:
            continue
        due = _overdue_since(line.action, on)
        days = f"{words.plural((on - due).days, 'day')} late" if due else "Late"
        yield BoardException(
            what=str(line.action),
            href=line.action.get_absolute_url(),
            status="late",
            why=days,
            detail=line.delivery.inputs,
            since=due or board.day_of(line.action.reported_at),
            whom=line.lead_names,
        )


def never_reported(board, *, on):
    untold = [line for line in board.actions if line.status == "not_reported" and not _starts_later(line.action, on)]
    address = f"{reverse('actions', args=[board.partnership.slug])}?status=not_reported"
    return _grouped(
        untold,
        status="not_reported",
        why="No update yet",
        several=f"{words.plural(len(untold), 'action')} without an update",
        detail="Nobody has reported on {} yet, so {} delivery cannot be judged.",
        address=address,
        row=lambda line: (str(line.action), line.action.get_absolute_url(), line.action.starts_on, line.lead_names),
    )


def unanswered(board):
    open_ones = [each for each in board.recommendations if not each.is_answered]
    return _grouped(
        open_ones,
        status="not_compared",
        why="No action",
        several=f"{words.plural(len(open_ones), 'recommendation')} without an action",
        detail="No action answers {}. An action, or a recorded reason for none, would close {} gap.",
        address=f"{reverse('recommendations', args=[board.partnership.slug])}?answered=no",
        row=lambda each: (str(each), each.get_absolute_url(), None, "The whole partnership"),
    )


def _grouped(things, *, status, why, several, detail, address, row):
    if len(things) > SHOWN_ONE_BY_ONE:
        yield BoardException(
            several, address, status, why, detail.format("them", "their"), None, "The whole partnership"
        )
        return
    for thing in things:
        what, href, since, whom = row(thing)
        yield BoardException(what, href, status, why, detail.format("it", "its"), since, whom)


def _overdue_since(action, on):
    dates = [m.due_on for m in action.milestones.all() if m.done_on is None and m.due_on < on]
    if action.due_on and action.due_on < on:
        dates.append(action.due_on)
    return min(dates, default=None)


def _starts_later(action, on):
    return action.starts_on is not None and action.starts_on > on


def _figure(row):
    england = f", England {row.england.figure}" if row.england.figure else ""
    return f"{row.value_text} in {row.period}{england}"
