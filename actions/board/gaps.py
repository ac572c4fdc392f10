"""What is missing from the plan or from its reports: an update, an answer, a measure, a decision that is due."""

from django.urls import reverse

from actions.board.exception import grouped
from cdp import words


def never_reported(board, *, on):
    untold = [line for line in board.actions if line.status == "not_reported" and not starts_later(line.action, on)]
    address = f"{reverse('actions', args=[board.partnership.slug])}?status=not_reported"
    return grouped(
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
    return grouped(
        open_ones,
        status="not_compared",
        why="No action",
        several=f"{words.plural(len(open_ones), 'recommendation')} without an action",
        detail="No action answers {}. An action, or a recorded reason for none, would close {} gap.",
        address=f"{reverse('recommendations', args=[board.partnership.slug])}?answered=no",
        row=lambda each: (str(each), each.get_absolute_url(), None, "The whole partnership"),
    )


def silent(board, *, on):
    """Open actions that were reported on, but not in the window that is open now."""
    window = board.window
    if window is None or window.opens_on is None or not window.opens_on <= on:
        return ()
    owed = [
        line
        for line in board.actions
        if line.is_open and line.action.reported_at and window.is_owed(board.day_of(line.action.reported_at))
    ]
    return grouped(
        owed,
        status="not_reported",
        why="No update for the next board",
        several=f"{words.plural(len(owed), 'action')} without an update for the next board",
        detail=f"Reporting opened on {words.day(window.opens_on)} and is due by {words.day(window.due_on)}. "
        "What stands of {} is older.",
        address=f"{reverse('actions', args=[board.partnership.slug])}?sort=updated",
        row=lambda line: (
            str(line.action), line.action.get_absolute_url(), board.day_of(line.action.reported_at), line.lead_names,
        ),
    )  # fmt: skip


def unmeasured(board, *, on):
    held = {action for line in board.measures for action in line.held_by}
    without = [
        line
        for line in board.actions
        if line.is_open and line.action.pk not in held and not starts_later(line.action, on)
    ]
    return grouped(
        without,
        status="cannot_say",
        why="No measure",
        several=f"{words.plural(len(without), 'action')} without a measure",
        detail="No measure is tied to {}, so that nothing will show whether {} work helps.",
        address=f"{reverse('chain-picture', args=[board.partnership.slug])}#actions-without-a-measure",
        row=lambda line: (str(line.action), line.action.get_absolute_url(), line.action.starts_on, line.lead_names),
    )


def undecided(board, *, on):
    """Decisions and asks that are past their date."""
    overdue = [one for one in board.decisions if one.is_overdue(on=on)]
    return grouped(
        overdue,
        status="late",
        why="Past its date",
        several=f"{len(overdue)} decisions and asks past their date",
        detail="The board made {} and what came of it is not recorded.",
        address=f"{reverse('meetings', args=[board.partnership.slug])}#open",
        row=lambda one: (one.text, one.get_absolute_url(), one.due_on, whose(one)),
    )


def whose(decision):
    return ", ".join(one.name for one in (decision.owner, decision.agency) if one)


def starts_later(action, on):
    return action.starts_on is not None and action.starts_on > on
