"""What is exported and imported again changes nothing, whatever the texts are; and a plan that is brought to an empty
partnership is exported from there as the same workbook."""

import datetime
import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from actions.models import ActionAgency
from actions.operations import plan_import
from actions.plan_book.standing import standing_plan
from partners.models import Agency, AgencyKind, Membership, Partnership, Person
from partners.roles import Role
from tests.actions.plan_book.made import contents, exported, kept
from tests.factories import (
    ActionAgencyFactory,
    ActionFactory,
    AgencyFactory,
    AreaFactory,
    FootprintFactory,
    InvitationFactory,
    MeasureFactory,
    MembershipFactory,
    MilestoneFactory,
    OutcomeFactory,
    PartnershipFactory,
    PersonFactory,
    PriorityFactory,
    RecommendationFactory,
    SeatFactory,
    SeriesFactory,
    StrategyFactory,
    SubRecommendationFactory,
)

pytestmark = pytest.mark.django_db

# Of everything that Unicode has, also what spreadsheets take for formulas, numbers, dates and XML.
TRAPS = [
    "=1+1",
    "+44 20",
    "-5",
    "@SUM(A1)",
    "1.10",
    "007",
    "2026-01-01",
    "TRUE",
    "#N/A text",
    "<b>&amp;",
    "_x0041_",
    "'",
]
TRAPS += [
    "a;b",
    "a, b",
    "two\nlines",
    "win\r\ndows",
    "tab\there",
    "🙂",
    "\u202eevil",
    "é",
    "e\u0301",
    "a\u00a0b",
    " x ",
]
ANY = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30)
TEXTS = st.one_of(st.sampled_from(TRAPS), ANY)
DAYS = st.dates(datetime.date(1950, 1, 1), datetime.date(2150, 1, 1))
NUMBERS = st.one_of(st.none(), st.decimals("-999999999999", "999999999999", places=4))
NO_ADDRESS = re.compile(r"[\s/\\?#%\x00-\x1f]")
SMALL = st.integers(0, 3)
ROLES = [role for role in Role if role is not Role.NATIONAL_READER]


@st.composite
def plans(draw):
    """What of a plan can be otherwise; its names are made different by a number at the end."""

    def named(most, prefix=""):
        return [f"{prefix}{draw(TEXTS).strip()[:20].rstrip()}·{number}" for number in range(draw(SMALL) % most + 1)]

    return {
        "strategies": named(2),
        "agencies": named(3, "Agency "),
        # These are parts of addresses.
        **{
            kind: [NO_ADDRESS.sub("", name) for name in named(3)]
            for kind in ("priorities", "recommendations", "actions")
        },
        "texts": draw(st.lists(TEXTS, min_size=8, max_size=8)),
        "days": sorted(draw(st.lists(DAYS, min_size=3, max_size=3))),
        "numbers": [draw(NUMBERS), draw(NUMBERS)],
        "picks": draw(st.lists(SMALL, min_size=8, max_size=8)),
        "roles": draw(st.lists(st.sampled_from(ROLES), max_size=3)),
    }


def said_or(words, fallback):
    """A text that a needed field can hold."""
    return words if any(char.isalnum() for char in words) else fallback


def build(plan, partnership):
    """The plan in the database; every kind of record, linked as the picks say."""
    agencies = [AgencyFactory(name=name) for name in plan["agencies"]]
    for agency in agencies:
        SeatFactory(partnership=partnership, agency=agency, note=plan["texts"][0])
    priorities = build_priorities(plan, partnership)
    recommendations = build_recommendations(plan, partnership, priorities, agencies)
    action = build_actions(plan, partnership, priorities, recommendations, agencies)
    build_measures(plan, partnership, action, priorities[0])
    for role in plan["roles"]:
        agency = agencies[-1] if role in (Role.LEAD_OFFICER, Role.DEPUTY) else None
        MembershipFactory(partnership=partnership, role=role, agency=agency)
    InvitationFactory(partnership=partnership, name=said_or(plan["texts"][3], "N"))


def build_priorities(plan, partnership):
    texts, picks = plan["texts"], plan["picks"]
    strategies = [StrategyFactory(partnership=partnership, title=name, period=texts[1]) for name in plan["strategies"]]
    if len(strategies) > 1:
        strategies[0].successor = strategies[1]
        strategies[0].save()
    strategy, title = strategies[picks[0] % len(strategies)], said_or(texts[2], "T")
    return [
        PriorityFactory(partnership=partnership, strategy=strategy, code=code, title=title, position=place * 2)
        for place, code in enumerate(plan["priorities"])
    ]


def build_recommendations(plan, partnership, priorities, agencies):
    texts, picks = plan["texts"], plan["picks"]
    outcome = OutcomeFactory(name="Fewer, safer; better lives")
    recommendations = [
        RecommendationFactory(
            partnership=partnership,
            ref=ref,
            title=said_or(texts[3], "T"),
            evidence=texts[4],
            outcome=outcome if picks[1] else None,
            priority=priorities[0] if picks[2] else None,
            response=["", "accepted", "partly", "declined"][picks[3]],
            response_reason=said_or(texts[5], "Because"),
            position=place,
        )
        for place, ref in enumerate(plan["recommendations"])
    ]
    recommendations[0].partners.set(agencies[: picks[4]])
    text = said_or(texts[6], "Part")
    SubRecommendationFactory(recommendation=recommendations[0], position=picks[5], text=text)
    return recommendations


def build_actions(plan, partnership, priorities, recommendations, agencies):
    texts, picks, days = plan["texts"], plan["picks"], plan["days"]
    officer = MembershipFactory(partnership=partnership, role=Role.LEAD_OFFICER, agency=agencies[0]).user
    actions = [
        ActionFactory(
            partnership=partnership,
            ref=ref,
            title=said_or(texts[7], "T"),
            priority=priorities[-1],
            position=place,
            note=texts[0],
            starts_on=days[0] if picks[6] else None,
            due_on=days[2],
            lead_officer=officer if picks[7] else None,
        )
        for place, ref in enumerate(plan["actions"])
    ]
    actions[0].recommendations.set(recommendations[: picks[4]])
    for place, agency in enumerate(agencies):
        role = ActionAgency.Role.LEAD if place <= picks[0] else ActionAgency.Role.SUPPORTING
        ActionAgencyFactory(action=actions[0], agency=agency, role=role, position=10 - place)
    title = said_or(texts[1], "M")
    MilestoneFactory(action=actions[0], position=1, title=title, planned_on=days[0], due_on=days[1], done_on=days[2])
    return actions[0]


def build_measures(plan, partnership, action, priority):
    area = AreaFactory()
    FootprintFactory(partnership=partnership, area=area)
    baseline, target = plan["numbers"]
    for owner in ({"action": action}, {"priority": priority, "action": None}):
        MeasureFactory(
            **owner,
            series=SeriesFactory(area=area, age=plan["texts"][2].strip()),
            baseline=baseline,
            target=target,
            baseline_period="" if baseline is None else "2023/24",
            target_on=None if target is None else plan["days"][1],
        )


def everyone_joins(partnership):
    for invitation in partnership.invitations.filter(accepted_at=None, withdrawn_at=None):
        person, _ = Person.objects.get_or_create(email=invitation.email, defaults={"name": invitation.name})
        Membership.objects.create(user=person, partnership=partnership, role=invitation.role, agency=invitation.agency)
        invitation.accepted_at, invitation.accepted_by = invitation.invited_at, person
        invitation.save()


def brought_to(partnership, by, content):
    """Until nothing is left to do: who leads an action is said once they have joined."""
    for _ in range(2):
        run = kept(partnership, by, content)
        check = plan_import.check(run, user=by)
        assert [str(fault) for fault in check.faults] == []
        if check.changes:
            plan_import.apply(run=run, digest=check.digest, by=by)
        everyone_joins(partnership)
    return check


def comes_back_the_same(source, by):
    content = exported(source, by)
    run = kept(source, by, content)
    same = plan_import.check(run, user=by)
    assert (same.changes, [str(fault) for fault in same.faults]) == ([], [])
    assert (same.sheets_left_out, same.columns_left_out) == ([], {})

    empty = PartnershipFactory()
    membership = source.memberships.get(user=by)
    MembershipFactory(user=by, partnership=empty, role=membership.role, agency=membership.agency)
    for area in source.footprint.all():
        FootprintFactory(partnership=empty, area=area.area, is_main=area.is_main)
    brought_to(empty, by, content)
    assert contents(exported(empty, by)) == contents(content)
    return content


@given(plan=plans())
@settings(
    max_examples=8,
    derandomize=True,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
def test_a_round_trip_changes_nothing(plan):
    with transaction.atomic():
        partnership = PartnershipFactory()
        by = MembershipFactory(partnership=partnership, role=Role.PARTNERSHIP_LEAD).user
        build(plan, partnership)

        comes_back_the_same(partnership, by)

        transaction.set_rollback(True)


def test_the_five_plans_that_are_shipped_come_back_as_they_went():
    call_command("load_reference", stdout=StringIO())
    call_command("load_partnership", "--all", stdout=StringIO())
    by = PersonFactory()

    for partnership in Partnership.objects.all():
        MembershipFactory(user=by, partnership=partnership, role=Role.PARTNERSHIP_LEAD)
        content = comes_back_the_same(partnership, by)

        plan = standing_plan(partnership, user=by)
        assert len(plan.rows["actions"]) == partnership.actions.count()
        assert len(plan.rows["recommendations"]) == partnership.recommendations.count()
        assert len(plan.rows["agencies"]) == partnership.seats.count() > 0
        assert len(contents(content)) == 9


def test_a_text_that_no_cell_can_hold_is_refused_rather_than_cut(partnership, partnership_lead, client):
    ActionFactory(partnership=partnership, ref="A1", note="x" * 32_768)
    client.force_login(partnership_lead)

    response = client.get("/northshire/plan/export/", follow=True)

    assert "“Note” of the action A1 has 32,768 characters" in response.content.decode()


def test_the_template_is_made_from_the_models_and_changes_nothing(partnership, partnership_lead, client):
    AgencyFactory(kind=AgencyKind.POLICE)
    client.force_login(partnership_lead)

    content = client.get("/northshire/plan/export/?template").content

    assert Agency.objects.count() == 1
    check = plan_import.check(kept(partnership, partnership_lead, content), user=partnership_lead)
    assert (check.changes, check.faults, check.notes) == ([], [], [])
    assert all(len(rows) == 1 for rows in contents(content).values())
