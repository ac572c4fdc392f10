"""The pages on which the plan is changed, all below …/plan/."""

from django.urls import path

from actions.views import plan, plan_actions, plan_order, plan_parts, plan_records

ACTIONS, RECOMMENDATIONS, PRIORITIES = "actions", "recommendations", "priorities"
MEASURED = ((ACTIONS, "action"), (RECOMMENDATIONS, "recommendation"), (PRIORITIES, "priority"))
ACTION = "<slug:partnership>/plan/actions/<str:ref>/"


def _of(name, view, what):
    """The same page for actions and for recommendations."""
    return [
        path(f"<slug:partnership>/plan/{of}/<str:key>/{what}", view, {"of": of}, name=f"{name}-{of.rstrip('s')}")
        for of in (ACTIONS, RECOMMENDATIONS)
    ]


def _of_part(view, name, what):
    """The same page for milestones, and for the measures of an action, a recommendation or a priority."""
    parts = [(ACTIONS, "milestones", "milestone")]
    parts += [(of, "measures", f"measure-{noun}") for of, noun in MEASURED]
    return [
        path(
            f"<slug:partnership>/plan/{of}/<str:key>/{part}/<int:pk>/{what}",
            view,
            {"of": of, "parts": part},
            name=f"{name}-{ending}",
        )
        for of, part, ending in parts
    ]


urlpatterns = [
    path("<slug:partnership>/strategies/<int:pk>/", plan.strategy_record, name="strategy-record"),
    path("<slug:partnership>/plan/", plan.plan, name="plan"),
    path("<slug:partnership>/plan/bulk/", plan.bulk, name="plan-bulk"),
    path("<slug:partnership>/plan/new-action/", plan_actions.new_action, name="plan-new-action"),
    path(ACTION, plan_actions.action, name="plan-action"),
    path(f"{ACTION}due-date/", plan_actions.postpone, name="plan-postpone"),
    path(f"{ACTION}milestones/new/", plan_actions.milestone, name="plan-new-milestone"),
    path(f"{ACTION}milestones/<int:pk>/", plan_actions.milestone, name="plan-milestone"),
    *_of("plan-archive", plan_actions.archive, "archive/"),
    *_of("plan-bring-back", plan_actions.bring_back, "bring-back/"),
    *_of("plan-merge", plan_actions.stand_in, "merge/"),
    *_of_part(plan_parts.archive, "plan-archive", "archive/"),
    *_of_part(plan_parts.bring_back, "plan-bring-back", "bring-back/"),
    *[
        path(f"<slug:partnership>/plan/{of}/<str:key>/measures/{part}", plan_actions.measure, {"of": of}, name=name)
        for of, noun in MEASURED
        for part, name in (("new/", f"plan-new-measure-{noun}"), ("<int:pk>/", f"plan-measure-{noun}"))
    ],
    *[
        path(f"<slug:partnership>/plan/{where}order/", plan_order.order, {"of": of}, name=f"plan-order-{of}")
        for of, where in (
            (ACTIONS, "actions/all/"),
            (RECOMMENDATIONS, "recommendations/all/"),
            (PRIORITIES, "strategies/<int:pk>/"),
            ("milestones", "actions/<str:key>/milestones/"),
            ("parts", "recommendations/<str:key>/parts/"),
        )
    ],
    *[
        path(f"<slug:partnership>/plan/recommendations/<str:key>/parts/{what}", view, name=name)
        for what, view, name in (
            ("new/", plan_order.part, "plan-new-recommendation-part"),
            ("<int:pk>/", plan_order.part, "plan-recommendation-part"),
            ("<int:pk>/remove/", plan_order.remove_part, "plan-remove-recommendation-part"),
        )
    ],
    path(
        "<slug:partnership>/plan/new-recommendation/", plan_records.new_recommendation, name="plan-new-recommendation"
    ),
    path("<slug:partnership>/plan/recommendations/<str:ref>/", plan_records.recommendation, name="plan-recommendation"),
    path("<slug:partnership>/plan/new-priority/", plan_records.new_priority, name="plan-new-priority"),
    path("<slug:partnership>/plan/priorities/<str:code>/", plan_records.priority, name="plan-priority"),
    path("<slug:partnership>/plan/new-strategy/", plan_records.new_strategy, name="plan-new-strategy"),
    path("<slug:partnership>/plan/strategies/<int:pk>/", plan_records.strategy, name="plan-strategy"),
    path("<slug:partnership>/plan/seats/", plan_records.seats, name="plan-seats"),
    path("<slug:partnership>/plan/seats/new/", plan_records.new_seat, name="plan-new-seat"),
    path("<slug:partnership>/plan/seats/<slug:agency>/", plan_records.seat, name="plan-seat"),
    path("<slug:partnership>/plan/seats/<slug:agency>/end/", plan_records.end_seat, name="plan-end-seat"),
]
