"""The list of the API that says what changed: in order, complete, from any place on, and only what is yours."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from actions.operations import plan
from cdp import audit, changes
from cdp.changes import cursors, feed, keeping
from cdp.models import Change
from indicators.operations.publishing import publish_partnership
from partners.models import Partnership
from partners.roles import Role
from tests.actions.updates import story
from tests.factories import ActionFactory, MembershipFactory, PackFactory, PartnershipFactory

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/changes/"


def read(client, **asked):
    answer = client.get(ADDRESS, asked)
    assert answer.status_code == 200, answer.content
    return answer.json()


def visitor():
    return Client()


def as_person(person):
    client = Client()
    client.force_login(person)
    return client


def change(action, times=1):
    for _ in range(times):
        audit.record(kind="action.changed", subject=action)


def problem(answer):
    assert answer["Content-Type"] == "application/problem+json"
    return answer.json()


def test_an_entry_says_what_changed_and_where_to_read_it(action):
    change(action)

    body = read(visitor())

    [entry] = body["results"]
    kept = Change.objects.get()
    assert entry == {
        "uid": kept.uid,
        "cursor": cursors.encode(kept.position),
        "kind": "action.changed",
        "happened_at": entry["happened_at"],
        "noun": "actions",
        "thing": "northshire:1.1",
        "address": "http://testserver/api/v1/actions/northshire:1.1/",
        "partnership": "northshire",
    }
    assert datetime.datetime.fromisoformat(entry["happened_at"]) == kept.happened_at.replace(
        microsecond=kept.happened_at.microsecond // 1000 * 1000
    )
    assert (body["has_more"], body["cursor"]) == (False, entry["cursor"])
    assert visitor().get(entry["address"]).json()["id"] == entry["thing"]


def test_pages_follow_each_other_without_loss_and_the_end_leads_on(action):
    change(action, 7)
    client, address, seen = visitor(), f"{ADDRESS}?page_size=3", []
    for _ in range(3):
        body = client.get(address).json()
        seen += [entry["uid"] for entry in body["results"]]
        address = body["next"]
    assert seen == list(Change.objects.order_by("pk").values_list("uid", flat=True))
    assert body["has_more"] is False

    assert client.get(address).json()["results"] == []
    change(action)
    assert len(client.get(address).json()["results"]) == 1


def test_it_goes_on_from_every_cursor_that_was_ever_given(action):
    change(action, 5)
    uids = [entry["uid"] for entry in read(visitor())["results"]]
    given = [entry["cursor"] for entry in read(visitor())["results"]]
    change(action)

    for place, cursor in enumerate(given, start=1):
        assert [entry["uid"] for entry in read(visitor(), since=cursor)["results"]][: 5 - place] == uids[place:]


def test_since_now_is_where_to_begin_also_on_an_empty_feed(action):
    beginning = read(visitor(), since="now")["cursor"]
    change(action)
    later = read(visitor(), since="now")["cursor"]

    assert len(read(visitor(), since=beginning)["results"]) == 1
    assert read(visitor(), since=later)["results"] == []


def test_a_visitor_learns_nothing_of_drafts_and_a_reporter_does(action, lead_officer, partnership_lead, viewer):
    story.submitted(action, lead_officer)

    def seen(person):
        client = as_person(person) if person else visitor()
        return {entry["kind"] for entry in read(client)["results"]}

    assert seen(None) == seen(viewer) == set()
    assert "update.submitted" in seen(lead_officer)
    assert "update.submitted" in seen(partnership_lead)


def test_an_officer_of_another_agency_learns_nothing_of_drafts(action, lead_officer, other_officer):
    story.submitted(action, lead_officer)

    assert read(as_person(other_officer))["results"] == []


def test_a_partnership_that_is_not_published_is_told_to_its_members_only(action, viewer, stranger):
    Partnership.objects.update(is_published=False)
    change(action)

    assert read(visitor())["results"] == read(as_person(stranger))["results"] == []
    assert len(read(as_person(viewer))["results"]) == 1


def test_a_partnership_that_becomes_visible_later_moves_nothing(action, data_lead):
    hidden = ActionFactory(partnership=PartnershipFactory(is_published=False), ref="1")
    change(action)
    change(hidden)
    change(action)
    before = read(visitor())
    publish_partnership(partnership=hidden.partnership, by=data_lead)

    after = read(visitor())

    assert [entry for entry in after["results"] if entry in before["results"]] == before["results"]
    order = {entry["uid"]: place for place, entry in enumerate(after["results"])}
    assert [order[entry["uid"]] for entry in before["results"]] == [0, 2]
    [published] = read(visitor(), since=before["cursor"])["results"]
    assert (published["kind"], published["thing"]) == ("partnership.published", hidden.partnership.slug)


def test_a_pack_is_told_to_those_who_may_read_it(partnership, partnership_lead, viewer):
    pack = PackFactory(meeting__partnership=partnership, partnership=partnership)
    audit.record(kind="pack.made", subject=pack)

    assert read(visitor())["results"] == read(as_person(viewer))["results"] == []
    [entry] = read(as_person(partnership_lead))["results"]
    assert entry["noun"] == "packs"


def test_filters_narrow_and_may_be_given_several_times(action, partnership, partnership_lead):
    other = ActionFactory(partnership=PartnershipFactory(slug="eastshire"), ref="2")
    change(action)
    change(other)
    plan.archive(record=action, version=1, reason="Done otherwise", by=partnership_lead)
    audit.record(kind="row.changed", subject=partnership)

    def kinds(query):
        return [entry["kind"] for entry in visitor().get(f"{ADDRESS}?{query}").json()["results"]]

    assert kinds("kind=action.") == ["action.changed", "action.changed", "action.archived"]
    assert kinds("kind=row.changed&kind=action.archived") == ["action.archived", "row.changed"]
    assert kinds("noun=partnerships") == ["row.changed"]
    assert kinds("partnership=eastshire") == ["action.changed"]


def test_the_next_address_keeps_the_filters(action):
    change(action, 2)
    body = visitor().get(f"{ADDRESS}?kind=action.&kind=row.changed&page_size=1").json()

    assert "kind=action.&kind=row.changed&page_size=1&since=" in body["next"]
    assert (body["has_more"], len(visitor().get(body["next"]).json()["results"])) == (True, 1)


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("since=yesterday", "since"), ("since=", "since"), ("since=c1AAAA", "since"),
        ("since=c1////////////", "since"), ("since=now&since=now", "since"), ("page_size=0", "page_size"),
        ("page_size=1001", "page_size"), ("page_size=²", "page_size"), ("kind=action", "kind"), ("kind=.", "kind"),
        ("noun=people", "noun"), ("partnership=nowhere", "partnership"),
        ("cursor=x", "cursor"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_with_a_sentence(query, parameter):
    answer = visitor().get(f"{ADDRESS}?{query}")

    assert answer.status_code == 400
    assert [error["parameter"] for error in problem(answer)["errors"]] == [parameter]


def test_a_partnership_that_one_may_not_see_is_none(stranger):
    PartnershipFactory(slug="secretshire", is_published=False)

    assert as_person(stranger).get(f"{ADDRESS}?partnership=secretshire").status_code == 400


def test_a_cursor_older_than_what_is_kept_is_gone_and_says_what_to_do(action, settings):
    change(action, 3)
    cursor = read(visitor(), page_size=1)["cursor"]
    later = timezone.now() + datetime.timedelta(days=settings.CHANGES_KEPT_DAYS + 1)

    assert keeping.forget_changes(now=later) == 2
    # As it is on that day.
    settings.CHANGES_KEPT_DAYS = -1
    answer = visitor().get(ADDRESS, {"since": cursor})
    assert answer.status_code == 410
    assert "since=now" in problem(answer)["detail"]
    # The last one stands, so that whoever has read it has missed nothing.
    last = read(visitor())["cursor"]
    change(action)
    assert len(read(visitor(), since=last)["results"]) == 1


def test_places_go_on_upwards_when_the_last_rows_are_gone(action):
    change(action, 2)
    last = read(visitor())["cursor"]
    Change.objects.all().delete()
    change(action)

    assert len(read(visitor(), since=last)["results"]) == 1


def test_what_is_gone_has_no_address(action, partnership, partnership_lead):
    audit.record(kind="row.deleted", subject=action)
    changes.record(kind="reference.loaded", noun="areas")

    gone, all_areas = read(visitor())["results"]

    assert (gone["thing"], gone["address"]) == ("northshire:1.1", None)
    assert (all_areas["thing"], all_areas["address"]) == (None, "http://testserver/api/v1/areas/")


def test_it_asks_the_database_as_often_for_many_as_for_one(action, django_assert_max_num_queries, viewer):
    change(action, 3)
    client = as_person(viewer)
    feed.settle()
    with django_assert_max_num_queries(12) as few:
        read(client)
    change(action, 30)
    feed.settle()
    with django_assert_max_num_queries(len(few.captured_queries)):
        read(client)


def test_who_has_lost_the_role_is_told_nothing_more(action, viewer):
    Partnership.objects.update(is_published=False)
    change(action)
    viewer.memberships.filter(role=Role.BOARD_MEMBER).delete()
    MembershipFactory(user=viewer)

    assert read(as_person(viewer))["results"] == []
