import datetime

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.models import Action, Confidence, DeliveryStatus
from actions.models.action import REPORTABLE_STATUSES
from actions.operations.progress import NotTheirs, report_progress
from partners.roles import Role
from tests.factories import ActionAgencyFactory, AgencyFactory, MembershipFactory

pytestmark = pytest.mark.django_db

SAID = {"delivery_status": "on_track", "confidence": "some_doubt", "narrative": "The first clinic has opened."}
NOON = datetime.datetime(2026, 11, 21, 12, tzinfo=datetime.UTC)


def state(action):
    action.refresh_from_db()
    return action.delivery_status, action.confidence, action.reported_at, action.reported_by


def test_a_report_brings_the_action_into_line(action, lead_officer):
    report_progress(action=action, by=lead_officer, now=NOON, **SAID)

    assert state(action) == (DeliveryStatus.ON_TRACK, Confidence.SOME_DOUBT, NOON, lead_officer)


def test_a_report_is_made_in_the_name_of_the_lead_agency(action, agency, lead_officer):
    update = report_progress(action=action, by=lead_officer, **SAID)

    assert update.agency == agency


def test_of_several_lead_agencies_the_officers_own_reports(action, other_officer):
    own = other_officer.memberships.get().agency
    ActionAgencyFactory(action=action, agency=own, position=1)

    update = report_progress(action=action, by=other_officer, **SAID)

    assert update.agency == own


def test_a_partnership_lead_reports_for_no_agency(action, partnership_lead):
    update = report_progress(action=action, by=partnership_lead, **SAID)

    assert update.agency is None


def test_a_partnership_lead_who_reads_for_an_agency_does_not_report_in_its_name(action, agency, partnership_lead):
    MembershipFactory(user=partnership_lead, partnership=action.partnership, agency=agency, role=Role.READER)

    update = report_progress(action=action, by=partnership_lead, **SAID)

    assert update.agency is None


@pytest.mark.parametrize("person", ["other_officer", "viewer", "stranger"])
def test_nobody_else_may_report(action, person, request):
    by = request.getfixturevalue(person)

    with pytest.raises(NotTheirs):
        report_progress(action=action, by=by, **SAID)

    assert (state(action)[0], action.updates.count()) == (DeliveryStatus.NOT_REPORTED, 0)


def test_a_supporting_agency_does_not_report(action, other_officer):
    ActionAgencyFactory(action=action, agency=other_officer.memberships.get().agency, role="supporting")

    with pytest.raises(NotTheirs):
        report_progress(action=action, by=other_officer, **SAID)


def test_an_archived_action_takes_no_report(action, lead_officer):
    Action.objects.filter(pk=action.pk).update(archived_at=timezone.now(), archive_reason="Done elsewhere")

    with pytest.raises(NotTheirs):
        report_progress(action=action, by=lead_officer, **SAID)


def test_an_earlier_report_entered_later_does_not_become_the_newest(action, lead_officer):
    report_progress(action=action, by=lead_officer, now=NOON, **SAID)
    earlier = {**SAID, "delivery_status": "late"}

    report_progress(action=action, by=lead_officer, now=NOON - datetime.timedelta(days=1), **earlier)

    assert (state(action)[0], action.updates.count()) == (DeliveryStatus.ON_TRACK, 2)


def test_two_agencies_see_only_their_own(partnership, action, lead_officer):
    other = AgencyFactory()
    elsewhere = ActionAgencyFactory(action__partnership=partnership, agency=other).action

    with pytest.raises(NotTheirs):
        report_progress(action=elsewhere, by=lead_officer, **SAID)


reports = st.lists(
    st.tuples(
        st.sampled_from([status for status, _ in REPORTABLE_STATUSES]),
        st.sampled_from(Confidence.values),
        st.integers(min_value=0, max_value=5),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=reports)
def test_every_report_is_one_row_of_history_and_the_newest_row_is_the_actions_state(action, lead_officer, said):
    action.updates.all().delete()

    for status, confidence, hours in said:
        report_progress(
            action=action,
            delivery_status=status,
            confidence=confidence,
            narrative="What happened",
            by=lead_officer,
            now=NOON + datetime.timedelta(hours=hours),
        )

    latest = max(enumerate(said), key=lambda one: (one[1][2], one[0]))[1]
    history = list(action.updates.order_by("pk").values_list("delivery_status", "confidence"))
    assert history == [(status, confidence) for status, confidence, _ in said]
    assert state(action)[:2] == latest[:2]
