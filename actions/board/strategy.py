"""The strategy on a page: one screen that says whether it works, and everything that is wrong with it."""

from django.db.models import Subquery

from actions.board import changes, rows
from actions.board.board import Board
from actions.commentary.standing import with_said
from actions.listed import answered_by
from indicators.presenters import combined


def delivery_board(partnership, *, on, user):
    """What is wanted, agreed and measured under each priority; the same queries however much it holds."""
    combined.fetch_footprint(partnership, on=on)
    actions = rows.action_lines(partnership.actions, on=on)
    recommendations = answered_by(
        partnership.recommendations.current().select_related("outcome"), current={line.action.pk for line in actions}
    )
    for recommendation in recommendations:
        recommendation.partnership = partnership  # its address needs the slug
    measured = with_said(partnership, rows.measure_lines(partnership, on=on, user=user))
    board = Board(
        partnership=partnership,
        on=on,
        actions=rows.held_against(actions, measured, on=on),
        measures=measured,
        recommendations=recommendations,
        user=user,
    )
    board.priorities = priority_boards(partnership, board)
    return board


def strategy_board(partnership, *, on, user):
    """The same with the document, the meetings and the figures on national metrics: the strategy on a page."""
    board = delivery_board(partnership, on=on, user=user)
    areas = [footprint.area_id for footprint in partnership.footprint.all()]
    board.together = rows.together(partnership, areas, board, on=on, user=user)
    board.earlier = list(
        {each.priority.strategy: None for each in board.priorities if each.priority.strategy.successor_id}
    )
    board.priorities = in_force(board.priorities)
    board.meetings, decided = changes.meetings_and_decisions(partnership)
    board.decisions = [one for one in decided if one.closed_at is None]
    if board.last_meeting:
        board.changes = changes.changes_between(
            partnership,
            since=changes.end_of(board.last_meeting.held_on),
            until=changes.end_of(on),
            user=user,
            actions=[line.action for line in board.actions],
            made=decided,
            measured={line.measure.series_id for line in board.measures},
        )
    return board


def priority_boards(partnership, board):
    document = partnership.documents.published().values("title")[:1]
    boards = {
        priority.pk: rows.PriorityBoard(priority, number)
        for number, priority in enumerate(
            partnership.priorities.select_related("strategy")
            .annotate(document_title=Subquery(document))
            .order_by("position"),
            start=1,
        )
    }
    for each in boards.values():
        each.priority.partnership = partnership
    for line in board.actions:
        boards[line.action.priority_id].actions.append(line)
    for line in board.measures:
        if line.priority_id in boards:
            boards[line.priority_id].measures.append(line)
    for recommendation in board.recommendations:
        if recommendation.priority_id in boards:
            boards[recommendation.priority_id].recommendations.append(recommendation)
    return list(boards.values())


def in_force(boards):
    """Without the priorities of a strategy whose place another took, as far as nothing is done under them any more."""
    shown = [each for each in boards if each.priority.strategy.successor_id is None or each.actions]
    for number, each in enumerate(shown, start=1):
        each.number = number
    return shown
