from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from actions import kept_pages
from actions.board.exports import priority_table, strategy_table
from actions.board.narrowing import by_outcome, narrowed
from actions.board.over_time import burn_up, due_next, soon_words
from actions.board.strategy import delivery_board, strategy_board
from actions.forms_board import BoardFilter
from actions.views.delivery import addresses
from actions.views.pages import visible_partnership, visible_with_state
from cdp import exports
from partners.belonging import permissions_in
from partners.roles import Permission


@login_not_required
def strategy(request, partnership):
    on = timezone.localdate()
    partnership = visible_with_state(request, partnership)
    file_format = exports.requested_format(request)
    kept = kept_pages.Part(request, partnership, on=on, known=BoardFilter.base_fields)
    texts, filters = None if file_format else kept.find(), None
    if texts is None:
        board = strategy_board(partnership, on=on, user=request.user)
        filters = BoardFilter(request.GET, board=board)
        if file_format and filters.errors:
            # A file has no place to say that its filter was left out.
            raise BadRequest(" ".join(filters.sentences))
        board = narrowed(board, filters)
        if filters.is_by_outcome:
            board = by_outcome(board)
        if file_format:
            return exports.respond(file_format, strategy_table(board, chosen=filters.in_words))
        context = {"partnership": partnership, "board": board, "filters": filters, "today": on}
        texts = kept.made("actions/strategy_board.html", context, is_kept=not filters.errors)
    # The errors of the form are summed up on top.
    return render(request, "actions/strategy.html", {"partnership": partnership, "form": filters, **texts})


@login_not_required
def priority(request, partnership, code):
    partnership = visible_partnership(request, partnership)
    # The priority is looked for first, so that an unknown one costs nothing.
    found = get_object_or_404(partnership.priorities.select_related("strategy__successor"), code=code)
    board = delivery_board(partnership, on=timezone.localdate(), user=request.user)
    one = next(each for each in board.priorities if each.priority == found)
    if file_format := exports.requested_format(request):
        return exports.respond(file_format, priority_table(board, one))
    return render(
        request,
        "actions/priority.html",
        {
            "partnership": partnership,
            "board": board,
            "one": one,
            "strategy": found.strategy,
            "may_edit": Permission.EDIT_PLAN in permissions_in(request.user, partnership),
            "schemes": found.schemes.all(),
            "findings": found.findings.all(),
            "measures_wanted": found.measures_wanted.all(),
            "today": timezone.localdate(),
            **_over_time(one, on=board.on),
        },
    )


def _over_time(one, *, on):
    """The burn-up of a priority and what is due next, from the actions that its page has fetched."""
    due = due_next(one.actions, on=on)
    actions = [line.action for line in one.actions]
    return {
        "chart": burn_up(actions, on=on, whose=f"the actions under “{one.priority.title}”").chart,
        "due": due,
        "due_words": soon_words(due, on=on),
        **addresses(one.priority.partnership, priority=one.priority.code),
    }
