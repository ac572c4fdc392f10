from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from actions.board.exports import priority_table, strategy_table
from actions.board.strategy import delivery_board, strategy_board
from actions.views.pages import visible_partnership
from cdp import exports
from partners.belonging import permissions_in
from partners.roles import Permission


@login_not_required
def strategy(request, partnership):
    partnership = visible_partnership(request, partnership)
    board = strategy_board(partnership, on=timezone.localdate(), user=request.user)
    if file_format := exports.requested_format(request):
        return exports.respond(file_format, strategy_table(board))
    return render(
        request, "actions/strategy.html", {"partnership": partnership, "board": board, "today": timezone.localdate()}
    )


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
        },
    )
