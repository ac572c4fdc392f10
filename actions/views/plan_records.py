"""The pages on which recommendations, priorities, strategies and seats are changed."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from actions.forms_plan import ReasonForm
from actions.forms_plan_records import NewSeatForm, PriorityForm, RecommendationForm, SeatForm, StrategyForm
from actions.models import Priority, Strategy
from actions.operations import plan
from actions.operations.plan.seats import what_holds
from actions.views.plan_actions import stand_in_of
from actions.views.plan_pages import Page, asked, edited_partnership, parts_of
from partners.models import Seat


def new_recommendation(request, partnership):
    partnership = edited_partnership(request, partnership)
    page = Page(
        partnership, RecommendationForm, "Add a recommendation", button="Add the recommendation", saved="Added: {}"
    )
    return asked(
        request,
        page,
        lambda form: plan.add_recommendation(partnership=partnership, by=request.user, **form.said()),
        to=_to_recommendation,
    )


def recommendation(request, partnership, ref):
    partnership = edited_partnership(request, partnership)
    record = get_object_or_404(
        partnership.recommendations.select_related("merged_into", "archived_by", "priority", "outcome", "document"),
        ref=ref,
    )
    record.partnership = partnership
    page = Page(
        partnership, RecommendationForm, record.title, record, f"Recommendation {record.ref}",
        button="Save the recommendation", saved="Saved: {}", template="actions/plan/recommendation.html",
        more={
            "measures": parts_of(record.measures.select_related("series__indicator", "series__area")),
            "parts": list(record.sub_recommendations.all()),
            "supersedes": list(record.merged.all()),
            "stand_in": stand_in_of(record.merged_into, "plan-recommendation", partnership),
        },
    )  # fmt: skip
    return asked(
        request,
        page,
        lambda form: plan.change_recommendation(
            recommendation=record, version=form.seen_version, by=request.user, **form.said()
        ),
        to=_to_recommendation,
    )


def _to_recommendation(record):
    return reverse("plan-recommendation", args=[record.partnership.slug, record.ref])


def new_priority(request, partnership):
    partnership = edited_partnership(request, partnership)
    page = Page(
        partnership, PriorityForm, "Add a priority", button="Add the priority", saved="Added: {}",
        lead="" if partnership.strategies.exists() else "A priority belongs to a strategy. Add the strategy first.",
    )  # fmt: skip
    return asked(request, page, lambda form: plan.add_priority(partnership=partnership, by=request.user, **form.said()))


def priority(request, partnership, code):
    partnership = edited_partnership(request, partnership)
    record = get_object_or_404(Priority.objects.select_related("strategy"), partnership=partnership, code=code)
    record.partnership = partnership
    page = Page(
        partnership, PriorityForm, record.title, record, f"Priority {record.code}", button="Save the priority",
        saved="Saved: {}", template="actions/plan/priority.html",
        more={"measures": parts_of(record.measures.select_related("series__indicator", "series__area"))},
    )  # fmt: skip
    return asked(
        request,
        page,
        lambda form: plan.change_priority(priority=record, version=form.seen_version, by=request.user, **form.said()),
        to=lambda done: reverse("plan-priority", args=[partnership.slug, done.code]),
    )


def new_strategy(request, partnership):
    partnership = edited_partnership(request, partnership)
    page = Page(
        partnership, StrategyForm, "Add a strategy", button="Add the strategy", saved="Added: {}",
        lead="To put it in the place of an earlier one, add it, then name it on the page of the earlier one.",
    )  # fmt: skip
    return asked(request, page, lambda form: plan.add_strategy(partnership=partnership, by=request.user, **form.said()))


def strategy(request, partnership, pk):
    partnership = edited_partnership(request, partnership)
    record = get_object_or_404(Strategy.objects.select_related("successor", "document"), partnership=partnership, pk=pk)
    record.partnership = partnership
    page = Page(
        partnership, StrategyForm, record.title, record, "Strategy", button="Save the strategy", saved="Saved: {}",
        template="actions/plan/strategy.html",
    )  # fmt: skip
    return asked(
        request,
        page,
        lambda form: plan.change_strategy(strategy=record, version=form.seen_version, by=request.user, **form.said()),
    )


def seats(request, partnership):
    """Who sits in the partnership."""
    partnership = edited_partnership(request, partnership)
    rows = partnership.seats.select_related("agency", "stakeholder_category").order_by("agency__name", "pk")
    return render(request, "actions/plan/seats.html", {"partnership": partnership, "seats": rows})


def new_seat(request, partnership):
    partnership = edited_partnership(request, partnership)
    page = Page(partnership, NewSeatForm, "Give a seat to an agency", button="Give the seat", saved="Seat given: {}")
    return asked(
        request,
        page,
        lambda form: plan.give_seat(partnership=partnership, by=request.user, **form.said()),
        to=lambda done: _seats(partnership),
    )


def _seats(partnership):
    return reverse("plan-seats", args=[partnership.slug])


def _seat(partnership, agency):
    found = get_object_or_404(
        Seat.objects.select_related("agency", "stakeholder_category"), partnership=partnership, agency__slug=agency
    )
    found.partnership = partnership
    return found


def seat(request, partnership, agency):
    partnership = edited_partnership(request, partnership)
    record = _seat(partnership, agency)
    page = Page(
        partnership, SeatForm, record.agency.name, record, "Seat", button="Save the seat", saved="Saved: {}",
        template="actions/plan/seat.html",
    )  # fmt: skip
    return asked(
        request,
        page,
        lambda form: plan.change_seat(seat=record, version=form.seen_version, by=request.user, **form.said()),
        to=lambda done: _seats(partnership),
    )


def end_seat(request, partnership, agency):
    partnership = edited_partnership(request, partnership)
    record = _seat(partnership, agency)
    page = Page(
        partnership, ReasonForm, f"End the seat of {record.agency}", record, "Seat", button="End the seat",
        saved="Seat ended: {}", warning=what_holds(record),
        lead="What it has led and said stays. The seat can be given again.", options={"why": "Say why the seat ends"},
    )  # fmt: skip

    def apply(form):
        plan.end_seat(seat=record, version=form.seen_version, by=request.user, **form.said())
        return record

    return asked(request, page, apply, to=lambda done: _seats(partnership))
