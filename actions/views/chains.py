from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from actions.board.chains import chains_of
from actions.chain_picture import MOST, draw
from actions.filters import priority_choices
from actions.views.pages import visible_partnership


@login_not_required
def chain_picture(request, partnership):
    """The whole strategy, or one priority of it: a drawing with a list beside it."""
    partnership = visible_partnership(request, partnership)
    choices = priority_choices(partnership)
    asked = request.GET.get("priority", "")
    priority = partnership.priorities.filter(code=asked).first() if asked else None
    chains = chains_of(partnership, on=timezone.localdate(), user=request.user, priority=priority)
    context = {
        "partnership": partnership,
        "chains": chains,
        "picture": draw(chains),
        "most": MOST,
        "choices": choices,
        "chosen": priority,
        "unknown": asked if asked and priority is None else "",
    }
    return render(request, "actions/chain_picture.html", context)


@login_not_required
def recommendation_chain(request, partnership, ref):
    """One recommendation, from its need to what the board decided about its actions."""
    partnership = visible_partnership(request, partnership)
    recommendation = get_object_or_404(partnership.recommendations.current().select_related("priority"), ref=ref)
    chains = chains_of(partnership, on=timezone.localdate(), user=request.user)
    one = next(each for each in chains.recommendations if each.pk == recommendation.pk)
    steps = chains.steps_of[one.pk]
    return render(
        request,
        "actions/recommendation_chain.html",
        {"partnership": partnership, "recommendation": one, "steps": steps, "figures": one.evidence_figures.all()},
    )
