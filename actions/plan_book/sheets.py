"""The sheets of the workbook, in their order."""

from actions.models import (
    Action,
    ActionAgency,
    Measure,
    Milestone,
    Priority,
    Recommendation,
    Strategy,
    SubRecommendation,
)
from actions.plan_book.columns import Column, Kind, Sheet, column
from indicators.models import Area, Indicator, Series
from partners.models import Agency, Invitation, Seat
from partners.roles import ROLES_OF_A_PARTNERSHIP

POSITION = "Where it stands in lists. Leave it empty for the order of the rows."
PLACE = "Where in the document it stands, such as Page 12."
OWNERS = (("priority", "Priority"), ("recommendation", "Recommendation"), ("action", "Action"))
YES = (("yes", "Yes"),)


def position(model):
    return column(model, "position", is_needed=False, help=POSITION)


STRATEGIES = Sheet(
    "strategies", "Strategies", "strategy", Strategy,
    "What the partnership set out to do. One row for each strategy, also for those that came before.",
    ("title",),
    (
        column(Strategy, "title"),
        column(Strategy, "period"),
        column(Strategy, "successor", of="strategies", help="The title of the strategy that took its place."),
    ),
    also=("Strategy",),
)  # fmt: skip
PRIORITIES = Sheet(
    "priorities", "Priorities", "priority", Priority,
    "The priorities of each strategy, each tied to one of the national ones.",
    ("code",),
    (
        column(Priority, "code", help="A short name of its own that does not change, such as P1."),
        column(Priority, "title"),
        column(Priority, "strategy", of="strategies", help="The title of its strategy."),
        column(Priority, "national_priority"),
        column(Priority, "place", help=PLACE),
        position(Priority),
    ),
)  # fmt: skip
RECOMMENDATIONS = Sheet(
    "recommendations", "Recommendations", "recommendation", Recommendation,
    "What the evidence suggests, and what the partnership answers.",
    ("ref",),
    (
        column(Recommendation, "ref", heading="Reference", also=("Ref", "Number"), help="Its number, such as R1."),
        column(Recommendation, "title", also=("Recommendation",)),
        column(Recommendation, "evidence", help="What it rests on."),
        column(Recommendation, "outcome", of="outcomes", help="The outcome of the national framework that it serves."),
        column(Recommendation, "outcome_in_source", help="The outcome as the document words it."),
        column(Recommendation, "priority", of="priorities", help="The code of its priority."),
        column(Recommendation, "partners", of="agencies", help="The agencies that it is addressed to."),
        column(Recommendation, "place", help=PLACE),
        column(Recommendation, "response", help="What the partnership answers. Empty where it has not yet."),
        column(Recommendation, "response_reason", help="Why. Needed where it is declined."),
        position(Recommendation),
    ),
)  # fmt: skip
PARTS = Sheet(
    "parts", "Parts of recommendations", "part of a recommendation", SubRecommendation,
    "Recommendations that have several parts: one row for each part.",
    ("recommendation", "position"),
    (
        column(SubRecommendation, "recommendation", of="recommendations", help="The reference of the recommendation."),
        column(
            SubRecommendation, "position", is_needed=False,
            help="1 for the first part, and so on. Leave it empty for the order of the rows.",
        ),
        column(SubRecommendation, "text"),
    ),
)  # fmt: skip
ACTIONS = Sheet(
    "actions", "Actions", "action", Action,
    "What agencies agreed to do, by when, and who leads it.",
    ("ref",),
    (
        column(Action, "ref", heading="Reference", also=("Ref", "Number"), help="Its number, such as 1.1."),
        column(Action, "title", also=("Action",)),
        column(Action, "priority", of="priorities", help="The code of its priority."),
        Column(
            "lead_agencies", ActionAgency.Role.LEAD.label.replace("agency", "agencies"), Kind.SEVERAL, of="agencies",
            is_ordered=True, also=("Lead agency", "Lead"), help="Who is asked how it goes. The first leads.",
        ),
        Column(
            "supporting_agencies", ActionAgency.Role.SUPPORTING.label.replace("agency", "agencies"), Kind.SEVERAL,
            of="agencies", is_ordered=True, also=("Supporting agency",), help="Who helps.",
        ),
        column(Action, "recommendations", of="recommendations", help="References of the recommendations it answers."),
        column(
            Action, "lead_officer", kind=Kind.EMAIL,
            help="The email address of the person in charge, once they have joined the partnership.",
        ),
        column(Action, "starts_on"),
        column(Action, "due_on"),
        column(Action, "planned_due_on"),
        column(Action, "place", help=PLACE),
        column(Action, "note"),
        position(Action),
    ),
)  # fmt: skip
MILESTONES = Sheet(
    "milestones", "Milestones", "milestone", Milestone,
    "Dated steps of the actions: one row for each.",
    ("action", "position"),
    (
        column(Milestone, "action", of="actions", help="The reference of its action."),
        column(
            Milestone, "position", is_needed=False,
            help="1 for the first of the action, and so on. Leave it empty for the order of the rows.",
        ),
        column(Milestone, "title", also=("Milestone",)),
        column(Milestone, "planned_on", is_needed=False),
        column(
            Milestone, "due_on", is_needed=False,
            help="The date as it stands now. One of the two dates is enough where it has not moved.",
        ),
        column(Milestone, "done_on", help="The day on which it was met, for one that was met before it came here."),
    ),
)  # fmt: skip
MEASURES = Sheet(
    "measures", "Measures", "measure", Measure,
    "How priorities, recommendations and actions are measured: an indicator of an area, from where to where, by when.",
    ("belongs_to", "owner", "indicator", "area", "sex", "age", "category_type", "category"),
    (
        Column("belongs_to", "Belongs to", Kind.CHOICE, "What is measured.", True, choices=OWNERS),
        Column("owner", "Its code or reference", Kind.LINE, "As on the sheet of what is measured.", True, 30),
        column(
            Indicator, "code", key="indicator", heading="Indicator", of="indicators", kind=Kind.ONE,
            help="The code of an indicator, or its name.",
        ),
        column(
            Area, "code", key="area", heading="Area", of="areas", kind=Kind.ONE, is_needed=False,
            help="The code of an area, or its name. Leave it empty for the partnership's main area.",
        ),
        column(Series, "sex", help="Leave it empty for everybody."),
        column(Series, "age", help="An age group, as the figures have it. Leave it empty for all ages."),
        column(Series, "category_type", help="Such as Deprivation. Mostly empty."),
        column(Series, "category", help="Such as Most deprived tenth. Mostly empty."),
        column(Measure, "baseline", help="The figure that it starts from."),
        column(Measure, "baseline_period", help="The period of that figure, such as 2023/24."),
        column(Measure, "target", help="The figure that is wanted."),
        column(Measure, "target_on", help="The day by which it is wanted."),
    ),
)  # fmt: skip
AGENCIES = Sheet(
    "agencies", "Agencies", "agency", Seat,
    "The agencies of the partnership. Every agency that another sheet names needs a row here.",
    ("agency",),
    (
        column(
            Seat, "agency", also=("Name", "Agency name"), longest=Agency._meta.get_field("name").max_length,
            of="agencies", help="Its name. Choose one that is known here, or write a new one.",
        ),
        Column("is_new", "New here", Kind.CHOICE, "Yes where the agency is not known here yet.", choices=YES),
        column(Agency, "kind", is_needed=False, help="Needed for a new agency. One that is known keeps its own."),
        column(Agency, "short_name", help="For a new agency. One that is known keeps its own."),
        column(Seat, "note", help="About the agency in this partnership."),
    ),
)  # fmt: skip
PEOPLE = Sheet(
    "people", "People", "person", Invitation,
    "Who is to have which role. Whoever does not have it yet is sent an invitation; nobody gets an account by this.",
    ("email", "role", "agency"),
    (
        column(Invitation, "email", also=("Email address",)),
        column(Invitation, "name"),
        column(Invitation, "role", choices=tuple((role.value, role.label) for role in ROLES_OF_A_PARTNERSHIP)),
        column(Invitation, "agency", of="agencies", help="Needed for lead officers and deputies."),
    ),
)  # fmt: skip
# Everything that a sheet names stands on one before it, but for the agencies.
SHEETS = (STRATEGIES, PRIORITIES, RECOMMENDATIONS, PARTS, ACTIONS, MILESTONES, MEASURES, AGENCIES, PEOPLE)
BY_KEY = {sheet.key: sheet for sheet in SHEETS}
