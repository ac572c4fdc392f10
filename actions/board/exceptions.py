"""Everything that is off course, unanswered or untold, worst first."""

from collections.abc import Sequence

from django.urls import reverse

from actions import measures
from actions.board import gaps
from actions.board.exception import BoardException, first_of
from actions.measures import MeasureVerdict
from actions.models import DeliveryStatus
from actions.presenters import lights
from cdp import words


def board_exceptions(board, *, on) -> Sequence[BoardException]:
    return [
        *said_against_measured(board),
        *worsening(board),
        *off_target(board),
        *late(board, on=on),
        *gaps.undecided(board, on=on),
        *overridden(board),
        *gaps.never_reported(board, on=on),
        *gaps.silent(board, on=on),
        *gaps.unanswered(board),
        *gaps.unmeasured(board, on=on),
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
    address = reverse("indicators", args=[board.partnership.slug])
    return first_of(_worsening(board), several="measures getting worse", address=address)


def _worsening(board):
    answered = {line.action.priority_id for line in board.open_actions}
    for line in board.measures:
        if line.status != "getting_worse":
            continue
        row, action = line.row, line.measure.action
        against = "Worse than England and getting worse" if row.england.status == "worse" else "Getting worse"
        why = (
            against
            if action or (line.priority_id in answered and not line.is_service)
            else f"{against}, and no action answers it"
        )
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
    """The longest overdue first; only of those that are shown it is worked out what is said of them."""
    lines = [line for line in board.actions if line.status == DeliveryStatus.LATE and not line.delivery.is_overridden]
    dated = [(_overdue_since(line.action, on), line) for line in lines]
    dated = [(due or board.day_of(line.action.reported_at), due, line) for due, line in dated]
    dated.sort(key=lambda each: each[0] or on)
    address = f"{reverse('actions', args=[board.partnership.slug])}?status=late"
    return first_of(dated, several="actions late", address=address, row=lambda each: _late(*each, on=on))


def _late(since, due, line, *, on):
    return BoardException(
        what=str(line.action),
        href=line.action.get_absolute_url(),
        status="late",
        why=f"{words.plural((on - due).days, 'day')} late" if due else "Late",
        detail=line.delivery.inputs,
        since=since,
        whom=line.lead_names,
    )


def _overdue_since(action, on):
    dates = [m.due_on for m in lights.milestones_of(action) if m.done_on is None and m.due_on < on]
    if action.due_on and action.due_on < on:
        dates.append(action.due_on)
    return min(dates, default=None)


def _figure(row):
    england = f", England {row.england.figure}" if row.england.figure else ""
    return f"{row.value_text} in {row.period}{england}"
